import { vetKubeconfig } from '../kubeconfig/vet.ts';
import type { ConnectCluster } from '../probe/cluster.ts';
import { probeCluster } from '../probe/probe.ts';
import { type Report, verdictOf } from '../probe/report.ts';
import { fail } from '../problem.ts';
import { vetName } from '../request/name.ts';
import type { ClusterRequest } from '../request/request.ts';
import type { Secrets, SecretsChange } from '../secrets/secrets.ts';

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
 * From a decrypted kubeconfig to the changed secrets: vets it, looks at the cluster and, where no
 * check failed, adds it. Throws problems.
 */
export async function examineCluster(
  request: ClusterRequest,
  kubeconfigBytes: Uint8Array,
  secrets: Secrets,
  { settings, now }: { readonly settings: ProbeSettings; readonly now: Date },
): Promise<ExaminedCluster> {
  requireFreeName(request, secrets);
  const kubeconfig = vetKubeconfig(kubeconfigBytes, now);
  const { connect, jobsNamespace, controlPlaneNodes } = settings;
  const report = await probeCluster(
    kubeconfig,
    {
      kind: request.kind,
      jobsNamespace,
      controlPlaneNodes,
      registered: secrets.clusters,
    },
    connect,
  );
  if (verdictOf(report) === 'failed') return { outcome: 'failed', report };
  const change = await secrets.add({
    ...request,
    kubeconfig,
    serviceAccount: report.serviceAccount?.name,
  });
  return { outcome: 'passed', report, change };
}

function requireFreeName(request: ClusterRequest, secrets: Secrets): void {
  const unfit = vetName(request);
  if (unfit) fail(unfit.id, unfit.details);
  if (secrets.namesTaken.has(request.name)) fail('name-taken', { name: request.name });
}
