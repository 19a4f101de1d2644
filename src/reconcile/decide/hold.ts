import type { ClusterRequest } from '../../request/request.ts';
import { holdLabel } from '../../state/labels.ts';
import type { Memory } from '../../state/memory.ts';
import type { Phase } from '../../state/status.ts';
import type { Action } from '../action.ts';
import { disputed } from '../dispute.ts';
import type { Snapshot } from '../snapshot.ts';
import { none, settle } from './write-status.ts';

/**
 * Says what is the matter, and holds or releases the open pull request. The bot writes a hold down
 * before it sets it: a hold that is there and not written down is a person's, and stays.
 */
export function settleHeld(
  snapshot: Snapshot,
  request: ClusterRequest,
  news: { readonly phase: Phase } & Partial<Pick<Memory, 'examined' | 'undeployment'>>,
  asked: boolean,
): Action {
  const { pull, memory } = snapshot;
  if (pull?.state !== 'open') return settle(snapshot, request, news);
  // Nobody is to merge for what others may have made of the bot's words.
  const wanted = asked || disputed(memory, snapshot.now).length > 0;
  const isHeld = pull.labels.includes(holdLabel);
  const isOwn = memory?.heldPull === pull.number;
  if (!wanted) {
    if (isHeld && isOwn) return { type: 'release', pullNumber: pull.number };
    return settle(snapshot, request, { ...news, heldPull: 0 });
  }
  const heldPull = isOwn || !isHeld ? pull.number : 0;
  const saying = settle(snapshot, request, { ...news, heldPull });
  if (saying.type !== 'none') return saying;
  return isHeld ? none : { type: 'hold', pullNumber: pull.number };
}
