import PQueue from 'p-queue';
import type { Helper } from './helper.ts';

export interface PoolOptions {
  readonly start: () => Helper;
  /** How many work at the same time. */
  readonly atOnce: number;
  /** How many are started ahead, once one was needed. */
  readonly spares: number;
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

/** Starts helpers when they are needed, a few ahead, and ends those that nobody has needed for long. */
export function createPool({ start, atOnce, spares, reuse, idleMs = 60_000 }: PoolOptions): Pool {
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
  const takeIdle = (): Helper | undefined => {
    for (const [helper, timer] of idle) {
      clearTimeout(timer);
      idle.delete(helper);
      if (helper.isAlive()) return helper;
    }
    return undefined;
  };
  const work = async <Result>(task: (helper: Helper) => Promise<Result>): Promise<Result> => {
    const helper = takeIdle() ?? start();
    atWork.add(helper);
    try {
      while (idle.size < spares) rest(start());
      return await task(helper);
    } finally {
      atWork.delete(helper);
      if (reuse && helper.isAlive()) rest(helper);
      else helper.end();
    }
  };
  return {
    use: (task, priority = 0) => turns.add(() => work(task), { priority }),
    stop: () => {
      turns.pause();
      turns.clear();
      for (const timer of idle.values()) clearTimeout(timer);
      for (const helper of [...idle.keys(), ...atWork]) helper.end();
      idle.clear();
    },
  };
}
