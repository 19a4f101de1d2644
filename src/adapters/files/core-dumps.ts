import { writeFileSync } from 'node:fs';

/**
 * Leaves this process's memory out of core dumps, and that of all processes it starts: it holds
 * keys and secrets. Answers why that can't be had, as Node names it; nothing where the system has
 * no such switch.
 */
export function forbidCoreDumps(filter = '/proc/self/coredump_filter'): string | undefined {
  try {
    // No segment of the memory is for the dump.
    writeFileSync(filter, '0', { flag: 'r+' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return code === 'ENOENT' ? undefined : code;
  }
  return undefined;
}
