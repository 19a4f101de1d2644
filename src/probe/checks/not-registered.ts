import { isDeepStrictEqual } from 'node:util';
import { addressOf, fingerprintsOf } from '../../kubeconfig/server-identity.ts';
import { problem } from '../../problem.ts';
import { type Check, failed, passed, warning } from './check.ts';

/** The cluster is not in the secrets under another name already. */
export const notRegistered: Check = (_, { kubeconfig, registered, replaces }) => {
  const address = addressOf(kubeconfig.server);
  // It is where it was: nothing is registered that was not registered before.
  const isWhereItWas = replaces.some(({ server }) => addressOf(server) === address);
  if (isWhereItWas) return undefined;
  const others = registered.filter(
    (known) => !replaces.some((replaced) => isDeepStrictEqual(known, replaced)),
  );
  const same = others.find(({ server }) => addressOf(server) === address);
  if (same) return failed(problem('cluster-registered', {}), same.name);
  const authorities = fingerprintsOf(kubeconfig.certificateAuthority);
  const related = others.find(
    ({ certificateAuthority }) => !fingerprintsOf(certificateAuthority).isDisjointFrom(authorities),
  );
  // Clusters that one organisation made may well share an authority.
  return related
    ? warning(problem('cluster-shares-ca', {}), related.name)
    : passed(`compared with ${others.length}`);
};
