import { verdictOf } from '../../probe/report.ts';
import { fail } from '../../problem.ts';
import type { ClusterRequest } from '../../request/request.ts';
import type { Liveness } from '../snapshot.ts';
import { collectSecrets } from './collect.ts';
import type { Attempt, ExaminePorts } from './examine.ts';
import { problemFrom } from './problem-from.ts';

/**
 * Probes a cluster with the kubeconfig that the merged secrets hold. What is wrong is a result;
 * what may pass by itself is thrown, as with submissions.
 */
export async function probeRegistered(
  request: ClusterRequest,
  ports: ExaminePorts,
  attempt: Attempt,
): Promise<Liveness> {
  try {
    const { encrypted } = await collectSecrets(ports);
    const { kind, name } = request;
    const report = await ports.prober.use(async ({ publicKey: prober, look }) => {
      const { now } = attempt;
      const search = { encrypted, cluster: { kind, name }, entries: [], prober, now };
      const found = await ports.sandbox.findRegistered(search);
      if (!found) return fail('merged-entry-missing', { name });
      // It is registered now: under its own name.
      const context = { ...ports.probe, now, kind, registered: [], replaces: [] };
      return look({ kubeconfig: found.forProber, context });
    });
    return verdictOf(report) === 'failed' ? { outcome: 'failed', report } : { outcome: 'answers' };
  } catch (error) {
    return { outcome: 'problem', problem: problemFrom(error, ports, attempt.isLastAttempt) };
  }
}
