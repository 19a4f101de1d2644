import { type ClusterRequest, kinds, operations } from '../../request/request.ts';
import type { Phase } from '../../state/status.ts';
import type { Pull } from '../github.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Goal } from './goal.ts';
import { reference, shownPhase } from './write-status.ts';

/** Once that was said, nothing else is looked at before somebody says that it is so. */
export function awaitingDeployment(
  snapshot: Snapshot,
  _merged: Pull,
  request: ClusterRequest,
): Goal | undefined {
  const { issue, memory } = snapshot;
  const shown = shownPhase(snapshot);
  const isHeard = memory?.afterMerge?.deployed !== undefined;
  if (shown?.type !== 'awaiting-deployment' || isHeard || !issue.open) return undefined;
  return { request, says: { phase: shown } };
}

/**
 * New credentials are in use only once Prow is deployed with them, and until then the old ones must
 * not be revoked.
 */
export function rotated(
  snapshot: Snapshot,
  merged: Pull,
  request: ClusterRequest,
): Goal | undefined {
  const { issue, memory } = snapshot;
  const isRotation = request.operation === 'rotate' && isToDeploy(snapshot, request);
  if (!isRotation || !issue.open) return undefined;
  const { retracted = 0 } = memory?.afterMerge ?? {};
  const phase: Phase = { type: 'awaiting-deployment', pull: reference(merged) };
  return { request, says: { phase, heldPull: 0, afterMerge: { retracted } } };
}

/** Only a change of Prow's own repository deploys, and no merge into the secrets. */
export function isToDeploy(
  { deployment, memory }: Snapshot,
  { kind, operation }: ClusterRequest,
): boolean {
  if (memory?.afterMerge?.deployed) return false;
  if (!kinds[kind].isInProwKubeconfig || deployment?.pull?.state === 'merged') return false;
  // It was proposed after the merge, and somebody else was quicker.
  if (deployment?.pull && deployment.plan?.outcome === 'done') return false;
  // What is removed was taken out of the deployment before, where that is the bot's to do.
  return operations[operation].isRegisteredAfter || deployment === undefined;
}
