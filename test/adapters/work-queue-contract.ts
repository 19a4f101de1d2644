import { afterEach, describe, expect, test, vi } from 'vitest';
import type { WorkQueue, WorkQueueOptions } from '../../src/adapters/queue/work-queue.ts';

/** Work that runs until the test ends it. */
interface Run {
  readonly issue: number;
  readonly isLast: boolean;
  readonly signal: AbortSignal;
  readonly succeed: () => void;
  readonly fail: () => void;
}

export interface Watched {
  readonly queue: WorkQueue;
  readonly runs: Run[];
  readonly failures: (number | undefined)[];
  /** Waits until exactly these were started, in this order. */
  readonly started: (...issues: readonly number[]) => Promise<void>;
}

export type OpenQueue = (options: WorkQueueOptions) => WorkQueue | Promise<WorkQueue>;

const never = 60_000;

/** A queue whose work the test does. */
export async function watch(
  open: OpenQueue,
  options: Partial<WorkQueueOptions> = {},
): Promise<Watched> {
  const runs: Run[] = [];
  const failures: (number | undefined)[] = [];
  const queue = await open({
    work: (issue, { isLast, signal }) =>
      new Promise<void>((resolve, reject) => {
        const fail = () => reject(new Error('canary'));
        runs.push({ issue, isLast, signal, succeed: resolve, fail });
      }),
    onFailure: (_issue, _error, retryInMs) => failures.push(retryInMs),
    firstRetryMs: never,
    ...options,
  });
  const started = (...issues: readonly number[]) =>
    until(() => expect(runs.map(({ issue }) => issue)).toEqual(issues));
  return { queue, runs, failures, started };
}

export const until = (look: () => void | Promise<void>) =>
  vi.waitFor(look, { timeout: 5000, interval: 2 });

