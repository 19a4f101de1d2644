import type { Action } from './action.ts';
import { mayRestore, noteRestored } from './dispute.ts';
import type { Memory } from './memory.ts';
import { atRest } from './risk.ts';
import { memoryOf } from './settle.ts';
import type { Snapshot } from './snapshot.ts';

/** Writes again what somebody else has changed in what the bot says. */
export function restoreWords(snapshot: Snapshot): Action | undefined {
  const { statusComment, pull, deployment, now } = snapshot;
  const memory = memoryOf(snapshot);
  if (!memory) return undefined;
  if (statusComment?.isChanged && mayRestore(memory, 'comment', now)) {
    return { type: 'write-status', memory: noteRestored(memory, 'comment', now) };
  }
  if (pull?.restored && mayRestore(memory, 'pull', now)) {
    return { type: 'restore', pullNumber: pull.number, words: pull.restored };
  }
  const second = deployment?.pull;
  if (!second?.restored || !mayRestore(memory, 'deployment', now)) return undefined;
  return { type: 'restore-deployment', pullNumber: second.number, words: second.restored };
}

/**
 * What a status comment remembers that somebody else has edited. It is the bot's own writing, but
 * may be of some time ago: an older state of the whole comment can be pasted back. So it gives
 * nobody anything: no word of a maintainer, no examination, and no command twice.
 */
export function distrust(
  memory: Memory,
  { answered, isOpen, now }: { answered: readonly string[]; isOpen: boolean; now: Date },
): Memory {
  return {
    ...memory,
    answered: [...new Set([...memory.answered, ...answered])],
    confirmed: undefined,
    confirmedServer: undefined,
    confirmedAuthor: undefined,
    cancelledBy: isOpen ? undefined : memory.cancelledBy,
    risk: atRest(memory.risk),
    // Whoever edits on and on does not make the bot look at the cluster each time: what is open
    // is on hold then.
    examined: mayRestore(memory, 'comment', now) ? undefined : memory.examined,
  };
}
