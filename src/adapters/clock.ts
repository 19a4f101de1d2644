export const systemTime = (): Date => new Date();

/**
 * Does a task again and again, `intervalMs` after the last time ended, until stopped. The task
 * handles its own failures.
 */
export function repeat(intervalMs: number, task: () => Promise<void>): { stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const schedule = () => {
    if (!stopped) timer = setTimeout(() => void task().finally(schedule), intervalMs);
  };
  schedule();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
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