/** What the reconciler counts on, whichever queue it has. */
export function describeQueue(name: string, open: OpenQueue): void {
  describe(name, () => {
    let watched: Watched[] = [];
    const openWatched = async (options?: Partial<WorkQueueOptions>) => {
      const opened = await watch(open, options);
      watched.push(opened);
      return opened;
    };
    afterEach(async () => {
      for (const { queue, runs } of watched) {
        const stopped = queue.stop(5000);
        for (const { succeed } of runs) succeed();
        await stopped;
      }
      watched = [];
    });

    test('different issues are worked on side by side, up to the concurrency', async () => {
      const { queue, runs, started } = await openWatched({ concurrency: 2 });
      for (const issue of [1, 2, 3]) queue.add(issue);
      await started(1, 2);
      runs[1]?.succeed();
      await started(1, 2, 3);
    });

    test('one issue is worked on once, however often it is asked for before', async () => {
      const { queue, runs, started } = await openWatched({ concurrency: 1 });
      for (const issue of [1, 2, 2, 2, 3]) queue.add(issue);
      await started(1);
      runs[0]?.succeed();
      await started(1, 2);
      runs[1]?.succeed();
      await started(1, 2, 3);
    });

    test('asked for while it is worked on, it is done once more, and not at the same time', async () => {
      const { queue, runs, started } = await openWatched();
      queue.add(1);
      await started(1);
      queue.add(1);
      queue.add(1);
      // Another one that is asked for later has begun: so would this one, if it could.
      queue.add(2);
      await started(1, 2);
      runs[0]?.succeed();
      await started(1, 2, 1);
      for (const { succeed } of runs) succeed();
      await queue.idle();
      await started(1, 2, 1);
    });

    test('it can be asked for again when it is done', async () => {
      const { queue, runs, started } = await openWatched();
      queue.add(1);
      await started(1);
      runs[0]?.succeed();
      await queue.idle();
      queue.add(1);
      await started(1, 1);
    });

    test('what fails is tried again with a doubling delay, until its last attempt', async () => {
      const { queue, runs, failures, started } = await openWatched({
        attempts: 4,
        firstRetryMs: 5,
      });
      queue.add(1);
      for (let attempts = 1; attempts <= 4; attempts += 1) {
        await started(...Array<number>(attempts).fill(1));
        runs.at(-1)?.fail();
      }
      await queue.idle();
      expect(failures).toEqual([5, 10, 20, undefined]);
      expect(runs.map(({ isLast }) => isLast)).toEqual([false, false, false, true]);
    });

    test('what asks for a pause comes again after it, and keeps all its attempts', async () => {
      const { queue, runs, failures, started } = await openWatched({
        attempts: 2,
        pauseOf: () => (failures.length < 3 ? 7 : undefined),
        firstRetryMs: 5,
      });
      queue.add(1);
      for (let attempts = 1; attempts <= 5; attempts += 1) {
        await started(...Array<number>(attempts).fill(1));
        runs.at(-1)?.fail();
      }
      await queue.idle();
      expect(failures).toEqual([7, 7, 7, 5, undefined]);
      expect(runs.map(({ isLast }) => isLast)).toEqual([false, false, false, false, true]);
    });

    test('it tells how many wait, are worked on, and wait for their next attempt', async () => {
      const { queue, runs, started } = await openWatched({ concurrency: 1 });
      for (const issue of [1, 2, 3]) queue.add(issue);
      await started(1);
      await until(async () => {
        expect(await queue.counts()).toEqual({ waiting: 2, active: 1, retrying: 0 });
      });
      runs[0]?.fail();
      await started(1, 2);
      await until(async () => {
        expect(await queue.counts()).toEqual({ waiting: 1, active: 1, retrying: 1 });
      });
    });

    test('what was given up can be asked for again, with all its attempts', async () => {
      const { queue, runs, started } = await openWatched({ attempts: 1 });
      queue.add(1);
      await started(1);
      runs[0]?.fail();
      await queue.idle();
      queue.add(1);
      await started(1, 1);
    });

    test('what failed leaves its place to others while it waits', async () => {
      const { queue, runs, started } = await openWatched({ concurrency: 1 });
      queue.add(1);
      queue.add(2);
      await started(1);
      runs[0]?.fail();
      await started(1, 2);
    });

    test('what failed is done at once where it is asked for again, with all its attempts', async () => {
      const { queue, runs, failures, started } = await openWatched({ attempts: 2 });
      queue.add(1);
      await started(1);
      runs[0]?.fail();
      await until(() => expect(failures).toEqual([never]));
      await until(async () => {
        queue.add(1);
        await started(1, 1);
      });
      expect(runs[1]?.isLast).toBe(false);
    });

    test('what fails while it is asked for is done again', async () => {
      const { queue, runs, started } = await openWatched({ firstRetryMs: 5 });
      queue.add(1);
      await started(1);
      queue.add(1);
      runs[0]?.fail();
      await started(1, 1);
    });

    test('it is idle where nothing was ever asked for', async () => {
      const { queue } = await openWatched();
      await queue.idle();
    });

    test('it is idle when what runs, what waits, what was asked again and what failed is done', async () => {
      const { queue, runs, started } = await openWatched({ concurrency: 1, firstRetryMs: 5 });
      queue.add(1);
      queue.add(2);
      let isIdle = false;
      const idle = queue.idle().then(() => {
        isIdle = true;
      });
      await started(1);
      queue.add(1);
      runs[0]?.succeed();
      await started(1, 2);
      runs[1]?.succeed();
      await started(1, 2, 1);
      runs[2]?.fail();
      await started(1, 2, 1, 1);
      expect(isIdle).toBe(false);
      runs[3]?.succeed();
      await idle;
    });

    test('stopping, it asks what runs to end, waits for it, and begins nothing more', async () => {
      const { queue, runs, started } = await openWatched({ concurrency: 1 });
      queue.add(1);
      queue.add(2);
      await started(1);
      expect(runs[0]?.signal.aborted).toBe(false);
      let isStopped = false;
      const stopped = queue.stop(never).then(() => {
        isStopped = true;
      });
      queue.add(3);
      await until(() => expect(runs[0]?.signal.aborted).toBe(true));
      expect(isStopped).toBe(false);
      runs[0]?.succeed();
      await stopped;
      await queue.idle();
      await started(1);
    });

    test('stopping, it waits no longer than its time', async () => {
      const { queue, started } = await openWatched();
      queue.add(1);
      await started(1);
      await queue.stop(10);
    });
  });
}
