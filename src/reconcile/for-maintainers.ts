import { type Who, whoMayUse } from '../request/command-table.ts';
import type { Memory } from '../state/memory.ts';
import { isSetAside } from './risk.ts';
import type { PendingCommand } from './snapshot.ts';

/** Whether the word of the author is not enough, by who may use it. */
const isBeyondAuthor: Readonly<Record<Who, (memory: Memory | undefined) => boolean>> = {
  author: () => false,
  // The next death would follow.
  'author-until-set-aside': isSetAside,
  maintainers: () => true,
  everybody: () => false,
};

/** Whether only people with write access may say it. */
export function isForMaintainers(
  { verb }: PendingCommand['command'],
  memory: Memory | undefined,
): boolean {
  switch (verb) {
    // Only answered with how to say one.
    case 'unknown':
    case 'misplaced':
    case 'quoted':
      return false;
    default:
      return isBeyondAuthor[whoMayUse[verb]](memory);
  }
}
