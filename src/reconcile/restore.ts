import type { Action } from './action.ts';
import { type Memory, type OwnText, ownTexts } from './memory.ts';
import { atRest } from './risk.ts';
import { memoryOf } from './settle.ts';
import type { Snapshot } from './snapshot.ts';

/** Who edits more often is a program or somebody who means it: that is for people to settle. */
const most = 3;
const withinMs = 60 * 60 * 1000;

/** Writes again what somebody else has changed in what the bot says. */
export function restoreWords(snapshot: Snapshot): Action | undefined {
  const memory = memoryOf(snapshot);
  if (!memory || !snapshot.statusComment?.isChanged) return undefined;
  if (!mayRestore(memory, 'comment', snapshot.now)) return undefined;
  return { type: 'write-status', memory: noteRestored(memory, 'comment', snapshot.now) };
}

/** What was restored so often that it is left as it is for now, whatever others make of it. */
export function disputed({ memory, now }: Pick<Snapshot, 'memory' | 'now'>): readonly OwnText[] {
  return ownTexts.filter((text) => !mayRestore(memory, text, now));
}

export function mayRestore(memory: Memory | undefined, text: OwnText, now: Date): boolean {
  return recent(memory, text, now).length < most;
}

export function noteRestored(memory: Memory, text: OwnText, now: Date): Memory {
  const times = [...recent(memory, text, now), now.toISOString()];
  return { ...memory, restored: { ...memory.restored, [text]: times } };
}

function recent(memory: Memory | undefined, text: OwnText, now: Date): readonly string[] {
  const times = memory?.restored?.[text] ?? [];
  return times.filter((time) => now.getTime() - Date.parse(time) < withinMs);
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
