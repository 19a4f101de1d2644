import PQueue from 'p-queue';
import type { Helper } from './helper.ts';

export interface PoolOptions {
  readonly start: () => Helper;
  /** How many work at the same time. */
  readonly atOnce: number;
  /** Those that are started ahead, once one was needed. */
  readonly spares?: {
    /** How many; where it is more than one, the next one is started while the last is at work. */
    readonly count: number;
    /** What one does while nothing else is to do, so that its code is ready. */
    readonly rehearse?: (helper: Helper) => Promise<unknown>;
  };
  /** Whether one that has done its work does another's, too. */
  readonly reuse: boolean;
  readonly idleMs?: number;
}

/** Helpers of one kind. */
export interface Pool {
  /** Lends a helper until the work is done; of those who wait the one with the highest priority. */
  readonly use: <Result>(
    work: (helper: Helper) => Promise<Result>,
    priority?: number,
  ) => Promise<Result>;
  /** Ends them all. */
  readonly stop: () => void;
}

/** So long after the last work spares are started again, in milliseconds. */
const quietMs = 1000;

/** Starts helpers when they are needed, a few ahead, and ends those that nobody has needed for long. */
export function createPool(options: PoolOptions): Pool {
  const { start, atOnce, spares, reuse, idleMs = 60_000 } = options;
  const turns = new PQueue({ concurrency: atOnce });
  const idle = new Map<Helper, NodeJS.Timeout>();
  const atWork = new Set<Helper>();

  const rest = (helper: Helper) => {
    const timer = setTimeout(() => {
      idle.delete(helper);
      helper.end();
    }, idleMs);
    idle.set(helper, timer);
  };
  let refill: NodeJS.Timeout | undefined;
  let isStopped = false;
  const startSpare = (): Helper => {
    const helper = start();
    rest(helper);
    return helper;
  };
  const count = spares?.count ?? 0;
  const areFewer = (than: number) => !isStopped && idle.size < than;
  const startNext = () => {
    if (count > 1 && areFewer(1)) startSpare();
  };
  const prepareSpares = async () => {
    while (areFewer(count) && atWork.size === 0) {
      const helper = startSpare();
      // A death is told of; whatever else fails there costs only the time that it was to save.
      await spares?.rehearse?.(helper).catch(() => undefined);
    }
  };
  // What starts takes a processor that the work needs, so it waits until there is none for a while.
  const prepareSparesLater = () => {
    clearTimeout(refill);
    refill = setTimeout(prepareSpares, quietMs);
  };
  const takeIdle = (): Helper | undefined => {
    for (const [helper, timer] of idle) {
      clearTimeout(timer);
      idle.delete(helper);
      if (helper.isAlive()) return helper;
    }
    return undefined;
  };
  const work = async <Result>(task: (helper: Helper) => Promise<Result>): Promise<Result> => {
    const spare = takeIdle();
    const helper = spare ?? start();
    atWork.add(helper);
    try {
      // Who needs more than one takes one after the other.
      startNext();
      return await task(helper);
    } finally {
      atWork.delete(helper);
      prepareSparesLater();
      if (reuse && helper.isAlive()) rest(helper);
      else helper.end();
    }
  };
  return {
    use: (task, priority = 0) => turns.add(() => work(task), { priority }),
    stop: () => {
      isStopped = true;
      turns.pause();
      turns.clear();
      clearTimeout(refill);
      for (const timer of idle.values()) clearTimeout(timer);
      for (const helper of [...idle.keys(), ...atWork]) helper.end();
      idle.clear();
    },
  };
}
