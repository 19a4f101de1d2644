import type { ClusterRequest } from '../../request/request.ts';
import type { DeploymentMemory } from '../../state/memory.ts';
import type { Phase, PullReference } from '../../state/status.ts';
import type { Authorization, Edited } from '../../wording/pull-request/asked.ts';
import type { Base, Deployment, PlannedDeployment, Snapshot } from '../snapshot.ts';
import type { Goal } from './goal.ts';
import { isResting } from './recheck.ts';
import { phaseSoFar, reference } from './write-status.ts';

interface Deploying {
  readonly request: ClusterRequest;
  readonly deployment: Deployment;
  readonly memory: DeploymentMemory | undefined;
  /** The pull request that put the cluster into the secrets; a removal has none yet. */
  readonly merged?: PullReference;
  /** Why the author may ask for a removal. */
  readonly authorization?: Authorization;
  readonly edits?: readonly Edited[];
  /** Says it, and remembers of this pull request what is given. */
  readonly say: (phase: Phase, memory: DeploymentMemory | undefined) => Goal;
}

type Open = NonNullable<Deployment['pull']>;
type Change = Extract<PlannedDeployment, { outcome: 'change' }>;

/**
 * A merged pull request of the script that deploys Prow, by the rules of the other one; undefined
 * once the script names the cluster, or does not, as it should. One that is merged says nothing of
 * that: it may have been taken back since.
 */
export function deploying(snapshot: Snapshot, given: Deploying): Goal | undefined {
  const { deployment, merged, memory, say } = given;
  const { pull, plan } = deployment;
  const open = pull?.state === 'open' ? pull : undefined;
  const retracted = retractedUpTo(memory, open?.number);

  if (pull?.state === 'closed' && pull.number > retracted) {
    const phase = { type: 'deployment-closed', pull: merged, deployment: reference(pull) } as const;
    return say(phase, { retracted });
  }
  if (plan?.outcome === 'problem') {
    const failedAt = snapshot.now.toISOString();
    return say({ type: 'needs-operator', problem: plan.problem }, { retracted, failedAt });
  }
  if (plan?.outcome === 'done') return open && doneByOthers(snapshot, given, open.number);
  if (!plan && isResting(memory?.failedAt, snapshot)) return say(phaseSoFar(snapshot), memory);
  if (!open) return propose(plan, given, undefined);
  const waiting = () =>
    say({ type: 'deploying', pull: merged, deployment: reference(open) }, { retracted });
  if (!isOutdated(open, plan?.base ?? deployment.base)) return waiting();
  return plan
    ? keepOrRebuild(plan, open, { ...given, waiting })
    : propose(plan, given, open.number);
}

/**
 * Each push costs a pull request its approvals. So what is open stays as it is where git can merge
 * it and it would become the same again, and so does what somebody else has made of it.
 */
function keepOrRebuild(
  change: Change,
  open: Open,
  given: Deploying & { readonly waiting: () => Goal },
): Goal {
  const { request, deployment, waiting } = given;
  const { mergeability, isForeign } = deployment;
  const { proposal, head, number } = open;
  const isMoved = proposal !== undefined && head !== proposal.commit;
  const isSame = proposal !== undefined && proposal.effect === change.effect;
  if (!isMoved && !isSame) return propose(change, given, number);
  switch (mergeability) {
    case undefined:
      return { request, does: { type: 'ask-mergeable', at: 'prow-deploy', pullNumber: number } };
    case 'unknown':
      return waiting();
    case 'conflict':
      return propose(change, given, number);
    case 'clean':
      return (isMoved ? isForeign : isSame)
        ? {
            request,
            does: { type: 'keep-commit', at: 'prow-deploy', pullNumber: number, base: change.base },
          }
        : propose(change, given, number);
  }
}

/** Nothing is left for the open pull request to change. */
function doneByOthers(snapshot: Snapshot, { say }: Deploying, open: number): Goal {
  return { ...say(phaseSoFar(snapshot), { retracted: open }), closes: [{ at: 'prow-deploy' }] };
}

/** An open pull request that was about to be given up is not given up after all. */
function retractedUpTo(memory: DeploymentMemory | undefined, open: number | undefined): number {
  const { retracted = 0 } = memory ?? {};
  return open ? Math.min(retracted, open - 1) : retracted;
}

function isOutdated({ proposal }: Open, wanted: Base | undefined): boolean {
  return !proposal || (wanted !== undefined && wanted.state !== proposal.base.state);
}

function propose(
  change: Change | undefined,
  { request, merged, authorization, edits }: Deploying,
  pullNumber: number | undefined,
): Goal {
  if (!change) return { request, does: { type: 'plan-deployment', request } };
  const about = { request, change, merged, authorization, edits, pullNumber };
  return { request, does: { type: 'propose-deployment', ...about } };
}
