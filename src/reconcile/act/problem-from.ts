import {
  type Problem,
  ProblemError,
  type ProblemId,
  problem,
  responsibleFor,
} from '../../problem.ts';

export interface FailurePorts {
  /**
   * What a failure of GitHub means, and whether the same may be answered otherwise in a moment;
   * undefined for any other. Throws it again where GitHub asks for a pause.
   */
  readonly explain: (
    error: unknown,
  ) => { readonly problem: Problem; readonly mayPass: boolean } | undefined;
  /** Told of an error that nobody foresaw, or of GitHub's, before it is swallowed. */
  readonly onUnexpected: (error: unknown) => void;
}

/** For the operator, who need not act where it passes. */
const mayPassSoon: readonly ProblemId[] = ['internal', 'helper-not-begun'];

/** The problem of a failure. Throws again what may pass by itself, but on the last attempt. */
export function problemFrom(error: unknown, ports: FailurePorts, isLastAttempt: boolean): Problem {
  const { problem: reason, mayPass } = meaningOf(error, ports);
  if (mayPass && !isLastAttempt) throw error;
  if (!(error instanceof ProblemError)) ports.onUnexpected(error);
  return reason;
}

function meaningOf(error: unknown, { explain }: FailurePorts) {
  if (!(error instanceof ProblemError)) {
    return explain(error) ?? { problem: problem('internal', {}), mayPass: true };
  }
  const { problem: reason } = error;
  const mayPass = mayPassSoon.includes(reason.id) || responsibleFor(reason.id) === 'nobody';
  return { problem: reason, mayPass };
}
