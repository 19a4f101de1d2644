import { isSameServer } from '../../kubeconfig/server-identity.ts';
import { problem } from '../../problem.ts';
import { type Check, passed, unverifiable } from './check.ts';

/** New credentials are for the cluster that is registered, and not for another one. */
export const sameCluster: Check = (_, { kubeconfig, replaces }) => {
  if (replaces.length === 0) return undefined;
  return replaces.every((known) => isSameServer(known, kubeconfig))
    ? passed
    : unverifiable(problem('cluster-changed', {}), {
        type: 'registered servers',
        servers: replaces.map(({ server }) => server),
      });
};
