import { problem } from '../../problem.ts';
import { type SeenControlPlane, seenControlPlane } from '../control-plane.ts';
import { judgeable } from '../outage.ts';
import { type Check, type Finding, failed, passed, unverifiable } from './check.ts';

/**
 * The control plane is highly available. Either of two views proves it: the nodes labelled as
 * control plane that are ready, or the addresses of the API servers. Only such nodes, all of them
 * ready, disprove it: a managed control plane shows none, and of its addresses those of a load
 * balancer; a node that is not ready may be rebooting.
 */
export const controlPlane: Check = (observations, context) => {
  const seen = seenControlPlane(observations);
  if (seen === undefined) return undefined;
  const { controlPlaneNodes: needed, jobsNamespace: namespace } = context;
  const [listed, addresses] = [numberIn(seen.nodes), numberIn(seen.addresses)];
  if (Math.max(seen.ready, addresses) >= needed) return passed;
  const { controlPlaneNodes, apiServerAddresses } = observations;
  if (!judgeable(controlPlaneNodes) || !judgeable(apiServerAddresses)) return undefined;
  if (listed > 0) return ofListed(listed, seen.ready, needed);
  const isHidden = controlPlaneNodes?.ok && apiServerAddresses?.ok;
  return unverifiable(
    isHidden
      ? problem('control-plane-hidden', { addresses, needed })
      : problem('control-plane-unreadable', { needed, namespace }),
  );
};

function ofListed(listed: number, ready: number, needed: number): Finding {
  return ready < listed
    ? unverifiable(problem('control-plane-not-ready', { listed, ready, needed }))
    : failed(problem('control-plane-small', { found: listed, needed }));
}

function numberIn(counted: SeenControlPlane['nodes']): number {
  return counted && 'found' in counted ? counted.found : 0;
}
