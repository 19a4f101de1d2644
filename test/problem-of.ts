import { type Problem, ProblemError } from '../src/problem.ts';

/** The problem that something awaited fails with; whatever else it does fails the test. */
export async function problemOf(attempt: Promise<unknown> | (() => unknown)): Promise<Problem> {
  try {
    await (typeof attempt === 'function' ? attempt() : attempt);
  } catch (error) {
    return problemIn(error);
  }
  throw new Error('it did not fail');
}

/** The problem that something fails with at once, undefined where it does not fail. */
export function thrownProblem(action: () => unknown): Problem | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return problemIn(error);
  }
}

function problemIn(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  throw error;
}
