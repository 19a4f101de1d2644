import { LRUCache } from 'lru-cache';
import type { Memory } from '../state/memory.ts';

/** Far more requests than are worked on in an hour; each takes a few kilobytes. */
const limit = 2000;

/**
 * What this process has written last into each status comment. GitHub is what counts; but of a
 * comment that others have edited, taken away or brought back to what it said before, this tells
 * what was in it.
 */
export interface OwnMemory {
  readonly of: (issueNumber: number) => Memory | undefined;
  readonly keep: (issueNumber: number, memory: Memory) => void;
}

export function createOwnMemory(): OwnMemory {
  const kept = new LRUCache<number, Memory>({ max: limit });
  return {
    of: (issueNumber) => kept.get(issueNumber),
    keep: (issueNumber, memory) => {
      // There may be thousands of answers, and the reactions tell of them.
      kept.set(issueNumber, { ...memory, answered: [] });
    },
  };
}
