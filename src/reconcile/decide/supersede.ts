import type { ClusterRequest } from '../../request/request.ts';
import { holdLabel } from '../../state/labels.ts';
import { type Memory, requestKey } from '../../state/memory.ts';
import { type Superseded, withLast, withPast } from '../../state/superseded.ts';
import type { Action } from '../action.ts';
import type { ObservedPull, Snapshot } from '../snapshot.ts';
import { phaseSoFar, settle } from './write-status.ts';

/**
 * Gives an open pull request up for good as soon as the issue asks for something else: whoever has
 * approved it has approved what it holds, and an approval outlives a new commit. Also if the issue
 * then asks for the same again. Undefined where it is what is asked for.
 */
export function supersede(
  snapshot: Snapshot,
  request: ClusterRequest,
  key: string,
): Action | undefined {
  const { pull } = snapshot;
  if (pull?.state !== 'open') return undefined;
  return asksForOther(snapshot, pull, request, key) ? intend(snapshot, pull, request) : undefined;
}

function asksForOther(
  { memory, submission, isTooLong }: Snapshot,
  { proposal }: ObservedPull,
  request: ClusterRequest,
  key: string,
): boolean {
  if (proposal && requestKey(proposal.request) !== requestKey(request)) return true;
  // Where nothing can be read that is submitted, nothing else is.
  const isRead = request.operation === 'remove' || (submission !== undefined && !isTooLong);
  // Where its text was taken away, the memory tells what it holds.
  return isRead && (proposal ?? { examined: memory?.examined?.key }).examined !== key;
}

/** Written down while it is still open, as all that is given up; and who holds it. */
function intend(snapshot: Snapshot, pull: ObservedPull, request: ClusterRequest): Action {
  const { memory } = snapshot;
  const last = lastOf(pull, memory);
  return settle(snapshot, request, {
    phase: phaseSoFar(snapshot),
    examined: undefined,
    heldPull: last.isHeldByPerson ? 0 : pull.number,
    retracted: Math.max(pull.number, memory?.retracted ?? 0),
    superseded: withPast(memory?.superseded, happenedTo(pull, snapshot), {
      secrets: pull.number,
      last,
    }),
  });
}

/**
 * What is to be written down where an open pull request is given up and nothing is asked for in its
 * place. Whoever asks again afterwards must get rid of neither a person's hold nor the day's count.
 */
export function withGivenUp(snapshot: Snapshot): Superseded | undefined {
  const { pull, memory } = snapshot;
  const isKnown = pull?.state !== 'open' || pull.number <= (memory?.retracted ?? 0);
  if (isKnown) return memory?.superseded;
  const last = lastOf(pull, memory);
  return withPast(memory?.superseded, happenedTo(pull, snapshot), { last });
}

/** The same after a person has closed it: that is no doing of whoever asks. */
export function withClosed({ pull }: Snapshot, memory: Memory): Superseded | undefined {
  const isKnown = pull?.state !== 'closed' || pull.number <= memory.retracted;
  return isKnown ? memory.superseded : withLast(memory.superseded, lastOf(pull, memory));
}

function lastOf({ number, labels }: ObservedPull, memory: Memory | undefined) {
  return { number, isHeldByPerson: labels.includes(holdLabel) && memory?.heldPull !== number };
}

function happenedTo({ proposal }: ObservedPull, { now }: Snapshot) {
  return { at: now.toISOString(), claim: proposal?.claim };
}

/** Held first: GitHub may refuse to take the branch away. */
function close({ number, labels }: ObservedPull): Action {
  if (!labels.includes(holdLabel)) return { type: 'hold', pullNumber: number };
  return { type: 'supersede', pullNumber: number };
}

/**
 * What was given up stays so, whoever opens it again and whatever the issue asks for: its approvals
 * would outlive it. And only the newest is kept up to date.
 */
export function closeReopened({ memory, pull }: Snapshot): Action | undefined {
  if (pull?.reopened !== undefined) return { type: 'close-again', pullNumber: pull.reopened };
  const isOver = pull?.state === 'open' && pull.number <= (memory?.superseded?.secrets ?? 0);
  return isOver ? close(pull) : undefined;
}

/** Holds what is open in the place of what a person held, before anything else is done to it. */
export function carryHold({ memory, pull }: Snapshot): Action | undefined {
  const last = memory?.superseded?.last;
  if (!last?.isHeldByPerson || pull?.state !== 'open' || pull.number <= last.number)
    return undefined;
  return pull.labels.includes(holdLabel) ? undefined : { type: 'hold', pullNumber: pull.number };
}

/** Once the next one is open: leads from the old one to it. */
export function handOver({ memory, pull }: Snapshot): Action | undefined {
  const last = memory?.superseded?.last;
  if (!memory || !last || !pull || pull.number <= last.number) return undefined;
  const { number, url } = pull;
  return { type: 'hand-over', from: last.number, to: { number, url } };
}
