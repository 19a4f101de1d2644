import type { ClusterRequest } from '../../request/request.ts';
import type { DeploymentMemory } from '../../state/memory.ts';
import type { Phase, PullReference } from '../../state/status.ts';
import type { Edited, Mandate } from '../../wording/pull-request/secrets.ts';
import type { Action } from '../action.ts';
import type { Deployment, PlannedDeployment, Snapshot } from '../snapshot.ts';
import { phaseSoFar, reference } from './write-status.ts';

export interface Deploying {
  readonly request: ClusterRequest;
  readonly deployment: Deployment;
  readonly memory: DeploymentMemory | undefined;
  /** The pull request that put the cluster into the secrets; a removal has none yet. */
  readonly merged?: PullReference;
  /** Why the author may ask for a removal. */
  readonly mandate?: Mandate;
  readonly edits?: readonly Edited[];
  /** Says it where it is not said yet, and remembers of this pull request what is given. */
  readonly say: (phase: Phase, memory: DeploymentMemory | undefined) => Action;
}

type Change = Extract<PlannedDeployment, { outcome: 'change' }>;

/**
 * The next step towards a merged pull request of the deployment, by the rules of the other one;
 * undefined once Prow's deployment names the cluster, or does not, as it should.
 */
export function pursueDeployment(snapshot: Snapshot, deploying: Deploying): Action | undefined {
  const { deployment, merged, memory, say } = deploying;
  const { pull, plan } = deployment;
  const open = pull?.state === 'open' ? pull : undefined;
  const retracted = retractedUpTo(memory, open?.number);

  // A removal's may have been taken back since: as long as the cluster is named it has to be there.
  if (pull?.state === 'merged' && merged) return undefined;
  if (pull?.state === 'closed' && pull.number > retracted) {
    const phase = { type: 'deployment-closed', pull: merged, deployment: reference(pull) } as const;
    return say(phase, { retracted });
  }
  if (plan?.outcome === 'problem') {
    const failedAt = snapshot.now.toISOString();
    return say({ type: 'needs-operator', problem: plan.problem }, { retracted, failedAt });
  }
  // Somebody else has done it: nothing is left for the pull request to change.
  if (plan?.outcome === 'done') {
    const write = (given: DeploymentMemory) => say(phaseSoFar(snapshot), given);
    return open && retract(open.number, memory, write);
  }
  if (!plan && isResting(memory, snapshot)) return say(phaseSoFar(snapshot), memory);
  if (!open || isOutdated(deployment, plan)) return propose(plan, deploying, open?.number);
  return say({ type: 'deploying', pull: merged, deployment: reference(open) }, { retracted });
}

/**
 * Gives an open pull request up. That is written down while it is still open: once it is closed
 * nothing else tells whether the bot has closed it or a maintainer.
 */
function retract(
  pullNumber: number,
  memory: DeploymentMemory | undefined,
  write: (memory: DeploymentMemory) => Action,
): Action {
  const isWritten = (memory?.retracted ?? 0) >= pullNumber;
  return isWritten ? { type: 'retract-deployment', pullNumber } : write({ retracted: pullNumber });
}

/** An open pull request that was about to be given up is not given up after all. */
function retractedUpTo(memory: DeploymentMemory | undefined, open: number | undefined): number {
  const { retracted = 0 } = memory ?? {};
  return open ? Math.min(retracted, open - 1) : retracted;
}

/** What the operator has to mend is looked at again after a while. */
function isResting(
  memory: DeploymentMemory | undefined,
  { now, recheckAfterMs }: Snapshot,
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
  { request, merged, mandate, edits }: Deploying,
  pullNumber: number | undefined,
): Action {
  if (!change) return { type: 'plan-deployment', request };
  return { type: 'propose-deployment', request, change, merged, mandate, edits, pullNumber };
}
