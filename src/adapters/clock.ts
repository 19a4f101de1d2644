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

/** Does something with one item after the other, `paceMs` apart, until stopped; 0: all at once. */
export function spread<Item>(
  items: readonly Item[],
  paceMs: number,
  each: (item: Item) => void,
): { stop: () => void } {
  const timers: NodeJS.Timeout[] = [];
  for (const [index, item] of items.entries()) {
    if (paceMs === 0) each(item);
    else timers.push(setTimeout(each, index * paceMs, item));
  }
  return {
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Waits for a task, at most `limitMs`. Throws what the task throws before that. */
export async function waitAtMost(limitMs: number, task: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([task, limit]).finally(() => clearTimeout(timer));
}
