import { probeCluster } from '../../probe/probe.ts';
import { verdictOf } from '../../probe/report.ts';
import { fail } from '../../problem.ts';
import type { ClusterRequest } from '../../request/request.ts';
import type { Liveness } from '../snapshot.ts';
import { type Attempt, collectSecrets, type ExaminePorts, problemFrom } from './examine.ts';

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
    const search = { encrypted, cluster: request, now: attempt.now };
    const kubeconfig = await ports.sandbox.findKubeconfig(search);
    if (!kubeconfig) fail('merged-entry-missing', { name: request.name });
    const { connect, jobsNamespace, controlPlaneNodes } = ports.probe;
    const { kind } = request;
    // It is registered now: under its own name.
    const context = { kind, jobsNamespace, controlPlaneNodes, registered: [], replaces: [] };
    const report = await probeCluster(kubeconfig, context, connect);
    return verdictOf(report) === 'failed' ? { outcome: 'failed', report } : { outcome: 'answers' };
  } catch (error) {
    return { outcome: 'problem', problem: problemFrom(error, ports, attempt.isLastAttempt) };
  }
}
