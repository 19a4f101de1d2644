import { type Memory, ownTexts } from './memory.ts';
import { uniteSuperseded } from './superseded.ts';

/**
 * What several status comments remember, each but the first written by a run to which GitHub did
 * not show those before it. Oldest first: the newest knows best, and what leaked, was answered, given
 * up or held is so whoever knows it.
 */
export function uniteMemories(memories: readonly Memory[]): Memory | undefined {
  const [first, ...others] = memories;
  return first && others.reduce(unite, first);
}

function unite(older: Memory, newer: Memory): Memory {
  return {
    ...older,
    ...newer,
    leaked: [...new Set([...older.leaked, ...newer.leaked])],
    leakedByOthers: uniteOptional(older.leakedByOthers, newer.leakedByOthers),
    answered: [...new Set([...older.answered, ...newer.answered])],
    retracted: Math.max(older.retracted, newer.retracted),
    heldPull: newer.heldPull || older.heldPull,
    follows: newer.follows,
    resultSince: newer.resultSince,
    superseded: uniteSuperseded(older.superseded, newer.superseded),
    restored: uniteRestored(older.restored, newer.restored),
  };
}

function uniteOptional(older?: string[], newer?: string[]): string[] | undefined {
  return older && newer ? [...new Set([...older, ...newer])] : (newer ?? older);
}

function uniteRestored(older: Memory['restored'], newer: Memory['restored']): Memory['restored'] {
  if (!older || !newer) return newer ?? older;
  const all = ownTexts.flatMap((text) => {
    const times = newer[text] ?? [];
    const more = (older[text] ?? []).filter((time) => !times.includes(time));
    const each = [...times, ...more].toSorted();
    return each.length > 0 ? [[text, each] as const] : [];
  });
  return Object.fromEntries(all);
}
