import { holdLabel } from '../../state/labels.ts';
import { type OwnText, ownTexts } from '../../state/memory.ts';
import { memoryOf } from '../about.ts';
import type { Action } from '../action.ts';
import { mayRestore, noteRestored } from '../dispute.ts';
import type { Deployment, Snapshot } from '../snapshot.ts';
import { none } from './write-status.ts';

/** Writes again what somebody else has changed in what the bot says. */
export function restoreWords(snapshot: Snapshot): Action | undefined {
  const { pull, deployment, now } = snapshot;
  const memory = memoryOf(snapshot);
  if (!memory) return undefined;
  const changed = changedTexts(snapshot);
  if (changed.some((text) => !mayRestore(memory, text, now))) return leaveAlone(snapshot);
  if (changed.includes('comment')) {
    return { type: 'write-status', memory: noteRestored(memory, 'comment', now) };
  }
  if (pull?.restored) {
    return { type: 'restore', pullNumber: pull.number, words: pull.restored };
  }
  const second = deployment?.pull;
  if (!second?.restored) return undefined;
  return { type: 'restore-deployment', pullNumber: second.number, words: second.restored };
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

/**
 * Whoever fights the bot is to get no answer, and nobody is to merge meanwhile. Not written down:
 * that it is on hold was, when it came to be a fight.
 */
function leaveAlone({ pull }: Snapshot): Action {
  if (pull?.state !== 'open' || pull.labels.includes(holdLabel)) return none;
  return { type: 'hold', pullNumber: pull.number };
}
