import { type Memory, type OwnText, ownTexts } from '../state/memory.ts';

/** Who edits more often is a program or somebody who means it: that is for people to settle. */
const most = 3;
const withinMs = 60 * 60 * 1000;

/** What was restored so often that it is left as it is for now, whatever others make of it. */
export function disputed(memory: Memory | undefined, now: Date): readonly OwnText[] {
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
