import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { checks } from './check-table.ts';
import type { CheckContext, ProbeContext } from './checks/check.ts';
import type { ConnectCluster } from './cluster.ts';
import { evidenceSchema, withPresentableTexts } from './evidence.ts';
import { type Observations, observeCluster } from './observe.ts';
import type { CheckResult, Report } from './report.ts';
import { seenOf, seenSchema } from './seen.ts';
import { serviceAccountOf, userOf } from './user.ts';

/**
 * Looks at a cluster with its kubeconfig and judges what is seen. Changes nothing in the cluster.
 * What is wrong with it is in the report; throws only what `connect` throws.
 */
export async function probeCluster(
  kubeconfig: Kubeconfig,
  context: ProbeContext,
  connect: ConnectCluster,
): Promise<Report> {
  const { kind, jobsNamespace } = context;
  const api = await connect(kubeconfig);
  try {
    const subject = { kind, jobsNamespace, credentials: kubeconfig.credentials };
    return runChecks(await observeCluster(api, subject), { ...context, kubeconfig });
  } finally {
    await api.close();
  }
}

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
    .map(({ id, finding }) => presentable({ ...finding, check: id }, token));
  const user = userOf(observations.whoAmI, credentials);
  const serviceAccount = user === undefined ? undefined : serviceAccountOf(user);
  const seen = withPresentableTexts(seenSchema, seenOf(context.kubeconfig, observations), token);
  return { checks: told, seen, ...(serviceAccount && { serviceAccount }) };
}

function presentable(result: CheckResult, token: string | undefined): CheckResult {
  if (result.outcome === 'passed' || !result.evidence) return result;
  return { ...result, evidence: withPresentableTexts(evidenceSchema, result.evidence, token) };
}
