import type { Answer, ClusterApi, ConnectCluster } from '../../src/probe/cluster.ts';

/** `opaque`: nobody can read of what its control plane is made. */
export type ClusterHealth = 'healthy' | 'broken' | 'opaque';

const namespace = 'kubevirt-prow-jobs';
const account = 'prow';
const ok = <Value>(value: Value): Promise<Answer<Value>> => Promise.resolve({ ok: true, value });
const forbidden = (): Promise<Answer<never>> =>
  Promise.resolve({
    ok: false,
    failure: { type: 'http', status: 403, reason: 'Forbidden', message: '' },
  });

/** A cluster that anybody's kubeconfig leads to, and that passes or not. */
export function clusterOf(health: () => ClusterHealth): ConnectCluster {
  return async ({ credentials }): Promise<ClusterApi> => ({
    version: () => ok('v1.34.2'),
    whoAmI: () => ok(`system:serviceaccount:${namespace}:${account}`),
    namespace: () =>
      health() === 'broken'
        ? Promise.resolve({
            ok: false,
            failure: { type: 'http', status: 404, reason: 'NotFound', message: '' },
          })
        : ok(undefined),
    serviceAccount: () => ok(undefined),
    tokenSecrets: () =>
      ok([
        {
          name: 'token',
          serviceAccount: account,
          token: credentials.type === 'token' ? credentials.token : undefined,
        },
      ]),
    canI: ({ namespace: where }) => ok(where !== undefined),
    admits: () => ok(undefined),
    controlPlaneNodes: forbidden,
    apiServerAddresses: () =>
      health() === 'opaque' ? forbidden() : ok(['192.0.2.1', '192.0.2.2', '192.0.2.3']),
    // What follows the merge into a deployment is not in the model.
    secretManagers: forbidden,
    applySecret: forbidden,
    close: async () => undefined,
  });
}
