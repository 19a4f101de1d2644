import type { Phase } from '../reply/status.ts';
import type { ClusterRequest } from '../request/request.ts';
import type { Action } from './action.ts';
import { deploy } from './deploy.ts';
import type { Pull } from './github.ts';
import { reference, settle } from './settle.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * What is left to do once the secrets are merged. The last word is written last: as long as the
 * comment doesn't say 'merged' the steps before it may be missing, and once it does, an open issue
 * is one that a person reopened.
 */
export function finish(snapshot: Snapshot, merged: Pull, request: ClusterRequest): Action {
  const { issue, memory, statusComment, deployment } = snapshot;
  const shown = statusComment?.recorded?.status.phase;
  if (shown?.type === 'merged') return settle(snapshot, request, { phase: shown, held: false });
  if (!memory?.afterMerge && !snapshot.branchDeleted) return { type: 'delete-branch' };
  const deploying = deployment && deploy(snapshot, { deployment, merged, request });
  if (deploying) return deploying;
  if (issue.open) return { type: 'close-issue', reason: 'completed' };
  const phase: Phase = {
    type: 'merged',
    pull: reference(merged),
    ...(deployment?.pull?.state === 'merged' && { deployment: reference(deployment.pull) }),
  };
  return settle(snapshot, request, { phase, held: false, afterMerge: undefined });
}
