import { type OwnText, ownTexts } from '../../state/memory.ts';
import { memoryOf } from '../about.ts';
import type { Action } from '../action.ts';
import { mayRestore, noteRestored } from '../dispute.ts';
import type { Deployment, Snapshot } from '../snapshot.ts';
import { shownAt, targets } from '../targets.ts';
import { holdOrClose } from './hold.ts';

/** Writes again what somebody else has changed in what the bot says. */
export function restoreWords(snapshot: Snapshot): Action | undefined {
  const { now } = snapshot;
  const memory = memoryOf(snapshot);
  if (!memory) return undefined;
  const changed = changedTexts(snapshot);
  // Whoever fights the bot is to get no answer, and nobody is to merge meanwhile. Not written down:
  // that it is on hold was, when it came to be a fight.
  if (changed.some((text) => !mayRestore(memory, text, now))) {
    return holdOrClose(snapshot) ?? { type: 'none' };
  }
  if (changed.includes('comment')) {
    return { type: 'write-status', isNew: false, memory: noteRestored(memory, 'comment', now) };
  }
  for (const at of targets) {
    const pull = shownAt(snapshot, at)?.pull;
    if (!pull?.restored) continue;
    return { type: 'restore', at, pullNumber: pull.number, words: pull.restored };
  }
  return undefined;
}

/** What others have made something else of, or taken away. */
function changedTexts(snapshot: Snapshot): readonly OwnText[] {
  const { statusComment, isStatusLost, pull, deployment } = snapshot;
  const isChanged = {
    comment: statusComment?.isChanged === true || isStatusLost === true,
    pull: isChangedPull(pull),
    deployment: isChangedPull(deployment?.pull),
  };
  return ownTexts.filter((text) => isChanged[text]);
}

/** Without a marker it is proposed anew. */
function isChangedPull(pull: Snapshot['pull'] | Deployment['pull']): boolean {
  return pull?.state === 'open' && (pull.restored !== undefined || pull.proposal === undefined);
}
