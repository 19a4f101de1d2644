import type { SecretsChange } from '../../secrets/secrets.ts';
import { keyedDigest } from '../../state/marker.ts';
import type { ReadersDifference } from '../../wording/pull-request/readers.ts';
import { isOf, kindOf, type Readers } from '../readers.ts';
import { listMergedProposals, type MergedPorts, type MergedProposal } from './merged-proposals.ts';

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

/** Those of the newest merged pull request that knows of this kind; undefined where none does. */
function lastReaders(
  kind: string,
  merged: readonly MergedProposal[],
): readonly string[] | undefined {
  for (const proposal of merged) {
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
