import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPacer, createTimers, repeat, systemTime } from '../../src/adapters/clock.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('something for each item', () => {
  const done: number[] = [];
  const paced = (paceMs: number) => createPacer<number>(paceMs, (item) => done.push(item));
  beforeEach(() => {
    done.length = 0;
  });

  test('is done at one pace, the first one at once', async () => {
    paced(300).add([1, 2, 3]);
    expect(done).toEqual([1]);
    await vi.advanceTimersByTimeAsync(599);
    expect(done).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(1);
    expect(done).toEqual([1, 2, 3]);
  });

  test('without a pace is done before anything else', () => {
    paced(0).add([1, 2, 3]);
    expect(done).toEqual([1, 2, 3]);
  });

  test('is done in its turn, however often the same is added', async () => {
    const { add } = paced(300);
    for (let round = 0; round < 2; round += 1) {
      add([1, 2, 3, 4]);
      await vi.advanceTimersByTimeAsync(400);
    }
    expect(done).toEqual([1, 2, 3]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(done).toEqual([1, 2, 3, 4, 1, 2]);
  });

  test('keeps its pace from one time to the next', async () => {
    const { add } = paced(300);
    add([1]);
    await vi.advanceTimersByTimeAsync(200);
    add([2]);
    expect(done).toEqual([1]);
    await vi.advanceTimersByTimeAsync(100);
    expect(done).toEqual([1, 2]);
  });

  test('is not done any more once it is stopped', async () => {
    const { add, stop } = paced(300);
    add([1, 2, 3]);
    await vi.advanceTimersByTimeAsync(300);
    stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(done).toEqual([1, 2]);
  });
});

test('a task is not repeated before the time that runs already has ended', async () => {
  let times = 0;
  const firstTime = Promise.withResolvers<void>();
  const task = async () => {
    times += 1;
  };
  const { stop } = repeat(1000, task, firstTime.promise);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(times).toBe(0);
  firstTime.resolve();
  await vi.advanceTimersByTimeAsync(1100);
  expect(times).toBe(1);
  stop();
});

test.each([
  [0, 1000],
  [0.5, 1050],
  [0.999, 1100],
])('replicas that started together drift apart: by chance %d after %d ms', async (chance, ms) => {
  vi.spyOn(Math, 'random').mockReturnValue(chance);
  let times = 0;
  const task = async () => {
    times += 1;
  };
  const { stop } = repeat(1000, task, Promise.resolve());
  await vi.advanceTimersByTimeAsync(ms - 2);
  expect(times).toBe(0);
  await vi.advanceTimersByTimeAsync(3);
  expect(times).toBe(1);
  stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(times).toBe(1);
});

describe('something at its time', () => {
  const done: number[] = [];
  const timersOf = () => createTimers<number>((item) => done.push(item), systemTime);
  const inMs = (ms: number) => new Date(Date.now() + ms);
  beforeEach(() => {
    done.length = 0;
  });

  test('is done once, then', async () => {
    timersOf().set(1, inMs(100));
    await vi.advanceTimersByTimeAsync(99);
    expect(done).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(done).toEqual([1]);
  });

  test('has one time for each item: the last one that was set', async () => {
    const { set } = timersOf();
    set(1, inMs(100));
    set(2, inMs(100));
    set(1, inMs(300));
    set(2, undefined);
    await vi.advanceTimersByTimeAsync(299);
    expect(done).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(done).toEqual([1]);
  });

  // Both would be done at once, again and again.
  test.each([0, -1, 2 ** 31])('is never done %i ms from now', async (ms) => {
    timersOf().set(1, inMs(ms));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(done).toEqual([]);
  });

  test('is not done once it was stopped', async () => {
    const { set, stop } = timersOf();
    set(1, inMs(100));
    stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(done).toEqual([]);
  });
});
