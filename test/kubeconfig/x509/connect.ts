import { createConnectCluster } from '../../../src/adapters/kubernetes/cluster-api.ts';
import { parseNetwork } from '../../../src/adapters/kubernetes/network-address.ts';
import type { Kubeconfig } from '../../../src/kubeconfig/kubeconfig.ts';
import type { Answer } from '../../../src/probe/cluster.ts';
import { outageOf } from '../../../src/probe/outage.ts';

const allowedNetworks = [parseNetwork('127.0.0.0/8')].filter((network) => network !== undefined);

/** Asks a server for its version, as the first call of a probe does. */
async function askVersion(kubeconfig: Kubeconfig): Promise<Answer<string>> {
  const api = await createConnectCluster({ allowedNetworks })(kubeconfig);
  const answer = await api.version();
  await api.close();
  return answer;
}

/** Why TLS does not come about; undefined where it does. */
export async function tlsReasonOf(kubeconfig: Kubeconfig): Promise<string | undefined> {
  const answer = await askVersion(kubeconfig);
  if (answer.ok) return undefined;
  const outage = outageOf(answer.failure);
  if (outage?.id === 'cluster-certificate') {
    const { position, fault } = outage.details;
    return [position, fault].filter(Boolean).join(': ');
  }
  return outage?.id === 'cluster-tls'
    ? outage.details.reason
    : `${outage?.id} ${JSON.stringify(answer.failure)}`;
}
