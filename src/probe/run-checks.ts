import { podAdmission, secretAdmission } from './checks/admission.ts';
import type { Check, CheckContext } from './checks/check.ts';
import { clusterAdmin } from './checks/cluster-admin.ts';
import { controlPlane } from './checks/control-plane.ts';
import { credentials as credentialsAccepted } from './checks/credentials.ts';
import { identity } from './checks/identity.ts';
import { leastPrivilege } from './checks/least-privilege.ts';
import { namespace } from './checks/namespace.ts';
import { notRegistered } from './checks/not-registered.ts';
import { pods, podsLog, secrets } from './checks/permissions.ts';
import { reachable } from './checks/reachable.ts';
import { sameCluster } from './checks/same-cluster.ts';
import { serviceAccount } from './checks/service-account.ts';
import { tokenLifetime } from './checks/token-lifetime.ts';
import { tokenSecret } from './checks/token-secret.ts';
import { presentable } from './evidence.ts';
import { serviceAccountOf, userOf } from './identity.ts';
import type { Observations } from './observe.ts';
import { type CheckId, checkIds, type Report } from './report.ts';

const checks: Readonly<Record<CheckId, Check>> = {
  reachable,
  credentials: credentialsAccepted,
  identity,
  'token-lifetime': tokenLifetime,
  namespace,
  'service-account': serviceAccount,
  'token-secret': tokenSecret,
  pods,
  'pods-log': podsLog,
  secrets,
  'pod-admission': podAdmission,
  'secret-admission': secretAdmission,
  'least-privilege': leastPrivilege,
  'control-plane': controlPlane,
  'cluster-admin': clusterAdmin,
  'not-registered': notRegistered,
  'same-cluster': sameCluster,
};

/** What these tell is in the secrets: nobody's business whom the cluster has not let in. */
const aboutSecrets: readonly CheckId[] = ['not-registered', 'same-cluster'];

/**
 * Judges what was seen of a cluster: every check that has something to say, in reading order. Where
 * the credentials were not accepted, which fails the whole, nothing is said about the secrets.
 */
export function runChecks(observations: Observations, context: CheckContext): Report {
  const { credentials } = context.kubeconfig;
  const token = credentials.type === 'token' ? credentials.token : undefined;
  const results = checkIds
    .flatMap((id) => checks[id](observations, context) ?? [])
    .map(({ evidence = '', ...result }) => ({
      ...result,
      evidence: presentable(evidence, token),
    }));
  const isLetIn = (['reachable', 'credentials'] as const).every((id) =>
    results.some(({ check, outcome }) => check === id && outcome === 'passed'),
  );
  const told = results.filter(({ check }) => isLetIn || !aboutSecrets.includes(check));
  const user = userOf(observations.whoAmI, credentials);
  const serviceAccount = user === undefined ? undefined : serviceAccountOf(user);
  return { checks: told, ...(serviceAccount && { serviceAccount }) };
}
