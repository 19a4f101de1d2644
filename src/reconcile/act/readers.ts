import { type Problem, problem } from '../../problem.ts';
import type { SecretsChange } from '../../secrets/secrets.ts';
import { keyedDigest } from '../../state/marker.ts';
import type { Memory } from '../../state/memory.ts';
import type { ReadersDifference } from '../../wording/pull-request/readers.ts';
import { listMergedProposals, type MergedPorts, type MergedProposal } from './merged-proposals.ts';

/** Who can decrypt changed secrets, beside who could when the bot's last change was merged. */
export interface Readers {
  /** See `ChangeSummary`. */
  readonly all: readonly string[];
  /** Undefined where no merged pull request tells who could before. */
  readonly difference?: ReadersDifference;
  /** Tells all of them again where some are new: nobody has approved those yet. */
  readonly newReaders?: string;
}

/**
 * Compares who can decrypt a change with the bot's own history. A message does not say who is meant
 * to read it: anybody can put a packet in front that names one more key, and the next change would
 * be encrypted to that. Undefined where nothing is encrypted.
 */
export async function compareReaders(
  change: SecretsChange,
  ports: MergedPorts,
): Promise<Readers | undefined> {
  const all = [...new Set(change.flatMap(({ summary }) => summary.readers))].toSorted();
  if (all.length === 0) return undefined;
  const merged = await listMergedProposals(ports);
  const differences = [...new Set(all.map(kindOf))].flatMap((kind) => {
    const before = lastReaders(kind, merged);
    return before ? [differenceOf(all.filter(isOf(kind)), before)] : [];
  });
  if (differences.length === 0) return { all };
  const added = differences.flatMap((difference) => difference.added);
  const gone = differences.flatMap((difference) => difference.gone);
  const newReaders = added.length > 0 ? keyedDigest(all.join(), ports.markerKey) : undefined;
  return { all, difference: { added, gone }, newReaders };
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

/** What keeps a change for somebody new from being written. Public: it names keys, not their owners. */
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

/** Those of the newest merged pull request that knows of this kind; undefined where none does. */
function lastReaders(
  kind: string,
  merged: readonly MergedProposal[],
): readonly string[] | undefined {
  for (const { proposal } of merged) {
    // Everybody with write access can edit the body: that must not make the bot forget.
    if (!proposal) return [];
    const readers = proposal.readers?.filter(isOf(kind)) ?? [];
    if (readers.length > 0) return readers;
  }
  return undefined;
}

function differenceOf(now: readonly string[], before: readonly string[]): ReadersDifference {
  return {
    added: now.filter((reader) => !before.includes(reader)),
    gone: before.filter((reader) => !now.includes(reader)),
  };
}

/** `openpgp` or `git-crypt`. */
function kindOf(reader: string): string {
  return reader.replace(/:.*/s, '');
}

function isOf(kind: string): (reader: string) => boolean {
  return (reader) => kindOf(reader) === kind;
}
