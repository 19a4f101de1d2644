import { type CheckId, type ConfirmableCheck, checks } from './check-table.ts';
import type { Finding } from './checks/check.ts';
import type { Seen } from './seen.ts';

/** What one check has found. */
export type CheckResult = Finding & { readonly check: CheckId };

export interface Report {
  readonly checks: readonly CheckResult[];
  /** Undefined where no cluster was asked. */
  readonly seen?: Seen | undefined;
  /** The service account that the cluster says the credentials are of, if they are of one. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
}

type Verdict = 'passed' | 'failed' | 'unverifiable';

/** One failed check fails the whole; one unverifiable check leaves the decision to a maintainer. */
export function verdictOf(report: Report): Verdict {
  if (report.checks.some(({ outcome }) => outcome === 'failed')) return 'failed';
  if (report.checks.some(({ outcome }) => outcome === 'unverifiable')) return 'unverifiable';
  return 'passed';
}

/** What a maintainer has to confirm before the merge, as nobody could verify it. */
export function confirmationsNeeded(
  results: readonly Pick<CheckResult, 'check' | 'outcome'>[],
): readonly ConfirmableCheck[] {
  const unverified = results.filter(({ outcome }) => outcome === 'unverifiable');
  return checks.flatMap((row) =>
    row.unverifiable === 'confirmed' && unverified.some(({ check }) => check === row.id)
      ? [row.id]
      : [],
  );
}

/** Whether the cluster is in the secrets under another name, be it as one of another kind. */
export function isRegisteredElsewhere({ checks: results }: Report): boolean {
  return results.some(
    (result) =>
      'problem' in result &&
      (result.problem.id === 'cluster-registered' || result.problem.id === 'cluster-in-both-kinds'),
  );
}
