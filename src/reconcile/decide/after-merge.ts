import { problem } from '../../problem.ts';
import { type ClusterRequest, operations } from '../../request/request.ts';
import type { Phase } from '../../state/status.ts';
import type { Pull } from '../github.ts';
import { refusalOf } from '../refused.ts';
import type { Liveness, ObservedPull, Snapshot } from '../snapshot.ts';
import { isToDeploy } from './awaiting-deployment.ts';
import { endOf, isTakenBack } from './given-up.ts';
import type { Goal } from './goal.ts';
import { deploying } from './prow-deploy.ts';
import { isToLookAgain, recheckUntil } from './recheck.ts';
import { publicChecks, reference, shownPhase } from './write-status.ts';

/**
 * All is done. As long as the comment does not say so, steps may be missing; once it does, an open
 * issue is one that a person reopened.
 */
export function saidDone(
  snapshot: Snapshot,
  _merged: Pull,
  request: ClusterRequest,
): Goal | undefined {
  const shown = shownPhase(snapshot);
  return shown?.type === 'merged' ? { request, says: { phase: shown, heldPull: 0 } } : undefined;
}

/** Nobody can tell what was merged, so nothing is done with it: nobody may have approved that. */
export function unreadable(
  { issue }: Snapshot,
  { number, proposal }: ObservedPull,
  request: ClusterRequest,
): Goal | undefined {
  if (proposal) return undefined;
  // It was told, or a person has seen to it.
  if (!issue.open) return { request };
  const reason = problem('proposal-unreadable', { number });
  return { request, says: { phase: { type: 'needs-change', problem: reason }, heldPull: 0 } };
}

/** What is left is what GitHub has refused: that comes before another look at the cluster. */
export function leftOpen(
  snapshot: Snapshot,
  _merged: Pull,
  request: ClusterRequest,
): Goal | undefined {
  const isRefused = refusalOf(snapshot, { step: 'close-issue' });
  return isRefused && snapshot.issue.open ? { request, issue: 'completed' } : undefined;
}

/** The branch goes first. */
export function branchLeft(
  { memory, branchDeleted }: Snapshot,
  _merged: Pull,
  request: ClusterRequest,
): Goal | undefined {
  return memory?.afterMerge || branchDeleted ? undefined : { request, closes: [{ at: 'secrets' }] };
}

/** It was undeployed before, and has nothing to answer with. */
export function undeployed(
  snapshot: Snapshot,
  merged: Pull,
  request: ClusterRequest,
): Goal | undefined {
  return operations[request.operation].isRegisteredAfter
    ? undefined
    : done(snapshot, merged, request);
}

/** A script has to deploy the cluster, by the same rules as before the merge. */
export function deployingProw(
  snapshot: Snapshot,
  merged: ObservedPull,
  request: ClusterRequest,
): Goal | undefined {
  const { deployment, memory, issue, statusComment } = snapshot;
  const shown = shownPhase(snapshot)?.type;
  if (!deployment || shown === 'not-answering') return undefined;
  const { plan } = deployment;
  // By hand too: a closed issue is then one that is done.
  const isByHand = plan?.outcome === 'done' && !issue.open;
  if (deployment.pull?.state === 'merged' || isByHand) return undefined;
  if (memory?.cancelledBy && !isTakenBack(snapshot)) {
    return stay(snapshot, merged, {
      request,
      phase: { type: 'cancelled', by: memory.cancelledBy },
    });
  }
  if (issue.open) {
    return deploying(snapshot, {
      request,
      deployment,
      merged: reference(merged),
      // Who asked for it then: anybody may have edited the issue since.
      edits: merged.proposal?.edits,
      memory: memory?.afterMerge,
      say: (phase, afterMerge) => ({
        request,
        says: { phase, heldPull: 0, afterMerge, cancelledBy: undefined },
      }),
    });
  }
  if (statusComment?.recorded?.cancelledBy) return { request, issue: 'open' };
  // By a person, or by the bot, which died before its last word.
  const isUnknown = !deployment.pull && !plan && shown !== 'withdrawn';
  if (isUnknown) return { request, does: { type: 'plan-deployment', request } };
  return stay(snapshot, merged, { request, phase: { type: 'withdrawn' } });
}

