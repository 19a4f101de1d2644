import { LRUCache } from 'lru-cache';
import type { Problem } from '../problem.ts';
import type { Memory } from '../state/memory.ts';
import type { Issue } from './github.ts';

/** Far more than there ever are at once. */
const limit = 2000;

const restMs = 60 * 60 * 1000;

interface Refused {
  readonly problem: Problem;
  readonly since: Date;
}

/**
 * The issues that GitHub lets the bot not write into, though they are not locked. Nobody can be told
 * what becomes of them, so for an hour they count as locked: else all would be found out anew each
 * time, only to be lost again.
 */
export interface Unwritable {
  readonly note: (issueNumber: number, refused: Refused) => void;
  /** A hold that the bot has set meanwhile, which could not be written down. */
  readonly noteHold: (issueNumber: number, pullNumber: number) => void;
  readonly forget: (issueNumber: number) => void;
  readonly problemOf: (issueNumber: number) => Problem | undefined;
  readonly lock: (issue: Issue, now: Date) => Issue;
  /** Such a hold is the bot's own. */
  readonly withHold: <Remembered extends Memory | undefined>(
    issueNumber: number,
    memory: Remembered,
  ) => Remembered;
}

export function createUnwritable(): Unwritable {
  const all = new LRUCache<number, Refused>({ max: limit });
  const holds = new LRUCache<number, number>({ max: limit });
  return {
    note: (issueNumber, refused) => all.set(issueNumber, refused),
    noteHold: (issueNumber, pullNumber) => {
      if (all.has(issueNumber)) holds.set(issueNumber, pullNumber);
    },
    forget: (issueNumber) => {
      all.delete(issueNumber);
      holds.delete(issueNumber);
    },
    problemOf: (issueNumber) => all.get(issueNumber)?.problem,
    lock: (issue, now) => {
      const since = all.get(issue.number)?.since;
      const isResting = since !== undefined && now.getTime() - since.getTime() < restMs;
      return isResting ? { ...issue, locked: true } : issue;
    },
    withHold: (issueNumber, memory) => {
      const heldPull = holds.get(issueNumber) ?? 0;
      return memory && heldPull > memory.heldPull ? { ...memory, heldPull } : memory;
    },
  };
}
