import { type ClusterRequest, operations } from '../../request/request.ts';
import type { DeploymentMemory, Memory } from '../../state/memory.ts';
import { withPast } from '../../state/superseded.ts';
import type { Authorization, Edited } from '../../wording/pull-request/asked.ts';
import type { Deployment, Snapshot } from '../snapshot.ts';
import type { Goal } from './goal.ts';
import { deploying } from './prow-deploy.ts';
import { phaseSoFar } from './write-status.ts';

interface Passed {
  readonly authorization?: Authorization;
  readonly edits?: readonly Edited[];
  readonly examined: NonNullable<Memory['examined']>;
}

/**
 * A removal needs a script without the cluster first: as long as it names the cluster, the secrets
 * have to hold it. Undefined once it does not.
 */
export function undeploying(
  snapshot: Snapshot,
  request: ClusterRequest,
  { authorization, edits, examined }: Passed,
): Goal | undefined {
  const { memory } = snapshot;
  if (!snapshot.deployment || operations[request.operation].isRegisteredAfter) return undefined;
  const before = memory?.examined;
  // It is examined each time; only what is new is worth writing down.
  const isKnown = before?.key === examined.key && before.outcome === examined.outcome;
  const known = isKnown ? before : examined;
  return deploying(snapshot, {
    request,
    deployment: ofThis(snapshot.deployment, request),
    authorization,
    edits,
    memory: memory?.undeployment,
    say: (phase, undeployment) => ({
      request,
      says: { phase, examined: known, undeployment },
      held: true,
    }),
  });
}

/** What was decided of another cluster, before the title was edited, counts for nothing here. */
function ofThis(deployment: Deployment, { name }: ClusterRequest): Deployment {
  const { pull } = deployment;
  const isOther = pull?.proposal !== undefined && pull.proposal.name !== name;
  return isOther ? { ...deployment, pull: undefined } : deployment;
}

/**
 * What is open for review does what nobody asks for any more: it is given up for good, as the one of
 * the secrets, also if the issue then asks for the same again.
 */
export function undeploymentSuperseded(
  snapshot: Snapshot,
  request: ClusterRequest,
): Goal | undefined {
  const { deployment, memory, now } = snapshot;
  const pull = deployment?.pull;
  if (pull?.state !== 'open') return undefined;
  const { number } = pull;
  const closes = [{ at: 'prow-deploy', forGood: true }] as const;
  if (number <= (memory?.superseded?.deployment ?? 0)) return { request, closes };
  if (isAskedFor(snapshot, pull, request)) return undefined;
  const superseded = withPast(
    memory?.superseded,
    { at: now.toISOString() },
    { deployment: number },
  );
  const undeployment = { retracted: number };
  return { request, says: { phase: phaseSoFar(snapshot), undeployment, superseded }, closes };
}

/** Where its text was taken away, the memory tells what it is for. */
function isAskedFor(
  { memory }: Snapshot,
  { proposal }: NonNullable<Deployment['pull']>,
  { operation, kind, name }: ClusterRequest,
): boolean {
  const known = proposal ?? (memory?.undeployment && memory.status);
  return !operations[operation].isRegisteredAfter && known?.name === name && known.kind === kind;
}

/** What is to be written down before it is given up. */
export function undeploymentGivenUp({
  deployment,
  memory,
}: Snapshot): DeploymentMemory | undefined {
  const { retracted = 0 } = memory?.undeployment ?? {};
  const number = deployment?.pull?.number ?? 0;
  return number > retracted ? { retracted: number } : memory?.undeployment;
}
