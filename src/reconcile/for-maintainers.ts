import { type Who, whoMayUse } from '../request/who-may-command.ts';
import type { Memory } from '../state/memory.ts';
import { isSetAside } from './risk.ts';
import type { PendingCommand } from './snapshot.ts';

/** Whether the word of the author is not enough for it. */
export function isForMaintainers(
  command: PendingCommand['command'],
  memory: Memory | undefined,
): boolean {
  switch (whoMay(command)) {
    case 'author':
    case 'everybody':
      return false;
    case 'author-until-set-aside':
      // The next death would follow.
      return isSetAside(memory);
    case 'maintainers':
      return true;
  }
}

function whoMay({ verb }: PendingCommand['command']): Who {
  switch (verb) {
    // Only answered with how to say one.
    case 'unknown':
    case 'misplaced':
    case 'quoted':
      return 'everybody';
    default:
      return whoMayUse[verb];
  }
}
