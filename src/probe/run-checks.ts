import { checks } from './check-table.ts';
import type { CheckContext } from './checks/check.ts';
import { presentable } from './evidence.ts';
import { serviceAccountOf, userOf } from './identity.ts';
import type { Observations } from './observe.ts';
import type { Report } from './report.ts';

/**
 * Judges what was seen of a cluster: every check that has something to say, in reading order. Where
 * the credentials were not accepted, which fails the whole, nothing is said about the secrets.
 */
export function runChecks(observations: Observations, context: CheckContext): Report {
  const { credentials } = context.kubeconfig;
  const token = credentials.type === 'token' ? credentials.token : undefined;
  const findings = checks.flatMap((row) => {
    const finding = row.check(observations, context);
    return finding ? [{ ...row, finding }] : [];
  });
  const isLetIn = (['reachable', 'credentials'] as const).every((needed) =>
    findings.some(({ id, finding }) => id === needed && finding.outcome === 'passed'),
  );
  const told = findings
    .filter(({ about }) => isLetIn || about === 'cluster')
    .map(({ id, finding: { evidence = '', ...finding } }) => ({
      ...finding,
      check: id,
      evidence: presentable(evidence, token),
    }));
  const user = userOf(observations.whoAmI, credentials);
  const serviceAccount = user === undefined ? undefined : serviceAccountOf(user);
  return { checks: told, ...(serviceAccount && { serviceAccount }) };
}
