import type { ClusterRequest } from '../../request/request.ts';
import type { Phase } from '../../state/status.ts';
import type { Action } from '../action.ts';
import type { Deployment, ObservedPull, Snapshot } from '../snapshot.ts';
import { isTakenBack } from './cancellation.ts';
import { pursueDeployment } from './deployment.ts';
import { phaseSoFar, reference, settle } from './write-status.ts';

interface Deploying {
  readonly deployment: Deployment;
  /** The pull request that put the cluster into the secrets. */
  readonly merged: ObservedPull;
  readonly request: ClusterRequest;
}

/**
 * The next step towards a merged second pull request, by the same rules as for the first one;
 * undefined once Prow's deployment names the cluster.
 */
export function deploy(snapshot: Snapshot, deploying: Deploying): Action | undefined {
  const { issue, memory, statusComment } = snapshot;
  const { deployment, merged } = deploying;
  // By hand too, and once that is known nobody but the bot has closed the issue.
  const isByHand = deployment.plan?.outcome === 'done' && snapshot.liveness !== undefined;
  if (deployment.pull?.state === 'merged' || isByHand) return undefined;
  if (memory?.cancelledBy && !isTakenBack(snapshot)) {
    const phase = { type: 'cancelled', by: memory.cancelledBy, merged: reference(merged) } as const;
    return giveUp(snapshot, deploying, phase);
  }
  if (issue.open) {
    return pursue(
      { ...snapshot, memory: memory && { ...memory, cancelledBy: undefined } },
      deploying,
    );
  }
  if (statusComment?.recorded?.cancelledBy) return { type: 'reopen-issue' };
  return giveUp(snapshot, deploying, { type: 'withdrawn', merged: reference(merged) });
}

function pursue(snapshot: Snapshot, deploying: Deploying): Action | undefined {
  const { deployment, merged, request } = deploying;
  return pursueDeployment(snapshot, {
    request,
    deployment,
    merged: reference(merged),
    // Who asked for it then: anybody may have edited the issue since.
    edits: merged.proposal?.edits,
    memory: snapshot.memory?.afterMerge,
    say: (phase, afterMerge) => settle(snapshot, request, { phase, heldPull: 0, afterMerge }),
  });
}

/**
 * Gives the second pull request up; what is in the secrets stays. Written down before anything is
 * done, as with the first one.
 */
function giveUp(
  snapshot: Snapshot,
  { deployment, request }: Deploying,
  phase: Extract<Phase, { type: 'cancelled' | 'withdrawn' }>,
): Action {
  const shown = snapshot.statusComment?.recorded?.status.phase;
  if (shown?.type === phase.type && shown.merged) return settle(snapshot, request, { phase });
  const { pull, branchDeleted } = deployment;
  const intent = remember(snapshot, request, pull?.number ?? 0);
  if (intent) return intent;
  if (pull?.state === 'open') return { type: 'retract-deployment', pullNumber: pull.number };
  if (!branchDeleted) {
    return { type: 'delete-deployment-branch', lastCommit: pull?.proposal?.commit };
  }
  if (phase.type === 'cancelled' && snapshot.issue.open) {
    return { type: 'close-issue', reason: 'not_planned' };
  }
  return settle(snapshot, request, { phase });
}

function remember(
  snapshot: Snapshot,
  request: ClusterRequest,
  pullNumber: number,
): Action | undefined {
  const retracted = Math.max(pullNumber, snapshot.memory?.afterMerge?.retracted ?? 0);
  const phase = phaseSoFar(snapshot);
  const written = settle(snapshot, request, { phase, afterMerge: { retracted } });
  return written.type === 'none' ? undefined : written;
}
