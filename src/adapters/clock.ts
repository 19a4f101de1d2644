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
