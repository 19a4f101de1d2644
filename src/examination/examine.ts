import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import type { ConnectCluster } from '../probe/cluster.ts';
import { probeCluster } from '../probe/probe.ts';
import { type Report, verdictOf } from '../probe/report.ts';
import { fail } from '../problem.ts';
import { vetName } from '../request/name.ts';
import type { ClusterRequest } from '../request/request.ts';
import type { SealedSecrets, SecretsChange } from '../secrets/secrets.ts';
import type { SecretsInUse, Vault } from './vault.ts';

/** How clusters are reached and what they are measured by. */
export interface ProbeSettings {
  readonly connect: ConnectCluster;
  readonly jobsNamespace: string;
  readonly controlPlaneNodes: number;
}

export type ExaminedCluster =
  | { readonly outcome: 'failed'; readonly report: Report }
  | { readonly outcome: 'passed'; readonly report: Report; readonly change: SecretsChange };

/**
 * From a vetted kubeconfig to the changed secrets: looks at the cluster and, where no check failed,
 * adds it. Throws problems.
 */
export async function examineCluster(
  request: ClusterRequest,
  kubeconfig: Kubeconfig,
  sealed: SealedSecrets,
  { vault, probe }: { readonly vault: Vault; readonly probe: ProbeSettings },
): Promise<ExaminedCluster> {
  const inUse = await vault.readSecrets(sealed);
  requireFreeName(request, inUse);
  const { connect, jobsNamespace, controlPlaneNodes } = probe;
  const settings = { kind: request.kind, jobsNamespace, controlPlaneNodes };
  const registered = inUse.clusters;
  const report = await probeCluster(kubeconfig, { ...settings, registered }, connect);
  if (verdictOf(report) === 'failed') return { outcome: 'failed', report };
  const addition = { ...request, kubeconfig, serviceAccount: report.serviceAccount?.name };
  return { outcome: 'passed', report, change: await vault.addCluster({ sealed, addition }) };
}

function requireFreeName(request: ClusterRequest, { namesTaken }: SecretsInUse): void {
  const unfit = vetName(request);
  if (unfit) fail(unfit.id, unfit.details);
  if (namesTaken.has(request.name)) fail('name-taken', { name: request.name });
}
