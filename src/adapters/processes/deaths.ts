import { type Problem, ProblemError, type ProblemId, problem } from '../../problem.ts';
import { type Death, HelperDied } from './helper.ts';

/** What a helper looks at, and may have died of. */
export type Subject = 'submission' | 'secrets' | 'cluster';

/** In the middle of which operation a helper has died, and why. */
export interface HelperDeath {
  readonly operation: string;
  readonly death: Death;
}

export type OnDeath = (death: HelperDeath) => void;

const problems = {
  submission: { costly: 'submission-too-costly', crash: 'submission-crash' },
  secrets: { costly: 'secrets-too-costly', crash: 'secrets-crash' },
  cluster: { costly: 'cluster-too-costly', crash: 'cluster-crash' },
} as const satisfies Readonly<Record<Subject, Readonly<Record<'costly' | 'crash', ProblemId>>>>;

/** What is wrong where a helper has died of something. Throws any other error as it is. */
export function problemAfter(error: unknown, subject: Subject): Problem {
  if (!(error instanceof HelperDied)) throw error;
  const { costly, crash } = problems[subject];
  switch (error.death) {
    case 'time':
    case 'memory':
      return problem(costly, {});
    case 'crash':
    case 'garbage':
      return problem(crash, {});
  }
}

/** Makes a problem of a death, and throws it; any other error as it is. */
export function failAfter(error: unknown, subject: Subject): never {
  throw new ProblemError(problemAfter(error, subject));
}
