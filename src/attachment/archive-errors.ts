import { fail, ProblemError } from '../problem.ts';

/**
 * Runs what takes an archive apart, and turns what it throws into `attachment-too-large` or
 * `attachment-archive-broken`: what exactly is broken in a stranger's archive is of no use.
 */
export async function orBroken<T>(
  format: 'gzip' | 'zip' | 'tar',
  limitBytes: number,
  takeApart: () => T | Promise<T>,
): Promise<T> {
  try {
    return await takeApart();
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const isTooLarge = error instanceof RangeError && 'code' in error;
    if (isTooLarge && error.code === 'ERR_BUFFER_TOO_LARGE') {
      fail('attachment-too-large', { limitBytes });
    }
    return fail('attachment-archive-broken', { format });
  }
}
