import { readdirSync, readFileSync } from 'node:fs';

export interface RunningHelper {
  readonly pid: number;
  readonly program: string;
}

/** The helpers that processes have started and that are there still; zombies too. */
export function helpersOf(parent: number): readonly RunningHelper[] {
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    return pid > 0 && parentOf(pid) === parent ? [{ pid, program: programOf(pid) }] : [];
  });
}

/** Whether a process does anything still, or could; who waits for its parent to hear of its end can't. */
export function isRunning(pid: number): boolean {
  return /^State:\s+[^ZX]/m.test(read(pid, 'status'));
}

/** The helper's program; empty of a zombie and of what is none. */
function programOf(pid: number): string {
  return /\/([\w-]+)\.(?:ts|mjs)\0/.exec(read(pid, 'cmdline'))?.[1] ?? '';
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(read(pid, 'status'))?.[1]);
}

/** Empty for a process that has gone meanwhile. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
