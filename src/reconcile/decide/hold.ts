import type { ConfirmableCheck } from '../../probe/check-table.ts';
import { type Problem, problem } from '../../problem.ts';
import type { ClusterRequest } from '../../request/request.ts';
import { holdLabel } from '../../state/labels.ts';
import type { Refused } from '../../state/status.ts';
import { aboutOf } from '../about.ts';
import type { Action } from '../action.ts';
import { disputed } from '../dispute.ts';
import { refusableOf, refusalOf, restingRefusal } from '../refused.ts';
import type { Snapshot } from '../snapshot.ts';
import { type News, writeStatus } from './write-status.ts';

/**
 * Why a pull request is held: `held` of the goal in the situations of `life.ts` (`submission.ts`:
 * something is refused, failed, or has to be confirmed); what others fight about (`dispute.ts`,
 * here); a person's hold of what it took the place of (`supersede.ts`).
 *
 * Says what is the matter, and holds or releases the open pull request. The bot writes a hold down
 * before it sets it: a hold that is there and not written down is a person's, and stays.
 */
export function writeStatusAndHold(
  snapshot: Snapshot,
  request: ClusterRequest,
  news: News,
  asked: boolean,
): Action | undefined {
  const { pull, memory } = snapshot;
  if (pull?.state !== 'open') return writeStatus(snapshot, request, news);
  // Nobody is to merge for what others may have made of the bot's words.
  const wanted = asked || disputed(memory, snapshot.now).length > 0;
  const isHeld = pull.labels.includes(holdLabel);
  const isOwn = memory?.heldPull === pull.number;
  if (!wanted) {
    if (isHeld && isOwn) return { type: 'release', pullNumber: pull.number };
    return writeStatus(snapshot, request, { ...news, heldPull: 0 });
  }
  if (!isHeld && restingRefusal(snapshot, { step: 'hold' })) return holdOrClose(snapshot);
  const heldPull = isOwn || !isHeld ? pull.number : 0;
  return writeStatus(snapshot, request, { ...news, heldPull }) ?? holdOrClose(snapshot);
}

/**
 * Holds the open pull request of the secrets; undefined where it is on hold, or can't be put on hold.
 */
export function hold(snapshot: Snapshot): Action | undefined {
  const { pull } = snapshot;
  if (pull?.state !== 'open' || pull.labels.includes(holdLabel)) return undefined;
  const action = { type: 'hold', pullNumber: pull.number } as const;
  return restingRefusal(snapshot, refusableOf(action)) ? undefined : action;
}

/** Nobody is to merge what should be on hold: where GitHub refuses that, it is closed. */
export function holdOrClose(snapshot: Snapshot): Action | undefined {
  const { pull, memory } = snapshot;
  const about = aboutOf(snapshot);
  if (pull?.state !== 'open' || pull.labels.includes(holdLabel)) return undefined;
  const refused = restingRefusal(snapshot, { step: 'hold' });
  if (!refused || !memory || !about) return hold(snapshot);
  // Written down before, as all that is given up.
  const phase = { type: 'needs-operator', problem: whyUnheld(refused) } as const;
  const given = {
    phase,
    retracted: Math.max(pull.number, memory.retracted),
    heldPull: pull.number,
  };
  const written = pull.number <= memory.retracted ? undefined : writeStatus(snapshot, about, given);
  const { number: pullNumber } = pull;
  return written ?? { type: 'close-pull-request', at: 'secrets', pullNumber, isUnheld: true };
}

/** For whoever has to let the bot hold pull requests. */
function whyUnheld({ problem: reason }: Refused): Problem {
  const said = reason.id === 'github-refused' ? reason.details.said : undefined;
  return problem('hold-refused', { said });
}

/** Why nothing is opened: it must not be merged yet, and what was open before was closed for that. */
export function whyNotOpened(
  snapshot: Snapshot,
  awaits: readonly ConfirmableCheck[],
): Problem | undefined {
  const { memory, now, pull } = snapshot;
  const refused = refusalOf(snapshot, { step: 'hold' });
  if (!refused || pull?.state !== 'closed') return undefined;
  const { isHeldByPerson = false } = memory?.superseded?.last ?? {};
  const isToBeHeld = awaits.length > 0 || isHeldByPerson || disputed(memory, now).length > 0;
  return isToBeHeld ? whyUnheld(refused) : undefined;
}
