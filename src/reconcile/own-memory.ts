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
  /** Whether an issue that was no request was told so once. */
  readonly isHinted: (issueNumber: number) => boolean;
  readonly keepHinted: (issueNumber: number) => void;
  readonly of: (issueNumber: number) => Memory | undefined;
  readonly keep: (issueNumber: number, memory: Memory) => void;
  /** When it has looked at things since, without a result that was worth an edit. */
  readonly looks: (issueNumber: number) => Memory | undefined;
  readonly keepLook: (issueNumber: number, memory: Memory) => void;
}

export function createOwnMemory(): OwnMemory {
  const kept = new LRUCache<number, Memory>({ max: limit });
  const hinted = new LRUCache<number, true>({ max: limit });
  const looks = new LRUCache<number, Memory>({ max: limit });
  // There may be thousands of answers, and the reactions tell of them.
  const withoutAnswers = (memory: Memory) => ({ ...memory, answered: [] });
  return {
    isHinted: (issueNumber) => hinted.has(issueNumber),
    keepHinted: (issueNumber) => {
      hinted.set(issueNumber, true);
    },
    of: (issueNumber) => kept.get(issueNumber),
    keep: (issueNumber, memory) => {
      kept.set(issueNumber, withoutAnswers(memory));
      looks.delete(issueNumber);
    },
    looks: (issueNumber) => looks.get(issueNumber),
    keepLook: (issueNumber, memory) => {
      looks.set(issueNumber, withoutAnswers(memory));
    },
  };
}
