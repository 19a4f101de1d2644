import { whoMayUse } from '../request/command-table.ts';
import type { PendingCommand } from './snapshot.ts';

/** Whether only people with write access may say it: the word of the author is not enough. */
export function isForMaintainers({ verb }: PendingCommand['command']): boolean {
  switch (verb) {
    // Only answered with how to say one.
    case 'unknown':
    case 'misplaced':
    case 'quoted':
      return false;
    default:
      return whoMayUse[verb] === 'maintainers';
  }
}
