import type { ClusterRequest } from '../../request/request.ts';
import type { Memory } from '../../state/memory.ts';
import type { Phase, PullReference } from '../../state/status.ts';
import { memoryOf } from '../about.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Goal } from './goal.ts';
import { undeploymentGivenUp } from './removal.ts';
import { withGivenUp } from './supersede.ts';
import { phaseSoFar, reference, shownPhase } from './write-status.ts';

type End = Extract<Phase, { type: 'cancelled' | 'withdrawn' }>;

interface Ending {
  readonly request: ClusterRequest;
  readonly phase: End;
  /**
   * What is remembered before anything is given up: once a pull request is closed nothing else tells
   * whether the bot has closed it or a maintainer.
   */
  readonly before: Partial<Omit<Memory, 'status'>>;
  readonly closes: Goal['closes'];
  readonly after?: Partial<Omit<Memory, 'status'>>;
}

/**
 * Nothing is open for review any more; if it was cancelled the issue is closed; then that is said.
 */
export function endOf(snapshot: Snapshot, { request, phase, before, closes, after }: Ending): Goal {
  return {
    request,
    says: { phase: phaseSoFar(snapshot), ...before },
    closes,
    issue: phase.type === 'cancelled' ? 'not_planned' : undefined,
    lastWord: { phase, ...after },
  };
}

/** Somebody has cancelled the request, and nobody has taken that back. */
export function cancelled(snapshot: Snapshot): Goal | undefined {
  const { memory, request } = snapshot;
  if (!memory?.cancelledBy || (request && isTakenBack(snapshot))) return undefined;
  const { phase: shown } = memory.status;
  if (shown.type === 'cancelled') return ended(snapshot, memory, shown);
  return giveUp(snapshot, memory, { type: 'cancelled', by: memory.cancelledBy });
}

/** A cancellation was taken back by a command: a closed issue is not worked on. */
export function takenBack({ request, statusComment, issue, memory }: Snapshot): Goal | undefined {
  const isAskedAgain = !issue.open && memory && statusComment?.recorded?.cancelledBy;
  return request && isAskedAgain ? { request, issue: 'open' } : undefined;
}

/**
 * Whether somebody has reopened the issue since it was cancelled: that takes the cancellation back.
 * Open alone says nothing: a replica of GitHub may not know yet that it was closed.
 */
export function isTakenBack({ issue, memory }: Snapshot): boolean {
  return memory?.status.phase.type === 'cancelled' && issue.open && issue.reopened;
}

/** A person has closed the issue, or its title asks for nothing any more. */
export function withdrawn(snapshot: Snapshot, about: ClusterRequest): Goal | undefined {
  const { request, issue, pull, deployment } = snapshot;
  if (request && issue.open) return undefined;
  const isProposed = pull?.state === 'open' || deployment?.pull?.state === 'open';
  // A lost memory doesn't make the pull request one that somebody still asks for.
  const memory = isProposed ? memoryOf(snapshot) : snapshot.memory;
  if (!memory) return { request: about };
  const shown = shownPhase(snapshot);
  if (shown?.type === 'withdrawn') return ended(snapshot, memory, shown);
  const goal = giveUp(snapshot, memory, { type: 'withdrawn' });
  // Where nothing is open, the last word is enough.
  return isProposed ? goal : { ...goal, says: undefined };
}

/**
 * It was said. What is open all the same is closed: somebody has opened it again, or GitHub did not
 * show it before.
 */
function ended(snapshot: Snapshot, memory: Memory, phase: Phase): Goal {
  const request = memory.status;
  if (snapshot.pull?.state !== 'open') return { request, says: { phase } };
  return { request, says: { phase, ...givenUp(snapshot, memory) }, closes: [{ at: 'secrets' }] };
}

/** A person has closed the pull request of the secrets without merging it. */
export function closedByPerson(
  { pull, memory }: Snapshot,
  request: ClusterRequest,
): Goal | undefined {
  if (pull?.state !== 'closed' || pull.number <= (memory?.retracted ?? 0)) return undefined;
  const phase = { type: 'closed-unmerged', pull: reference(pull) } as const;
  return { request, says: { phase, cancelledBy: undefined } };
}

/** Before the merge: what is open for review of the secrets, and of a removal's deployment. */
function giveUp(snapshot: Snapshot, memory: Memory, phase: End): Goal {
  const before = givenUp(snapshot, memory);
  return endOf(snapshot, {
    request: memory.status,
    phase: { ...phase, ...undeployed(snapshot.deployment?.pull) },
    before,
    closes: [{ at: 'secrets' }, { at: 'prow-deploy' }],
    after: { ...before, examined: undefined, heldPull: 0 },
  });
}

function givenUp(snapshot: Snapshot, memory: Memory) {
  return {
    retracted: Math.max(snapshot.pull?.number ?? 0, memory.retracted),
    undeployment: undeploymentGivenUp(snapshot),
    superseded: withGivenUp(snapshot),
  };
}

/** What a removal that is given up has done for good. */
function undeployed(pull: NonNullable<Snapshot['deployment']>['pull']): {
  readonly undeployed?: PullReference;
} {
  return pull?.state === 'merged' ? { undeployed: reference(pull) } : {};
}
