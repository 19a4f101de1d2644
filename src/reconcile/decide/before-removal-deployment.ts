import type { ClusterRequest } from '../../request/request.ts';
import type { DeploymentMemory, Memory } from '../../state/memory.ts';
import { withPast } from '../../state/superseded.ts';
import type { Edited, Mandate } from '../../wording/pull-request/secrets.ts';
import type { Action } from '../action.ts';
import type { Deployment, Snapshot } from '../snapshot.ts';
import { pursueDeployment } from './deployment.ts';
import { settleHeld } from './hold.ts';
import { phaseSoFar, settle } from './write-status.ts';

interface Passed {
  readonly mandate?: Mandate;
  readonly edits?: readonly Edited[];
  readonly examined: NonNullable<Memory['examined']>;
}

/**
 * The next step of a removal towards a deployment of Prow without the cluster: as long as it names
 * the cluster, the secrets have to hold it. Undefined once it does not.
 */
export function undeploy(
  snapshot: Snapshot,
  request: ClusterRequest,
  { mandate, edits, examined }: Passed,
): Action | undefined {
  const { memory } = snapshot;
  if (!snapshot.deployment || request.operation !== 'remove') return undefined;
  const before = memory?.examined;
  // It is examined each time; only what is new is worth writing down.
  const isKnown = before?.key === examined.key && before.outcome === examined.outcome;
  const known = isKnown ? before : examined;
  return pursueDeployment(snapshot, {
    request,
    deployment: ofThis(snapshot.deployment, request),
    mandate,
    edits,
    memory: memory?.undeployment,
    say: (phase, undeployment) =>
      settleHeld(snapshot, request, { phase, examined: known, undeployment }, true),
  });
}

/** What was decided of another cluster, before the title was edited, counts for nothing here. */
function ofThis(deployment: Deployment, { name }: ClusterRequest): Deployment {
  const { pull } = deployment;
  const isOther = pull?.proposal !== undefined && pull.proposal.name !== name;
  return isOther ? { ...deployment, pull: undefined } : deployment;
}

/**
 * Gives an open pull request up for good that does what nobody asks for any more, as the one of the
 * secrets: also if the issue then asks for the same again.
 */
export function dropUndeployment(snapshot: Snapshot, request: ClusterRequest): Action | undefined {
  const { deployment, memory, now } = snapshot;
  const pull = deployment?.pull;
  if (pull?.state !== 'open') return undefined;
  const { number } = pull;
  if (number <= (memory?.superseded?.deployment ?? 0)) {
    return { type: 'retract-deployment', pullNumber: number, isSuperseded: true };
  }
  if (isAskedFor(snapshot, pull, request)) return undefined;
  return settle(snapshot, request, {
    phase: phaseSoFar(snapshot),
    undeployment: { retracted: number },
    superseded: withPast(memory?.superseded, { at: now.toISOString() }, { deployment: number }),
  });
}

/** Where its text was taken away, the memory tells what it is for. */
function isAskedFor(
  { memory }: Snapshot,
  { proposal }: NonNullable<Deployment['pull']>,
  { operation, kind, name }: ClusterRequest,
): boolean {
  const known = proposal ?? (memory?.undeployment && memory.status);
  return operation === 'remove' && known?.name === name && known.kind === kind;
}

/** A removal that is given up leaves no pull request of the deployment behind, and no branch. */
export function retractUndeployment({ deployment }: Snapshot): Action | undefined {
  if (!deployment) return undefined;
  const { pull, branchDeleted } = deployment;
  if (pull?.state === 'open') return { type: 'retract-deployment', pullNumber: pull.number };
  if (branchDeleted) return undefined;
  return { type: 'delete-deployment-branch', lastCommit: pull?.proposal?.commit };
}

/** What is to be written down before it is given up. */
export function gaveUpUndeployment({ deployment, memory }: Snapshot): DeploymentMemory | undefined {
  const { retracted = 0 } = memory?.undeployment ?? {};
  const number = deployment?.pull?.number ?? 0;
  return number > retracted ? { retracted: number } : memory?.undeployment;
}
