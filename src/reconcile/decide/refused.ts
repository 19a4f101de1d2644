import type { Problem } from '../../problem.ts';
import { type Blocked, onlyRefused, withRefused } from '../../state/refused.ts';
import type { Refused } from '../../state/status.ts';
import { aboutOf, memoryOf } from '../about.ts';
import type { Action } from '../action.ts';
import { refusableOf, refusalOf, restingRefusal } from '../refused.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Goal } from './goal.ts';
import { writeStatusAndHold } from './hold.ts';
import { phaseSoFar, writeStatus } from './write-status.ts';

/** Says what GitHub refuses. What should be closed or restored is not to be merged meanwhile. */
export function sayBlocked(snapshot: Snapshot, { request }: Goal, { step }: Blocked): Action {
  const news = { phase: phaseSoFar(snapshot) };
  const isToBeHeld = step === 'restore' || step === 'close-pull-request';
  const action =
    writeStatus(snapshot, request, news) ??
    (isToBeHeld ? writeStatusAndHold(snapshot, request, news, true) : undefined);
  // What can't be put on hold would be closed.
  return action && !restingRefusal(snapshot, refusableOf(action)) ? action : { type: 'none' };
}

/** Writes down what the bot does without for now, and forgets what is not wanted any more. */
export function sayRefused(
  snapshot: Snapshot,
  { request }: Goal,
  met: readonly Refused[],
): Action | undefined {
  const { memory, pull, statusComment } = snapshot;
  if (!memory?.status.refused && !statusComment?.recorded?.status.refused) return undefined;
  // What was closed for want of a hold tells later whether it can be set.
  const isKept = (each: Refused) => met.includes(each) || (each.step === 'hold' && !isOpen(pull));
  const kept = memory?.status.refused?.filter(isKept) ?? [];
  const before = memory && onlyRefused(memory, kept);
  return writeStatus({ ...snapshot, memory: before }, request, { phase: phaseSoFar(snapshot) });
}

const isOpen = (pull: Snapshot['pull']) => pull?.state === 'open';

/** The alarm was raised without its label. */
export function labelLeak(snapshot: Snapshot): Action | undefined {
  const what = snapshot.memory?.status.leaked;
  if (!what || !refusalOf(snapshot, { step: 'label-leak' })) return undefined;
  return { type: 'label-leak', leak: { what, credentials: [] } };
}

/**
 * Says that the bot can't read what it has proposed. Where all is over, nobody waits for it.
 */
export function sayUnread(snapshot: Snapshot, problem: Problem): Action {
  const { issue, now } = snapshot;
  const about = aboutOf(snapshot);
  const memory = memoryOf(snapshot);
  if (!about || !memory || issue.locked || isOver(memory.status.phase.type))
    return { type: 'none' };
  const before = refusalOf(snapshot, { step: 'read' });
  const since = before?.problem.id === problem.id ? before.since : now.toISOString();
  const told = withRefused(memory, { step: 'read' }, { step: 'read', problem, since });
  const phase = phaseSoFar(snapshot);
  return writeStatus({ ...snapshot, memory: told }, about, { phase }) ?? { type: 'none' };
}

function isOver(phase: ReturnType<typeof phaseSoFar>['type']): boolean {
  return ['merged', 'cancelled', 'withdrawn', 'closed-unmerged'].includes(phase);
}
