import { problem, responsibleFor } from '../../problem.ts';
import type { ClusterRequest } from '../../request/request.ts';
import type { Phase } from '../../state/status.ts';
import type { Action } from '../action.ts';
import type { Pull } from '../github.ts';
import type { Liveness, ObservedPull, Snapshot } from '../snapshot.ts';
import { deploy } from './after-merge-deployment.ts';
import { publicChecks } from './public-checks.ts';
import { recheckUntil } from './recheck.ts';
import { none, reference, settle } from './write-status.ts';

/**
 * What is left to do once the secrets are merged: to deploy the cluster, and to see that it
 * answers. What was merged is told by the proposal alone: everybody can edit the title afterwards.
 */
export function finish(snapshot: Snapshot, merged: ObservedPull, about: ClusterRequest): Action {
  const { proposal } = merged;
  return proposal ? goOn(snapshot, merged, proposal.request) : sayUnknown(snapshot, merged, about);
}

/**
 * The last word is written last: as long as the comment doesn't say 'merged' the steps before it
 * may be missing, and once it does, an open issue is one that a person reopened.
 */
function goOn(snapshot: Snapshot, merged: Pull, request: ClusterRequest): Action {
  const { memory, statusComment, deployment } = snapshot;
  const shown = statusComment?.recorded?.status.phase;
  if (shown?.type === 'merged') return settle(snapshot, request, { phase: shown, heldPull: 0 });
  if (!memory?.afterMerge && !snapshot.branchDeleted) {
    return { type: 'delete-branch', lastCommit: merged.head };
  }
  // It was undeployed before, and has nothing to answer with.
  if (request.operation === 'remove') return close(snapshot, merged, request);
  const isDeployed = !deployment || shown?.type === 'not-answering';
  const deploying = isDeployed ? undefined : deploy(snapshot, { deployment, merged, request });
  return deploying ?? look(snapshot, merged, request) ?? close(snapshot, merged, request);
}

/** Nobody can tell what was merged, so nothing is done with it: nobody may have approved that. */
function sayUnknown(snapshot: Snapshot, merged: Pull, about: ClusterRequest): Action {
  const { issue, memory, statusComment } = snapshot;
  const request = memory?.status ?? about;
  const shown = statusComment?.recorded?.status.phase;
  if (shown?.type === 'merged') return settle(snapshot, request, { phase: shown, heldPull: 0 });
  // It was told, or a person has seen to it.
  if (!issue.open) return none;
  const reason = problem('proposal-unreadable', { number: merged.number });
  return settle(snapshot, request, {
    phase: { type: 'needs-change', problem: reason },
    heldPull: 0,
  });
}

/** Sees to it that the cluster answers; undefined once it does, or a person closed the issue. */
function look(snapshot: Snapshot, merged: Pull, request: ClusterRequest): Action | undefined {
  const { issue, liveness, memory, statusComment } = snapshot;
  const shown = statusComment?.recorded?.status.phase;
  const isSilent = shown?.type === 'not-answering';
  if (!issue.open && (liveness || isSilent)) return undefined;
  if (liveness?.outcome === 'answers') return undefined;
  if (liveness) return saySilent(snapshot, { merged, request, liveness });
  if (memory && isSilent && isResting(snapshot)) {
    return settle(snapshot, request, { phase: memory.status.phase });
  }
  return { type: 'look-again', request };
}

/** Looked at again after a while: for a week, as with failed checks, or until the operator mends it. */
function isResting({ memory, now, recheckAfterMs }: Snapshot): boolean {
  const { failedAt, silentSince } = memory?.afterMerge ?? {};
  if (failedAt === undefined || silentSince === undefined) return false;
  const hasJustFailed = now.getTime() - Date.parse(failedAt) < recheckAfterMs;
  if (hasJustFailed || isForOperator(memory?.status.phase)) return hasJustFailed;
  return now >= recheckUntil(silentSince);
}

function isForOperator(phase: Phase | undefined): boolean {
  const reason = phase?.type === 'not-answering' ? phase.problem : undefined;
  return reason !== undefined && responsibleFor(reason.id) === 'operator';
}

interface Silent {
  readonly merged: Pull;
  readonly request: ClusterRequest;
  readonly liveness: Exclude<Liveness, { outcome: 'answers' }>;
}

function saySilent(snapshot: Snapshot, { merged, request, liveness }: Silent): Action {
  const { memory } = snapshot;
  const failedAt = snapshot.now.toISOString();
  const silentSince = memory?.afterMerge?.silentSince ?? failedAt;
  const { retracted = 0 } = memory?.afterMerge ?? {};
  const phase: Phase = {
    type: 'not-answering',
    ...pullsOf(snapshot, merged),
    checks: liveness.outcome === 'failed' ? publicChecks(liveness.report) : [],
    ...(liveness.outcome === 'problem' && { problem: liveness.problem }),
    until: recheckUntil(silentSince).toISOString(),
  };
  const afterMerge = { retracted, failedAt, silentSince };
  return settle(snapshot, request, { phase, heldPull: 0, afterMerge });
}

function close(snapshot: Snapshot, merged: Pull, request: ClusterRequest): Action {
  const { issue, liveness, deployment, jobSecrets, appliedJobSecrets } = snapshot;
  const answers = liveness?.outcome === 'answers';
  // What is merged is approved: now the cluster may be trusted with the secrets of jobs.
  if (answers && jobSecrets.length > 0 && !appliedJobSecrets) {
    return { type: 'apply-job-secrets', request };
  }
  if (deployment?.pull?.state === 'merged' && !deployment.branchDeleted) {
    return { type: 'delete-deployment-branch', lastCommit: deployment.pull.head };
  }
  if (issue.open) return { type: 'close-issue', reason: 'completed' };
  const phase: Phase = {
    type: 'merged',
    ...pullsOf(snapshot, merged),
    answers: request.operation === 'remove' ? undefined : answers,
    ...(appliedJobSecrets && { jobSecrets: appliedJobSecrets }),
  };
  return settle(snapshot, request, { phase, heldPull: 0, afterMerge: undefined });
}

function pullsOf({ deployment }: Snapshot, merged: Pull) {
  const second = deployment?.pull;
  return {
    pull: reference(merged),
    ...(second?.state === 'merged' && { deployment: reference(second) }),
  };
}
