import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createInProcessQueue } from '../../../src/adapters/queue/in-process.ts';
import { type Watched, watch } from '../work-queue-contract.ts';

/** What time it takes; the rest is in the contract of all queues. */
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets everything happen that needs no time. */
const breathe = () => vi.advanceTimersByTimeAsync(0);
const startedNow = ({ runs }: Watched) => runs.map(({ issue }) => issue);

test('what fails is tried again after exactly the delays that are told', async () => {
  const watched = await watch(createInProcessQueue, { attempts: 4, firstRetryMs: 1000 });
  const { queue, runs } = watched;
  queue.add(1);
  await breathe();
  for (const delay of [1000, 2000, 4000]) {
    const before = runs.length;
    runs.at(-1)?.fail();
    await vi.advanceTimersByTimeAsync(delay - 1);
    expect(runs).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(runs).toHaveLength(before + 1);
  }
  runs.at(-1)?.fail();
  await vi.runAllTimersAsync();
  expect(runs).toHaveLength(4);
});

test('the retry that waited is not done on top of what was asked for meanwhile', async () => {
  const watched = await watch(createInProcessQueue, { firstRetryMs: 1000 });
  const { queue, runs } = watched;
  queue.add(1);
  await breathe();
  runs[0]?.fail();
  await breathe();
  queue.add(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(startedNow(watched)).toEqual([1, 1]);
});

test('what fails while it is asked for is done again at once', async () => {
  const watched = await watch(createInProcessQueue, { firstRetryMs: 1000 });
  const { queue, runs } = watched;
  queue.add(1);
  await breathe();
  queue.add(1);
  runs[0]?.fail();
  await breathe();
  expect(startedNow(watched)).toEqual([1, 1]);
  runs[1]?.succeed();
  await vi.runAllTimersAsync();
  expect(startedNow(watched)).toEqual([1, 1]);
});

test('stopping, it lets retries go, those that come while it waits too', async () => {
  const watched = await watch(createInProcessQueue, { firstRetryMs: 1000 });
  const { queue, runs } = watched;
  queue.add(1);
  queue.add(2);
  await breathe();
  runs[0]?.fail();
  await breathe();
  const stopped = queue.stop(8000);
  runs[1]?.fail();
  await stopped;
  expect(vi.getTimerCount()).toBe(0);
  expect(startedNow(watched)).toEqual([1, 2]);
});

test('stopping, it does not do again what was asked for while it ran', async () => {
  const watched = await watch(createInProcessQueue);
  const { queue, runs } = watched;
  queue.add(1);
  await breathe();
  queue.add(1);
  const stopped = queue.stop(8000);
  runs[0]?.succeed();
  await stopped;
  await breathe();
  expect(startedNow(watched)).toEqual([1]);
});
