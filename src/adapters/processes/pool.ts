import PQueue from 'p-queue';
import type { Helper } from './helper.ts';

export interface PoolOptions {
  readonly start: () => Helper;
  /** How many work at the same time. */
  readonly atOnce: number;
  /** How many are started ahead, once one was needed: as many as one request needs. */
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

/** So long after the last work spares are started again, in milliseconds. */
const quietMs = 1000;

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
  let refill: NodeJS.Timeout | undefined;
  const startSpares = () => {
    while (idle.size < spares) rest(start());
  };
  // What starts takes a processor that the work needs, so it waits until there is none for a while.
  const startSparesLater = () => {
    clearTimeout(refill);
    refill = setTimeout(startSpares, quietMs);
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
      // Whoever found none will need the others at once.
      if (!spare) startSpares();
      return await task(helper);
    } finally {
      atWork.delete(helper);
      startSparesLater();
      if (reuse && helper.isAlive()) rest(helper);
      else helper.end();
    }
  };
  return {
    use: (task, priority = 0) => turns.add(() => work(task), { priority }),
    stop: () => {
      turns.pause();
      turns.clear();
      clearTimeout(refill);
      for (const timer of idle.values()) clearTimeout(timer);
      for (const helper of [...idle.keys(), ...atWork]) helper.end();
      idle.clear();
    },
  };
}