/** Nobody asks for it any more: what is in the secrets stays, nothing else is left. */
function stay(
  snapshot: Snapshot,
  merged: Pull,
  {
    request,
    phase,
  }: {
    readonly request: ClusterRequest;
    readonly phase: Extract<Phase, { type: 'cancelled' | 'withdrawn' }>;
  },
): Goal {
  const end = { ...phase, merged: reference(merged) };
  const shown = shownPhase(snapshot);
  if (shown?.type === phase.type && shown.merged) return { request, says: { phase: end } };
  const { memory, deployment } = snapshot;
  const number = deployment?.pull?.number ?? 0;
  const retracted = Math.max(number, memory?.afterMerge?.retracted ?? 0);
  const before = { afterMerge: { retracted } };
  return endOf(snapshot, { request, phase: end, before, closes: [{ at: 'prow-deploy' }] });
}

/**
 * The cluster does not answer with what was merged, or has not been asked; a closed issue waits for
 * nothing.
 */
export function notAnswering(
  snapshot: Snapshot,
  merged: Pull,
  request: ClusterRequest,
): Goal | undefined {
  const { issue, liveness, memory } = snapshot;
  const isSilent = shownPhase(snapshot)?.type === 'not-answering';
  if (!issue.open && (liveness || isSilent)) return undefined;
  if (liveness?.outcome === 'answers') return undefined;
  if (liveness) return { request, says: silent(snapshot, merged, liveness) };
  if (isSilent && memory?.afterMerge?.failedAt !== undefined && !isToLookAgain(snapshot)) {
    return { request, says: { phase: memory.status.phase } };
  }
  return { request, does: { type: 'probe-registered', request } };
}

function silent(
  snapshot: Snapshot,
  merged: Pull,
  liveness: Exclude<Liveness, { outcome: 'answers' }>,
): Goal['says'] {
  const { memory } = snapshot;
  const failedAt = snapshot.now.toISOString();
  const silentSince = memory?.afterMerge?.silentSince ?? failedAt;
  const { retracted = 0, deployed } = memory?.afterMerge ?? {};
  const phase: Phase = {
    type: 'not-answering',
    ...pullsOf(snapshot, merged),
    checks: liveness.outcome === 'failed' ? publicChecks(liveness.report) : [],
    ...(liveness.outcome === 'problem' && { problem: liveness.problem }),
    until: recheckUntil(silentSince).toISOString(),
  };
  return { phase, heldPull: 0, afterMerge: { retracted, failedAt, silentSince, deployed } };
}

/** All is merged, and the cluster answers: the issue is closed, then that is said. */
export function done(snapshot: Snapshot, merged: Pull, request: ClusterRequest): Goal {
  const { liveness, deployment, jobSecrets, appliedJobSecrets } = snapshot;
  const answers = liveness?.outcome === 'answers';
  // What is merged is approved: now the cluster may be trusted with the secrets of jobs.
  const isToGetSecrets = answers && jobSecrets.length > 0 && !appliedJobSecrets;
  const phase: Phase = {
    type: 'merged',
    ...pullsOf(snapshot, merged),
    answers: operations[request.operation].isRegisteredAfter ? answers : undefined,
    ...(isToDeploy(snapshot, request) && { toDeploy: true }),
    ...(appliedJobSecrets && { jobSecrets: appliedJobSecrets }),
  };
  return {
    request,
    closes: deployment?.pull?.state === 'merged' ? [{ at: 'prow-deploy' }] : undefined,
    does: isToGetSecrets ? { type: 'apply-job-secrets', request } : undefined,
    issue: 'completed',
    lastWord: { phase, heldPull: 0, afterMerge: undefined },
  };
}

function pullsOf({ deployment }: Snapshot, merged: Pull) {
  const second = deployment?.pull;
  return {
    pull: reference(merged),
    ...(second?.state === 'merged' && { deployment: reference(second) }),
  };
}
