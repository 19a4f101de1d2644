import type { Phase } from '../reply/status.ts';
import type { ClusterRequest } from '../request/request.ts';
import type { Action } from './action.ts';
import type { Pull } from './github.ts';
import { reference, settle } from './settle.ts';
import type { Deployment, PlannedDeployment, Snapshot } from './snapshot.ts';

interface Deploying {
  readonly deployment: Deployment;
  /** The pull request that put the cluster into the secrets. */
  readonly merged: Pull;
  readonly request: ClusterRequest;
}

type Change = Extract<PlannedDeployment, { outcome: 'change' }>;

/**
 * The next step towards a merged second pull request, by the same rules as for the first one;
 * undefined once Prow's deployment names the cluster.
 */
export function deploy(snapshot: Snapshot, deploying: Deploying): Action | undefined {
  const { issue, memory, statusComment } = snapshot;
  const { deployment, merged } = deploying;
  if (deployment.pull?.state === 'merged') return undefined;
  const recorded = statusComment?.recorded;
  // Somebody reopened the issue: that takes the cancellation back.
  const isTakenBack = recorded?.status.phase.type === 'cancelled' && issue.open && issue.reopened;
  if (memory?.cancelledBy && !isTakenBack) {
    const phase = { type: 'cancelled', by: memory.cancelledBy, merged: reference(merged) } as const;
    return giveUp(snapshot, deploying, phase);
  }
  if (issue.open) {
    return pursueDeployment(
      { ...snapshot, memory: memory && { ...memory, cancelledBy: undefined } },
      deploying,
    );
  }
  if (recorded?.cancelledBy) return { type: 'reopen-issue' };
  return giveUp(snapshot, deploying, { type: 'withdrawn', merged: reference(merged) });
}

function pursueDeployment(snapshot: Snapshot, deploying: Deploying): Action | undefined {
  const { deployment, merged, request } = deploying;
  const { pull, plan } = deployment;
  const open = pull?.state === 'open' ? pull : undefined;
  const retracted = retractedUpTo(snapshot, open);
  const say = (phase: Phase, failedAt?: string) =>
    settle(snapshot, request, { phase, heldPull: 0, afterMerge: { retracted, failedAt } });

  if (pull?.state === 'closed' && pull.number > retracted) {
    return say({
      type: 'deployment-closed',
      pull: reference(merged),
      deployment: reference(pull),
    });
  }
  if (plan?.outcome === 'problem') {
    return say({ type: 'needs-operator', problem: plan.problem }, snapshot.now.toISOString());
  }
  if (plan?.outcome === 'deployed') return open && withdraw(snapshot, deploying, open);
  if (!plan && isWaiting(snapshot)) return answerCommands(snapshot, deploying);
  if (!open || isOutdated(deployment, plan)) {
    return plan
      ? propose(plan, deploying, open)
      : { type: 'plan-deployment', request: deploying.request };
  }
  return say({ type: 'deploying', pull: reference(merged), deployment: reference(open) });
}

/** An open pull request that was about to be given up is not given up after all. */
function retractedUpTo({ memory }: Snapshot, open: Pull | undefined): number {
  const retracted = memory?.afterMerge?.retracted ?? 0;
  return open ? Math.min(retracted, open.number - 1) : retracted;
}

/** What the operator has to mend is looked at again after a while. */
function isWaiting({ memory, now, recheckAfterMs }: Snapshot): boolean {
  const failedAt = memory?.afterMerge?.failedAt;
  return failedAt !== undefined && now.getTime() - Date.parse(failedAt) < recheckAfterMs;
}

function answerCommands(snapshot: Snapshot, { request }: Deploying): Action | undefined {
  const { memory } = snapshot;
  return memory && settle(snapshot, request, { phase: memory.status.phase });
}

function isOutdated({ pull, base }: Deployment, plan: Change | undefined): boolean {
  const proposed = pull?.proposal?.base;
  const wanted = plan?.base ?? base;
  return proposed === undefined || (wanted !== undefined && wanted.state !== proposed.state);
}

function propose(change: Change, { merged, request }: Deploying, open: Pull | undefined): Action {
  return {
    type: 'propose-deployment',
    request,
    change,
    merged: reference(merged),
    pullNumber: open?.number,
  };
}

/** Somebody else has deployed the cluster: nothing is left for the pull request to change. */
function withdraw(snapshot: Snapshot, { request }: Deploying, open: Pull): Action {
  return (
    remember(snapshot, request, open.number) ?? {
      type: 'retract-deployment',
      pullNumber: open.number,
    }
  );
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
  const { memory } = snapshot;
  const retracted = Math.max(pullNumber, memory?.afterMerge?.retracted ?? 0);
  const phase = memory?.status.phase ?? { type: 'checking' };
  const written = settle(snapshot, request, { phase, afterMerge: { retracted } });
  return written.type === 'none' ? undefined : written;
}
