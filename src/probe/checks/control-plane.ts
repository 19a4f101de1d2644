import { problem } from '../../problem.ts';
import type { Answer } from '../cluster.ts';
import { describeFailure } from '../evidence.ts';
import { judgeable } from '../outage.ts';
import { type Check, type Finding, failed, passed, unverifiable } from './check.ts';

/**
 * The control plane is highly available. Either of two views proves it: the nodes labelled as
 * control plane that are ready, or the addresses of the API servers. Only such nodes, all of them
 * ready, disprove it: a managed control plane shows none, and of its addresses those of a load
 * balancer; a node that is not ready may be rebooting.
 */
export const controlPlane: Check = (observations, context) => {
  const { controlPlaneNodes: nodes, apiServerAddresses: addresses } = observations;
  if (nodes === undefined || addresses === undefined) return undefined;
  const listed = valuesOf(nodes);
  const ready = listed.filter(({ isReady }) => isReady);
  const seen = {
    listed: listed.length,
    ready: ready.length,
    addresses: new Set(valuesOf(addresses)).size,
    needed: context.controlPlaneNodes,
  };
  const views = [
    `ready nodes: ${describe(nodes, `${seen.ready} of ${seen.listed}`)}`,
    `API servers: ${describe(addresses, String(seen.addresses))}`,
  ];
  const evidence = views.join('; ');
  if (Math.max(seen.ready, seen.addresses) >= seen.needed) return passed(evidence);
  if (!judgeable(nodes) || !judgeable(addresses)) return undefined;
  if (seen.listed > 0) return ofListed(seen, evidence);
  return unverifiable(
    nodes.ok && addresses.ok
      ? problem('control-plane-hidden', { addresses: seen.addresses, needed: seen.needed })
      : problem('control-plane-unreadable', {
          needed: seen.needed,
          namespace: context.jobsNamespace,
        }),
    evidence,
  );
};

function ofListed(
  seen: { readonly listed: number; readonly ready: number; readonly needed: number },
  evidence: string,
): Finding {
  const { listed, ready, needed } = seen;
  return ready < listed
    ? unverifiable(problem('control-plane-not-ready', { listed, ready, needed }), evidence)
    : failed(problem('control-plane-small', { found: listed, needed }), evidence);
}

function valuesOf<Value>(answer: Answer<readonly Value[]>): readonly Value[] {
  return answer.ok ? answer.value : [];
}

function describe(answer: Answer<unknown>, seen: string): string {
  return answer.ok ? seen : describeFailure(answer.failure);
}
