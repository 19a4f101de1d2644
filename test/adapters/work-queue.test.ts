import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createWorkQueue, type WorkQueueOptions } from '../../src/adapters/work-queue.ts';

/** Work that runs until the test ends it. */
interface Run {
  readonly issue: number;
  readonly succeed: () => void;
  readonly fail: () => void;
}

function openQueue(options: Partial<WorkQueueOptions> = {}) {
  const runs: Run[] = [];
  const failures: (number | undefined)[] = [];
  const queue = createWorkQueue({
    work: (issue) =>
      new Promise((resolve, reject) => {
        runs.push({ issue, succeed: resolve, fail: () => reject(new Error('failed')) });
      }),
    onFailure: (_issue, _error, retryInMs) => failures.push(retryInMs),
    firstRetryMs: 1000,
    ...options,
  });
  return { queue, runs, failures, started: () => runs.map(({ issue }) => issue) };
}

/** Lets everything happen that needs no time. */
const breathe = () => vi.advanceTimersByTimeAsync(0);

/** Whether something has happened by now. */
async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await breathe();
  return done;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('work', () => {
  test('on different issues runs side by side, up to the concurrency', async () => {
    const { queue, runs, started } = openQueue({ concurrency: 2 });
    for (const issue of [1, 2, 3]) queue.add(issue);
    await breathe();
    expect(started()).toEqual([1, 2]);

    runs[1]?.succeed();
    await breathe();
    expect(started()).toEqual([1, 2, 3]);
  });

  test('on one issue is done once, however often it is asked for before it starts', async () => {
    const { queue, runs, started } = openQueue({ concurrency: 1 });
    for (const issue of [1, 2, 2, 2]) queue.add(issue);
    await breathe();
    runs[0]?.succeed();
    await breathe();
    runs[1]?.succeed();
    await breathe();
    expect(started()).toEqual([1, 2]);
  });

  test('asked for while it runs is done once more, and not at the same time', async () => {
    const { queue, runs, started } = openQueue();
    queue.add(1);
    await breathe();
    queue.add(1);
    queue.add(1);
    await breathe();
    expect(started()).toEqual([1]);

    runs[0]?.succeed();
    await breathe();
    expect(started()).toEqual([1, 1]);

    runs[1]?.succeed();
    await vi.runAllTimersAsync();
    expect(started()).toEqual([1, 1]);
  });

  test('can be asked for again when it is done', async () => {
    const { queue, runs, started } = openQueue();
    queue.add(1);
    await breathe();
    runs[0]?.succeed();
    await breathe();
    queue.add(1);
    await breathe();
    expect(started()).toEqual([1, 1]);
  });
});

describe('work that fails', () => {
  test('is tried again with a doubling delay, and given up after the last attempt', async () => {
    const { queue, runs, failures } = openQueue({ attempts: 4 });
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
    expect(failures).toEqual([1000, 2000, 4000, undefined]);
    expect(runs).toHaveLength(4);
  });

  test('leaves its place to others while it waits', async () => {
    const { queue, runs, started } = openQueue({ concurrency: 1 });
    queue.add(1);
    queue.add(2);
    await breathe();
    runs[0]?.fail();
    await breathe();
    expect(started()).toEqual([1, 2]);
  });

  test('is done at once where it is asked for again, with all its attempts', async () => {
    const { queue, runs, failures, started } = openQueue({ attempts: 2 });
    queue.add(1);
    await breathe();
    runs[0]?.fail();
    await breathe();
    queue.add(1);
    await breathe();
    expect(started()).toEqual([1, 1]);

    // The retry that waited is not done on top.
    await vi.advanceTimersByTimeAsync(10_000);
    expect(started()).toEqual([1, 1]);
    runs[1]?.fail();
    await breathe();
    expect(failures).toEqual([1000, 1000]);
  });

  test('is done once more at once where it was asked for while it failed', async () => {
    const { queue, runs, started } = openQueue();
    queue.add(1);
    await breathe();
    queue.add(1);
    runs[0]?.fail();
    await breathe();
    expect(started()).toEqual([1, 1]);
    runs[1]?.succeed();
    await vi.runAllTimersAsync();
    expect(started()).toEqual([1, 1]);
  });
});

describe('idle', () => {
  test('is a queue that was never asked', async () => {
    expect(await isDone(openQueue().queue.idle())).toBe(true);
  });

  test('waits for what runs, what waits and what was asked again', async () => {
    const { queue, runs } = openQueue({ concurrency: 1 });
    queue.add(1);
    queue.add(2);
    const idle = queue.idle();
    await breathe();
    queue.add(1);
    for (const last of [false, false, true]) {
      expect(await isDone(idle)).toBe(false);
      runs.at(-1)?.succeed();
      expect(await isDone(idle)).toBe(last);
    }
  });

  test('waits for retries, and not for what was given up', async () => {
    const { queue, runs } = openQueue({ attempts: 2 });
    queue.add(1);
    await breathe();
    const idle = queue.idle();
    runs[0]?.fail();
    expect(await isDone(idle)).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    runs[1]?.fail();
    expect(await isDone(idle)).toBe(true);
  });
});

describe('stop', () => {
  test('waits for what runs, drops what waits and takes no more', async () => {
    const { queue, runs, started } = openQueue({ concurrency: 1 });
    queue.add(1);
    queue.add(2);
    await breathe();
    const stopped = queue.stop(8000);
    queue.add(3);
    expect(await isDone(stopped)).toBe(false);

    runs[0]?.succeed();
    expect(await isDone(stopped)).toBe(true);
    expect(started()).toEqual([1]);
    expect(await isDone(queue.idle())).toBe(true);
  });

  test('does not do again what was asked for while it ran', async () => {
    const { queue, runs, started } = openQueue();
    queue.add(1);
    await breathe();
    queue.add(1);
    const stopped = queue.stop(8000);
    runs[0]?.succeed();
    expect(await isDone(stopped)).toBe(true);
    expect(started()).toEqual([1]);
  });

  test('lets retries go, those that come while it waits too', async () => {
    const { queue, runs, started } = openQueue();
    queue.add(1);
    queue.add(2);
    await breathe();
    runs[0]?.fail();
    await breathe();
    const stopped = queue.stop(8000);
    runs[1]?.fail();
    await stopped;
    expect(vi.getTimerCount()).toBe(0);
    expect(started()).toEqual([1, 2]);
  });

  test('waits no longer than its time', async () => {
    const { queue } = openQueue();
    queue.add(1);
    await breathe();
    const stopped = queue.stop(8000);
    await vi.advanceTimersByTimeAsync(7999);
    expect(await isDone(stopped)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await isDone(stopped)).toBe(true);
  });
});
