import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import type { ConnectCluster } from '../probe/cluster.ts';
import { probeCluster } from '../probe/probe.ts';
import { type Report, verdictOf } from '../probe/report.ts';
import { fail } from '../problem.ts';
import { vetName } from '../request/name.ts';
import { type ClusterRequest, operations } from '../request/request.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Addition, EncryptedFiles, InUse, Order, SecretsChange } from '../secrets/secrets.ts';

/** How clusters are reached and what they are measured by. */
export interface ProbeSettings {
  readonly connect: ConnectCluster;
  readonly jobsNamespace: string;
  readonly controlPlaneNodes: number;
}

interface ExaminePorts {
  readonly sandbox: Sandbox;
  readonly probe: ProbeSettings;
  /** Names that the operator lets nobody add, in lower case. */
  readonly reservedNames: ReadonlySet<string>;
}

export interface PassedCluster {
  readonly outcome: 'passed';
  readonly report: Report;
  readonly change: SecretsChange;
}

export type ExaminedCluster =
  | { readonly outcome: 'failed'; readonly report: Report }
  | PassedCluster;

/**
 * From a vetted kubeconfig to the changed secrets: looks at the cluster and, where no check failed,
 * adds it or gives its entry the new credentials. Throws problems.
 */
export async function examineCluster(
  request: ClusterRequest,
  kubeconfig: Kubeconfig,
  encrypted: EncryptedFiles,
  { sandbox, probe, reservedNames }: ExaminePorts,
): Promise<ExaminedCluster> {
  const inUse = await sandbox.readSecrets(encrypted);
  const replaces = requireName(request, inUse, reservedNames);
  const { connect, jobsNamespace, controlPlaneNodes } = probe;
  const context = {
    ...{ kind: request.kind, jobsNamespace, controlPlaneNodes },
    registered: inUse.clusters,
    replaces,
  };
  const report = await probeCluster(kubeconfig, context, connect);
  if (verdictOf(report) === 'failed') return { outcome: 'failed', report };
  const order = orderOf(request, { kubeconfig, serviceAccount: report.serviceAccount?.name });
  return { outcome: 'passed', report, change: await sandbox.changeSecrets({ encrypted, order }) };
}

/** Changes the secrets where that needs no word of the cluster. Throws problems. */
export async function examineWithoutCluster(
  request: ClusterRequest,
  encrypted: EncryptedFiles,
  sandbox: Sandbox,
): Promise<PassedCluster> {
  requireName(request, await sandbox.readSecrets(encrypted));
  const change = await sandbox.changeSecrets({ encrypted, order: orderOf(request) });
  return { outcome: 'passed', report: { checks: [] }, change };
}

/** Throws `submission-missing` for what takes one. */
function orderOf(
  { operation, kind, name }: ClusterRequest,
  submitted?: Pick<Addition, 'kubeconfig' | 'serviceAccount'>,
): Order {
  switch (operation) {
    case 'add':
    case 'rotate':
      return { operation, kind, name, ...(submitted ?? fail('submission-missing', {})) };
    case 'remove':
      return { operation, kind, name };
  }
}

/**
 * What is added must not be there yet, and what is changed must be: answers what it leads to. The
 * names of clusters are no secret. Of other names in the secrets nothing is said before the cluster
 * has passed, see `namesFor`: anybody could ask for them one by one.
 */
function requireName(
  request: ClusterRequest,
  { registrations }: InUse,
  reservedNames?: ReadonlySet<string>,
): InUse['clusters'] {
  const { operation, kind, name } = request;
  const unfit = vetName(request, reservedNames);
  if (unfit) fail(unfit.id, unfit.details);
  if (!operations[operation].isRegisteredBefore) {
    if (registrations.some((each) => each.name === name)) fail('name-taken', { name });
    return [];
  }
  const found = registrations.filter((each) => each.kind === kind && each.name === name);
  if (found.length === 0) fail('name-unknown', { kind, name });
  return found.flatMap(({ cluster }) => cluster ?? []);
}
