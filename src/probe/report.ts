import type { Problem } from '../problem.ts';

/** The checks in the order in which a reader sees them. */
export const checkIds = [
  'reachable',
  'credentials',
  'identity',
  'token-lifetime',
  'namespace',
  'service-account',
  'token-secret',
  'pods',
  'pods-log',
  'secrets',
  'pod-admission',
  'secret-admission',
  'least-privilege',
  'control-plane',
  'cluster-admin',
  'not-registered',
  'same-cluster',
] as const;

export type CheckId = (typeof checkIds)[number];

/**
 * `warning` lets the request pass. `unverifiable` lets it pass for a maintainer to decide at the
 * review, and holds the pull request where a maintainer has to confirm it before. `evidence` is what was seen, for maintainers' eyes only: it may name the cluster's
 * address, its users and what its server said, and never goes into a public issue.
 */
export type CheckResult =
  | { readonly check: CheckId; readonly outcome: 'passed'; readonly evidence?: string }
  | {
      readonly check: CheckId;
      readonly outcome: 'failed' | 'unverifiable' | 'warning';
      readonly problem: Problem;
      readonly evidence?: string;
    };

export interface Report {
  readonly checks: readonly CheckResult[];
  /** The service account that the cluster says the credentials are of, if they are of one. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
}

export type Verdict = 'passed' | 'failed' | 'unverifiable';

/** One failed check fails the whole; one unverifiable check leaves the decision to a maintainer. */
export function verdictOf(report: Report): Verdict {
  if (report.checks.some(({ outcome }) => outcome === 'failed')) return 'failed';
  if (report.checks.some(({ outcome }) => outcome === 'unverifiable')) return 'unverifiable';
  return 'passed';
}

/** What a maintainer has to confirm before the merge where nobody could verify it. */
const confirmable = ['control-plane', 'same-cluster'] as const;

export type ConfirmableCheck = (typeof confirmable)[number];

export function confirmationsNeeded(
  checks: readonly Pick<CheckResult, 'check' | 'outcome'>[],
): readonly ConfirmableCheck[] {
  return confirmable.filter((wanted) =>
    checks.some(({ check, outcome }) => check === wanted && outcome === 'unverifiable'),
  );
}
