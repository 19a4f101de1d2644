import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import type { ProbeContext } from './checks/check.ts';
import type { ConnectCluster } from './cluster.ts';
import { observeCluster } from './observe.ts';
import type { Report } from './report.ts';
import { runChecks } from './run-checks.ts';

/**
 * Looks at a cluster with its kubeconfig and judges what is seen. Changes nothing in the cluster.
 * What is wrong with it is in the report; throws only what `connect` throws.
 */
export async function probeCluster(
  kubeconfig: Kubeconfig,
  context: ProbeContext,
  connect: ConnectCluster,
): Promise<Report> {
  const { kind, jobsNamespace } = context;
  const api = await connect(kubeconfig);
  try {
    const subject = { kind, jobsNamespace, credentials: kubeconfig.credentials };
    return runChecks(await observeCluster(api, subject), { ...context, kubeconfig });
  } finally {
    await api.close();
  }
}
