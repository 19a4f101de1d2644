import type { ClusterRequest } from '../../request/request.ts';
import { holdLabel } from '../../state/labels.ts';
import type { Action } from '../action.ts';
import { disputed } from '../dispute.ts';
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
  const heldPull = isOwn || !isHeld ? pull.number : 0;
  return writeStatus(snapshot, request, { ...news, heldPull }) ?? hold(snapshot);
}

/** Holds the open pull request of the secrets; undefined where it is on hold. */
export function hold({ pull }: Snapshot): Action | undefined {
  if (pull?.state !== 'open' || pull.labels.includes(holdLabel)) return undefined;
  return { type: 'hold', pullNumber: pull.number };
}
