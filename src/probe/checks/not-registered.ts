import { isDeepStrictEqual } from 'node:util';
import {
  type ClusterInUse,
  fingerprintsOf,
  isSamePlace,
} from '../../kubeconfig/server-identity.ts';
import { problem } from '../../problem.ts';
import type { Evidence } from '../evidence.ts';
import { type Check, failed, passed, warning } from './check.ts';

/** The cluster is not in the secrets under another name already. */
export const notRegistered: Check = (_, { kind, kubeconfig, registered, replaces }) => {
  // It is where it was: nothing is registered that was not registered before.
  if (replaces.some((replaced) => isSamePlace(replaced, kubeconfig))) return undefined;
  const others = registered.filter(
    (known) => !replaces.some((replaced) => isDeepStrictEqual(known, { ...replaced, kind })),
  );
  const same = others.filter((known) => isSamePlace(known, kubeconfig));
  const ofKind = same.find((known) => known.kind === kind);
  if (ofKind) return failed(problem('cluster-registered', {}), evidence(ofKind));
  const [first] = same;
  if (first)
    return warning(problem('cluster-in-both-kinds', { kind: first.kind }), evidence(first));
  const authorities = fingerprintsOf(kubeconfig.certificateAuthority);
  const related = others.find(
    ({ certificateAuthority }) => !fingerprintsOf(certificateAuthority).isDisjointFrom(authorities),
  );
  // Clusters that one organisation made may well share an authority.
  return related ? warning(problem('cluster-shares-ca', {}), evidence(related)) : passed;
};

function evidence({ name }: ClusterInUse): Evidence {
  return { type: 'registered cluster', name };
}
