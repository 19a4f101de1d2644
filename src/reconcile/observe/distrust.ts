import type { Memory } from '../../state/memory.ts';
import { mayRestore } from '../dispute.ts';

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
    confirmedRecipients: undefined,
    confirmedAuthor: undefined,
    cancelledBy: isOpen ? undefined : memory.cancelledBy,
    // Whoever edits on and on does not make the bot look at the cluster each time: what is open
    // is on hold then.
    examined: mayRestore(memory, 'comment', now) ? undefined : memory.examined,
  };
}
