import { problem } from '../../problem.ts';
import type { Answer } from '../cluster.ts';
import { describeFailure } from '../evidence.ts';
import { judgeable } from '../outage.ts';
import { type Check, failed, passed, unverifiable } from './check.ts';

/**
 * The control plane is highly available. Either of two views proves it: the nodes labelled as
 * control plane, or the addresses of the API servers. A managed cluster shows no such nodes, so
 * none is no proof of a small one.
 */
export const controlPlane: Check = (observations, context) => {
  const { controlPlaneNodes: nodes, apiServerAddresses: addresses } = observations;
  if (nodes === undefined || addresses === undefined) return undefined;
  const evidence = `nodes: ${describe(nodes)}; API servers: ${describe(addresses)}`;
  const needed = context.controlPlaneNodes;
  const found = Math.max(countOf(nodes), countOf(addresses));
  if (found >= needed) return passed(evidence);
  if (!judgeable(nodes) || !judgeable(addresses)) return undefined;
  if (found > 0 || addresses.ok) {
    return failed(problem('control-plane-small', { found, needed }), evidence);
  }
  const details = { needed, namespace: context.jobsNamespace };
  return unverifiable(problem('control-plane-unreadable', details), evidence);
};

function countOf(answer: Answer<readonly string[]>): number {
  return answer.ok ? new Set(answer.value).size : 0;
}

function describe(answer: Answer<readonly string[]>): string {
  return answer.ok ? String(countOf(answer)) : describeFailure(answer.failure);
}
