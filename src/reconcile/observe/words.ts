import { z } from 'zod';
import { type MarkerKey, signMarker, verifyMarker, withoutMarkers } from '../../state/marker.ts';
import { normalText } from '../../state/own-words.ts';
import { markerPlace, type PullPlace, type PullWords } from '../../state/proposal.ts';
import { withoutWarning, withWarning } from '../../wording/pull-request/other-commits-warning.ts';
import { othersIn, withOthersBelow } from '../../wording/pull-request/others-words.ts';
import type { Pull, Repository } from '../github.ts';
import type { ObservedPull } from '../snapshot.ts';

/** What others have made of what a pull request says; `restored` only while it is open. */
export async function observeWords(
  pull: Pull,
  signed: SignedWords,
  repository: Pick<Repository, 'isOwnText'>,
): Promise<Pick<ObservedPull, 'words' | 'restored' | 'others'>> {
  if (pull.state !== 'open') return {};
  const found = findWords(pull, signed);
  if (!found) return {};
  const { words, others, restored, isWhole } = found;
  // A text of the bot that was there before can be pasted back whole.
  const isOwn = isWhole && (await repository.isOwnText(pull));
  return isOwn ? { words, others } : { words, others, restored };
}

/** What the bot has signed along with a proposal. */
const signed = z.looseObject({ words: z.object({ title: z.string(), body: z.string() }) });

interface FoundWords {
  /** The bot's words. */
  readonly words: PullWords;
  /** Title and text as they should be: the bot's words, and below them what others have added. */
  readonly restored: PullWords;
  /** Whether they are so. */
  readonly isWhole: boolean;
  /** What others have added. */
  readonly others: string;
}

interface SignedWords {
  readonly kind: 'proposal' | 'deployment';
  readonly place: PullPlace;
  readonly key: MarkerKey;
  readonly now: Date;
}

/**
 * Compares what a pull request shows with what the bot wrote, which its marker holds: so nothing
 * has to be examined for it again. Undefined where no marker tells.
 */
function findWords(
  shown: PullWords,
  { kind, place, key, now }: SignedWords,
): FoundWords | undefined {
  const opened = verifyMarker(shown.body, markerPlace(kind, place), key);
  if (!opened) return undefined;
  const data = signed.parse(opened.data);
  const { title, body } = data.words;
  const own = withoutWarning(opened.before) === opened.before ? body : withWarning(body);
  const others = othersAround(opened, own);
  const textWith = (marker: string) => withOthersBelow(`${own}\n${marker}`, others);
  const asItIs = normalText(textWith(opened.marker));
  const isWhole = normalText(shown.body) === asItIs && shown.title.trim() === title.trim();
  // Never the same twice: GitHub takes the same text for no edit, and somebody else stays its editor.
  const anew = { ...data, written: now.toISOString() };
  const marker = signMarker(anew, markerPlace(kind, place), key);
  return { words: { title, body }, restored: { title, body: textWith(marker) }, isWhole, others };
}

/** What stands behind the bot's words; what is changed in the midst of them is not kept. */
function othersAround(
  { before, after }: { readonly before: string; readonly after: string },
  own: string,
): string {
  const [above, wanted] = [normalText(before), normalText(own)];
  const between = above.startsWith(wanted) ? above.slice(wanted.length) : '';
  return withoutMarkers(`${between}\n\n${othersIn(normalText(after))}`).trim();
}
