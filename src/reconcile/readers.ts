import { type Problem, problem } from '../problem.ts';
import type { Memory } from '../state/memory.ts';
import type { ReadersDifference } from '../wording/pull-request/readers.ts';

/** Who can decrypt changed secrets, beside who could when the bot's last change was merged. */
export interface Readers {
  /** See `ChangeSummary`. */
  readonly all: readonly string[];
  /** Undefined where no merged pull request tells who could before. */
  readonly difference?: ReadersDifference;
  /** Tells all of them again where some are new: nobody has approved those yet. */
  readonly newReaders?: string;
}

/** Whether nobody is new, or a maintainer has confirmed this very set for this very request. */
export function areConfirmed(
  newReaders: string | undefined,
  examined: string,
  memory: Memory | undefined,
): boolean {
  const confirmed = memory?.confirmedRecipients;
  const isSame = confirmed?.readers === newReaders && confirmed?.examined === examined;
  return newReaders === undefined || isSame;
}

/**
 * What keeps a change for somebody new from being written. Public: it names keys, not their owners.
 */
export function unconfirmed(
  { newReaders, difference }: Partial<Readers> = {},
  examined: string,
  memory: Memory | undefined,
): Problem | undefined {
  if (newReaders === undefined || areConfirmed(newReaders, examined, memory)) return undefined;
  const added = difference?.added ?? [];
  return problem('recipients-unconfirmed', {
    keys: added.filter(isOf('openpgp')).map((reader) => reader.replace(/^openpgp:/, '')),
    hasOtherGitCryptKey: added.some(isOf('git-crypt')),
    readers: newReaders,
  });
}

/** `openpgp` or `git-crypt`. */
export function kindOf(reader: string): string {
  return reader.replace(/:.*/s, '');
}

export function isOf(kind: string): (reader: string) => boolean {
  return (reader) => kindOf(reader) === kind;
}
