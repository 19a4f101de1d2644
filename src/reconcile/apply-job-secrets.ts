import { applyJobSecret, type JobSecret } from '../deployment/job-secrets.ts';
import type { ClusterApi } from '../probe/cluster.ts';
import type { JobSecretResult } from '../reply/status.ts';
import type { ClusterRequest } from '../request/request.ts';
import { type Attempt, collectSecrets, type Examined, problemFrom } from './examine-submission.ts';

/**
 * Puts the secrets for jobs into a merged build cluster, with the kubeconfig that was merged.
 * Whatever goes wrong is a result: a maintainer can do the same by hand.
 */
export async function applyJobSecrets(
  request: ClusterRequest,
  wanted: readonly JobSecret[],
  { ports, attempt }: { readonly ports: Examined; readonly attempt: Attempt },
): Promise<readonly JobSecretResult[]> {
  const namespace = ports.probe.jobsNamespace;
  try {
    const { sealed } = await collectSecrets(ports);
    const search = { sealed, cluster: request, now: attempt.now };
    const kubeconfig = await ports.vault.findKubeconfig(search);
    if (!kubeconfig) return wanted.map((secret) => resultOf(secret, namespace, 'failed'));
    const names = wanted.flatMap(({ items }) => items.map(({ entry }) => entry));
    const entries = await ports.vault.readEntries({ sealed, names });
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

interface Target {
  readonly entries: ReadonlyMap<string, string>;
  readonly api: ClusterApi;
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
