import type { Report } from '../../probe/report.ts';
import type { PublicCheck } from '../../state/status.ts';

/**
 * The checks as everybody may see them: without evidence. Whether a registered cluster has the same
 * authority is for maintainers only: who runs a cluster of their own can name any authority in its
 * kubeconfig, and would be told which of them the secrets know.
 */
export function publicChecks({ checks }: Report): readonly PublicCheck[] {
  return checks.map((result) =>
    result.outcome === 'passed' || result.problem.id === 'cluster-shares-ca'
      ? { check: result.check, outcome: 'passed' }
      : { check: result.check, outcome: result.outcome, problem: result.problem },
  );
}
