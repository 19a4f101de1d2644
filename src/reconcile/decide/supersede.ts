import { type ClusterRequest, operations } from '../../request/request.ts';
import { holdLabel } from '../../state/labels.ts';
import type { Memory } from '../../state/memory.ts';
import { examinationKey, requestKey } from '../../state/request-keys.ts';
import { type Superseded, withLast, withPast } from '../../state/superseded.ts';
import type { Action } from '../action.ts';
import type { ObservedPull, Snapshot } from '../snapshot.ts';
import { isMessage } from '../submitted.ts';
import type { Goal } from './goal.ts';
import { hold, holdOrClose } from './hold.ts';
import { type News, phaseSoFar } from './write-status.ts';

/**
 * The issue asks for something else than what is open for review: that is given up for good, also if
 * the issue then asks for the same again. Whoever has approved it has approved what it holds, and an
 * approval outlives a new commit.
 */
export function superseded(snapshot: Snapshot, request: ClusterRequest): Goal | undefined {
  const { pull } = snapshot;
  if (pull?.state !== 'open' || !asksForOther(snapshot, pull, request)) return undefined;
  // Once it is written down it is closed, see `closeReopened`.
  return { request, says: givingUp(snapshot, pull), held: true };
}

function asksForOther(
  snapshot: Snapshot,
  { proposal }: ObservedPull,
  request: ClusterRequest,
): boolean {
  const { memory, submission, isTooLong } = snapshot;
  if (proposal && requestKey(proposal.request) !== requestKey(request)) return true;
  // Where nothing can be read that is submitted, nothing else is; nor by what holds no message.
  const { needsSubmission } = operations[request.operation];
  const isRead = !needsSubmission || (isMessage(snapshot) && !isTooLong);
  const key = examinationKey(request, submission);
  // Where its text was taken away, the memory tells what it holds.
  return isRead && (proposal ?? { examined: memory?.examined?.key }).examined !== key;
}

/** Written down while it is still open, as all that is given up; and who holds it. */
function givingUp(snapshot: Snapshot, pull: ObservedPull): News {
  const { memory } = snapshot;
  return {
    phase: phaseSoFar(snapshot),
    examined: undefined,
    retracted: Math.max(pull.number, memory?.retracted ?? 0),
    superseded: withPast(memory?.superseded, happenedTo(pull, snapshot), {
      secrets: pull.number,
      last: lastOf(pull, memory),
    }),
  };
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

/**
 * What was given up stays so, whoever opens it again and whatever the issue asks for: its approvals
 * would outlive it. And only the newest is kept up to date. Held first: GitHub may refuse to take
 * the branch away.
 */
export function closeReopened(snapshot: Snapshot): Action | undefined {
  const { memory, pull } = snapshot;
  if (pull?.state !== 'open' || pull.number > (memory?.superseded?.secrets ?? 0)) return undefined;
  const { number: pullNumber } = pull;
  const close = { type: 'close-pull-request', at: 'secrets', pullNumber, forGood: true } as const;
  return hold(snapshot) ?? close;
}

/** Only the newest is kept up to date, see above. */
export function closeOlder({ pull }: Snapshot): Action | undefined {
  return pull?.reopened === undefined
    ? undefined
    : { type: 'close-again', pullNumber: pull.reopened };
}

/** Holds what is open in the place of what a person held, before anything else is done to it. */
export function carryHold(snapshot: Snapshot): Action | undefined {
  const { memory, pull } = snapshot;
  const last = memory?.superseded?.last;
  return last?.isHeldByPerson && pull && pull.number > last.number
    ? holdOrClose(snapshot)
    : undefined;
}

/** Once the next one is open: leads from the old one to it. */
export function leadToSuccessor({ memory, pull }: Snapshot): Action | undefined {
  const last = memory?.superseded?.last;
  if (!memory || !last || !pull || pull.number <= last.number) return undefined;
  const { number, url } = pull;
  return { type: 'hand-over', from: last.number, to: { number, url } };
}
