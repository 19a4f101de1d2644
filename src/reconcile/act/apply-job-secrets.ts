import { applyJobSecret, type JobSecret } from '../../job-secrets/job-secrets.ts';
import { credentialFingerprint } from '../../kubeconfig/fingerprint.ts';
import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts';
import type { ClusterApi } from '../../probe/cluster.ts';
import type { ClusterRequest } from '../../request/request.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { keyedDigests } from '../../state/marker.ts';
import type { JobSecretResult } from '../../state/status.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Attempt, collectSecrets, type ExaminePorts, problemFrom } from './examine.ts';

interface Ports extends Pick<ExaminePorts, 'secretsRepository' | 'layout' | 'markerKey'> {
  readonly sandbox: Pick<Sandbox, 'findKubeconfig' | 'readEntries'>;
  readonly probe: {
    readonly jobsNamespace: string;
    readonly connect: (kubeconfig: Kubeconfig) => Promise<JobCluster>;
  };
  readonly onUnexpected: ExaminePorts['onUnexpected'];
}

type JobCluster = Pick<ClusterApi, 'secretManagers' | 'applySecret' | 'close'>;

/**
 * Puts the secrets for jobs into a merged build cluster, with the kubeconfig that was merged.
 * Whatever goes wrong is a result: a maintainer can do the same by hand.
 */
export async function applyJobSecrets(
  request: ClusterRequest,
  { pull, jobSecrets: wanted }: Pick<Snapshot, 'pull' | 'jobSecrets'>,
  { ports, attempt }: { readonly ports: Ports; readonly attempt: Attempt },
): Promise<readonly JobSecretResult[]> {
  const namespace = ports.probe.jobsNamespace;
  try {
    const { encrypted } = await collectSecrets(ports);
    const search = { encrypted, cluster: request, now: attempt.now };
    const kubeconfig = await ports.sandbox.findKubeconfig(search);
    if (!kubeconfig || !isApproved(kubeconfig, pull, ports)) {
      return wanted.map((secret) => resultOf(secret, namespace, 'failed'));
    }
    const names = wanted.flatMap(({ items }) => items.map(({ entry }) => entry));
    const entries = await ports.sandbox.readEntries({ encrypted, names });
    const api = await ports.probe.connect(kubeconfig);
    try {
      return await Promise.all(wanted.map((secret) => apply(secret, { entries, api, namespace })));
    } finally {
      await api.close();
    }
  } catch (error) {
    problemFrom(error, ports, attempt.isLastAttempt);
    return wanted.map((secret) => resultOf(secret, namespace, 'failed'));
  }
}

/**
 * Who can push can have put another kubeconfig in its place since, and would be given the secrets:
 * only the credential that a maintainer has merged is approved.
 */
function isApproved(
  { credentials }: Kubeconfig,
  pull: Snapshot['pull'],
  { markerKey }: Ports,
): boolean {
  const approved = pull?.proposal?.claim?.credentials ?? [];
  const digests = keyedDigests(credentialFingerprint(credentials), markerKey);
  return digests.some((digest) => approved.includes(digest));
}

interface Target {
  readonly entries: ReadonlyMap<string, string>;
  readonly api: JobCluster;
  readonly namespace: string;
}

async function apply(
  secret: JobSecret,
  { entries, api, namespace }: Target,
): Promise<JobSecretResult> {
  const data = new Map<string, Uint8Array>();
  for (const { key, entry } of secret.items) {
    const value = entries.get(entry);
    if (value === undefined) return resultOf(secret, namespace, 'failed');
    data.set(key, Buffer.from(value));
  }
  const { name } = secret;
  return resultOf(secret, namespace, await applyJobSecret(api, { namespace, name, data }));
}

function resultOf(
  { name, items }: JobSecret,
  namespace: string,
  outcome: JobSecretResult['outcome'],
): JobSecretResult {
  return { name, items: items.map(({ key }) => ({ key })), namespace, outcome };
}
