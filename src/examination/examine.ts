import type { RegisteredCluster } from '../kubeconfig/server-identity.ts';
import { type Report, verdictOf } from '../probe/report.ts';
import type { Prober } from '../prober/prober.ts';
import { fail } from '../problem.ts';
import { vetName } from '../request/name.ts';
import { type ClusterRequest, operations } from '../request/request.ts';
import type { Inventory, Sandbox, SealedOrder } from '../sandbox/sandbox.ts';
import type { Sealed } from '../sandbox/sealed.ts';
import type { EncryptedFiles, SecretsChange } from '../secrets/secrets.ts';

/** What clusters are measured by. */
export interface ProbeSettings {
  readonly jobsNamespace: string;
  readonly controlPlaneNodes: number;
}

interface ExaminePorts {
  readonly sandbox: Sandbox;
  readonly prober: Prober;
  readonly probe: ProbeSettings;
  /** Names that the operator lets nobody add, in lower case. */
  readonly reservedNames: ReadonlySet<string>;
}

/** What is looked at, and the secrets as they are. */
interface Examined {
  readonly kubeconfig: Sealed;
  readonly encrypted: EncryptedFiles;
  /** The build clusters that a script deploys, where one does. */
  readonly deployed?: readonly string[] | undefined;
  readonly now: Date;
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
  { kubeconfig, ...examined }: Examined,
  ports: ExaminePorts,
): Promise<ExaminedCluster> {
  const { sandbox, prober, probe, reservedNames } = ports;
  const report = await prober.use(async ({ publicKey, look }) => {
    const preparation = { ...examined, kubeconfig, prober: publicKey };
    const { inventory, forProber } = await sandbox.prepareProbe(preparation);
    const replaces = requireName(request, inventory, reservedNames);
    const { kind } = request;
    const context = { ...probe, now: examined.now, kind, registered: inventory.clusters, replaces };
    return look({ kubeconfig: forProber, context });
  });
  if (verdictOf(report) === 'failed') return { outcome: 'failed', report };
  const order = orderOf(request, { kubeconfig, serviceAccount: report.serviceAccount?.name });
  const change = await sandbox.changeSecrets({ ...examined, order });
  return { outcome: 'passed', report, change };
}

/** Changes the secrets where that needs no word of the cluster. Throws problems. */
export async function examineWithoutCluster(
  request: ClusterRequest,
  { now, ...opening }: Omit<Examined, 'kubeconfig'>,
  sandbox: Sandbox,
): Promise<PassedCluster> {
  requireName(request, await sandbox.readSecrets(opening));
  const change = await sandbox.changeSecrets({ ...opening, order: orderOf(request), now });
  return { outcome: 'passed', report: { checks: [] }, change };
}

/** Throws `submission-missing` for what takes one. */
function orderOf(
  { operation, kind, name }: ClusterRequest,
  submitted?: { readonly kubeconfig: Sealed; readonly serviceAccount: string | undefined },
): SealedOrder {
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
  { registrations }: Inventory,
  reservedNames?: ReadonlySet<string>,
): readonly RegisteredCluster[] {
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
