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
  /** The pull request that was to be held, which could not be written down. */
  readonly heldPull: number;
}

/**
 * The issues that GitHub lets the bot not write into, though they are not locked. Nobody can be told
 * what becomes of them, so for an hour they count as locked: else all would be found out anew each
 * time, only to be lost again.
 */
export interface Unwritable {
  readonly note: (issueNumber: number, refused: Refused) => void;
  readonly forget: (issueNumber: number) => void;
  readonly problemOf: (issueNumber: number) => Problem | undefined;
  readonly lock: (issue: Issue, now: Date) => Issue;
  /** A hold that was set meanwhile is the bot's own. */
  readonly withHold: <Remembered extends Memory | undefined>(
    issueNumber: number,
    memory: Remembered,
  ) => Remembered;
}

export function createUnwritable(): Unwritable {
  const all = new LRUCache<number, Refused>({ max: limit });
  return {
    note: (issueNumber, refused) => all.set(issueNumber, refused),
    forget: (issueNumber) => all.delete(issueNumber),
    problemOf: (issueNumber) => all.get(issueNumber)?.problem,
    lock: (issue, now) => {
      const since = all.get(issue.number)?.since;
      const isResting = since !== undefined && now.getTime() - since.getTime() < restMs;
      return isResting ? { ...issue, locked: true } : issue;
    },
    withHold: (issueNumber, memory) => {
      const { heldPull = 0 } = all.get(issueNumber) ?? {};
      return memory && heldPull > memory.heldPull ? { ...memory, heldPull } : memory;
    },
  };
}
