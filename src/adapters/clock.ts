/** Node takes a longer time for one millisecond. */
const longestTimerMs = 2 ** 31 - 1;

export const systemTime = (): Date => new Date();

/**
 * Does a task again and again, `intervalMs` after the last time ended, until stopped. Up to a tenth
 * later, so that replicas that were started together don't stay together. The task handles its own
 * failures. `firstTime` runs already.
 */
export function repeat(
  intervalMs: number,
  task: () => Promise<void>,
  firstTime: Promise<void>,
): { stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const schedule = () => {
    if (stopped) return;
    const jitter = 1 + Math.random() / 10;
    timer = setTimeout(() => void task().finally(schedule), intervalMs * jitter);
  };
  void firstTime.finally(schedule);
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/**
 * Does something with one item after the other, `paceMs` apart; 0: all at once. What is added while
 * others wait comes after them, and what waits already keeps its turn.
 */
export function createPacer<Item>(
  paceMs: number,
  each: (item: Item) => void,
): { add: (items: readonly Item[]) => void; stop: () => void } {
  const waiting = new Set<Item>();
  let timer: NodeJS.Timeout | undefined;
  const goOn = () => {
    timer = undefined;
    for (const item of waiting) {
      waiting.delete(item);
      each(item);
      if (paceMs === 0) continue;
      timer = setTimeout(goOn, paceMs);
      return;
    }
  };
  return {
    add: (items) => {
      for (const item of items) waiting.add(item);
      if (timer === undefined) goOn();
    },
    stop: () => {
      clearTimeout(timer);
      waiting.clear();
    },
  };
}

/** Does something with an item at its time. Another time for the same item replaces the first. */
interface Timers<Item> {
  /** Undefined, and what is over, sets none. */
  readonly set: (item: Item, at: Date | undefined) => void;
  readonly stop: () => void;
}

export function createTimers<Item>(each: (item: Item) => void, now: () => Date): Timers<Item> {
  const timers = new Map<Item, NodeJS.Timeout>();
  const clear = (item: Item) => {
    clearTimeout(timers.get(item));
    timers.delete(item);
  };
  return {
    set: (item, at) => {
      clear(item);
      const inMs = at === undefined ? 0 : at.getTime() - now().getTime();
      if (inMs <= 0 || inMs > longestTimerMs) return;
      const ring = () => {
        clear(item);
        each(item);
      };
      timers.set(item, setTimeout(ring, inMs).unref());
    },
    stop: () => {
      for (const item of timers.keys()) clear(item);
    },
  };
}

/** Says so once a task takes longer than that. */
export async function sayAfter<Result>(
  afterMs: number,
  task: Promise<Result>,
  say: () => void,
): Promise<Result> {
  const timer = setTimeout(say, afterMs);
  return task.finally(() => clearTimeout(timer));
}

/** Waits for a task, at most `limitMs`. Throws what the task throws before that. */
export async function waitAtMost(limitMs: number, task: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([task, limit]).finally(() => clearTimeout(timer));
}
