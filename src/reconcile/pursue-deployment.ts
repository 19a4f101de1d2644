import type { Mandate } from '../reply/pull-request.ts';
import type { Phase, PullReference } from '../reply/status.ts';
import type { ClusterRequest } from '../request/request.ts';
import type { Action } from './action.ts';
import type { DeploymentMemory } from './memory.ts';
import { reference } from './settle.ts';
import type { Deployment, PlannedDeployment, Snapshot } from './snapshot.ts';

export interface Deploying {
  readonly request: ClusterRequest;
  readonly deployment: Deployment;
  readonly memory: DeploymentMemory | undefined;
  /** The pull request that put the cluster into the secrets; a removal has none yet. */
  readonly merged?: PullReference;
  /** Why the author may ask for a removal. */
  readonly mandate?: Mandate;
}

export type DeploymentStep =
  /** Prow's deployment names the cluster, or does not, as it should. */
  | { readonly type: 'done' }
  | { readonly type: 'act'; readonly action: Action }
  /** What is to be said, undefined for what is said already, and to be remembered. */
  | { readonly type: 'say'; readonly phase?: Phase; readonly memory: DeploymentMemory | undefined };

type Change = Extract<PlannedDeployment, { outcome: 'change' }>;

/** The next step towards a merged pull request of the deployment, by the rules of the other one. */
export function pursueDeployment(
  { now, recheckAfterMs }: Pick<Snapshot, 'now' | 'recheckAfterMs'>,
  deploying: Deploying,
): DeploymentStep {
  const { deployment, merged, memory } = deploying;
  const { pull, plan } = deployment;
  const open = pull?.state === 'open' ? pull : undefined;
  const retracted = retractedUpTo(memory, open?.number);
  const say = (phase: Phase, failedAt?: string): DeploymentStep => ({
    type: 'say',
    phase,
    memory: { retracted, failedAt },
  });

  if (pull?.state === 'merged') return { type: 'done' };
  if (pull?.state === 'closed' && pull.number > retracted) {
    return say({ type: 'deployment-closed', pull: merged, deployment: reference(pull) });
  }
  if (plan?.outcome === 'problem') {
    return say({ type: 'needs-operator', problem: plan.problem }, now.toISOString());
  }
  // Somebody else has done it: nothing is left for the pull request to change.
  if (plan?.outcome === 'done') return open ? retract(open.number, memory) : { type: 'done' };
  if (!plan && isResting(memory, now, recheckAfterMs)) return { type: 'say', memory };
  if (!open || isOutdated(deployment, plan)) {
    return { type: 'act', action: propose(plan, deploying, open?.number) };
  }
  return say({ type: 'deploying', pull: merged, deployment: reference(open) });
}

/**
 * Gives an open pull request up. That is written down while it is still open: once it is closed
 * nothing else tells whether the bot has closed it or a maintainer.
 */
export function retract(
  pullNumber: number,
  memory: DeploymentMemory | undefined,
): Exclude<DeploymentStep, { type: 'done' }> {
  if ((memory?.retracted ?? 0) >= pullNumber) {
    return { type: 'act', action: { type: 'retract-deployment', pullNumber } };
  }
  return { type: 'say', memory: { retracted: pullNumber } };
}

/** An open pull request that was about to be given up is not given up after all. */
function retractedUpTo(memory: DeploymentMemory | undefined, open: number | undefined): number {
  const { retracted = 0 } = memory ?? {};
  return open ? Math.min(retracted, open - 1) : retracted;
}

/** What the operator has to mend is looked at again after a while. */
function isResting(
  memory: DeploymentMemory | undefined,
  now: Date,
  recheckAfterMs: number,
): boolean {
  const { failedAt } = memory ?? {};
  return failedAt !== undefined && now.getTime() - Date.parse(failedAt) < recheckAfterMs;
}

function isOutdated({ pull, base }: Deployment, plan: Change | undefined): boolean {
  const proposed = pull?.proposal?.base;
  const wanted = plan?.base ?? base;
  return proposed === undefined || (wanted !== undefined && wanted.state !== proposed.state);
}

function propose(
  change: Change | undefined,
  { request, merged, mandate }: Deploying,
  pullNumber: number | undefined,
): Action {
  if (!change) return { type: 'plan-deployment', request };
  return { type: 'propose-deployment', request, change, merged, mandate, pullNumber };
}
