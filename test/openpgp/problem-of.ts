import { type Problem, ProblemError } from '../../src/problem.ts';

/** The problem that something fails with; whatever else it does fails the test. */
export async function problemOf(attempt: Promise<unknown> | (() => unknown)): Promise<Problem> {
  try {
    await (typeof attempt === 'function' ? attempt() : attempt);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('it did not fail');
}
