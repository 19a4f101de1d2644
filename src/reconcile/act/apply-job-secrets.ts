import { type JobSecret, outcomeWithoutCluster } from '../../job-secrets/job-secrets.ts';
import type { Prober } from '../../prober/prober.ts';
import type { ClusterRequest } from '../../request/request.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { keyedDigests } from '../../state/marker.ts';
import type { JobSecretResult } from '../../state/status.ts';
import type { Snapshot } from '../snapshot.ts';
import { collectSecrets } from './collect.ts';
import type { Attempt, ExaminePorts } from './examine.ts';
import { type FailurePorts, problemFrom } from './problem-from.ts';

interface Ports
  extends Pick<ExaminePorts, 'secretsRepository' | 'layout' | 'markerKey'>,
    FailurePorts {
  readonly sandbox: Pick<Sandbox, 'findRegistered'>;
  readonly prober: Prober;
  readonly probe: { readonly jobsNamespace: string };
}

/**
 * Puts the secrets for jobs into a merged build cluster, with the kubeconfig that was merged, and
 * looks for the one that they cannot do without.
 * Whatever goes wrong is a result: a maintainer can do the same by hand.
 */
export async function applyJobSecrets(
  { kind, name }: ClusterRequest,
  { pull, jobSecrets: wanted }: Pick<Snapshot, 'pull' | 'jobSecrets'>,
  { ports, attempt }: { readonly ports: Ports; readonly attempt: Attempt },
): Promise<readonly JobSecretResult[]> {
  const { jobsNamespace: namespace } = ports.probe;
  const cluster = { kind, name };
  try {
    const entries = wanted.flatMap(({ items }) => items.map(({ entry }) => entry));
    const { encrypted } = await collectSecrets(ports, entries);
    return await ports.prober.use(async ({ publicKey: prober, applyJobSecrets: apply }) => {
      const search = { encrypted, cluster, entries, prober, now: attempt.now };
      const found = await ports.sandbox.findRegistered(search);
      if (!found || !isApproved(found.fingerprint, pull, ports)) return untried(wanted, namespace);
      const task = { kubeconfig: found.forProber, namespace, secrets: wanted };
      const outcomes = await apply(task);
      return wanted.map((secret, at) =>
        resultOf(secret, namespace, outcomes[at] ?? outcomeWithoutCluster(secret)),
      );
    });
  } catch (error) {
    problemFrom(error, ports, attempt.isLastAttempt);
    return untried(wanted, namespace);
  }
}

/**
 * Who can push can have put another kubeconfig in its place since, and would be given the secrets:
 * only the credential that a maintainer has merged is approved.
 */
function isApproved(fingerprint: string, pull: Snapshot['pull'], { markerKey }: Ports): boolean {
  const approved = pull?.proposal?.claim?.credentials ?? [];
  return keyedDigests(fingerprint, markerKey).some((digest) => approved.includes(digest));
}

function untried(wanted: readonly JobSecret[], namespace: string): readonly JobSecretResult[] {
  return wanted.map((secret) => resultOf(secret, namespace, outcomeWithoutCluster(secret)));
}

function resultOf(
  { name, items }: JobSecret,
  namespace: string,
  outcome: JobSecretResult['outcome'],
): JobSecretResult {
  return { name, items: items.map(({ key }) => ({ key })), namespace, outcome };
}
