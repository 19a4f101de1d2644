import type { Pull, Repository } from '../github.ts';
import type { ObservedPull } from '../snapshot.ts';
import { findWords, type SignedWords } from './find-words.ts';

/** What others have made of what a pull request says; `restored` only while it is open. */
export async function observeWords(
  pull: Pull,
  signed: SignedWords,
  repository: Pick<Repository, 'isOwnText'>,
): Promise<Pick<ObservedPull, 'restored' | 'others'>> {
  if (pull.state !== 'open') return {};
  const found = findWords(pull, signed);
  if (!found) return {};
  const { others, restored, isWhole } = found;
  // A text of the bot that was there before can be pasted back whole.
  const isOwn = isWhole && (await repository.isOwnText(pull));
  return isOwn ? { others } : { others, restored };
}
