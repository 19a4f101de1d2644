import { describeFailure } from '../../adapters/github/errors.ts';
import { framesOf } from '../../adapters/processes/stack-frames.ts';
import { ProblemError } from '../../problem.ts';

/**
 * An error for the log: what it is and where it came from. Messages of unknown errors are left
 * out, because a parser's message may quote what it read, and here that is a secret.
 */
export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof ProblemError) return { problem: error.problem };
  const failure = describeFailure(error);
  if (failure) return { github: failure };
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error ? error.code : undefined;
  return { error: error.name, code, stack: framesOf(error) };
}
