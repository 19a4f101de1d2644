import { beginsForKey } from '../openpgp/message-end.ts';
import { decodeFrom, denseIn, readPackets } from './armor-body.ts';
import { undoEscapes, undoQuotedPrintable } from './undo.ts';

/** An ASCII-armored block (RFC 9580, 6.2) as found in a text, written anew in its plainest form. */
interface ArmoredBlock {
  /** What stands between BEGIN PGP and the dashes, `MESSAGE` for one. */
  readonly block: BlockName;
  /** One header-less block with lines of 64 characters, or as found where it can't be read. */
  readonly text: string;
  /** Whether a message can be read. */
  readonly isIntact: boolean;
  /** Where it begins in the text. */
  readonly offset: number;
}

const blockNames = ['MESSAGE', 'SIGNATURE', 'PUBLIC KEY BLOCK', 'PRIVATE KEY BLOCK'] as const;

type BlockName = (typeof blockNames)[number];

/** Whatever a page or a mail makes of the dashes and blanks of such a line. */
const mark =
  /(BEGIN|END)[\s\S]{1,6}?PGP[\s\S]{1,6}?(MESSAGE|SIGNATURE|(?:PUBLIC|PRIVATE)[\s\S]{1,6}?KEY[\s\S]{1,6}?BLOCK)/g;

/** Base64 of so many characters is there where it is more than words about armor. */
const fewest = 64;

/**
 * Finds armored blocks, whatever mail, Markdown, pages, forms and editors did to them: see
 * {@link readPackets}. A message without its first line, as `base64` writes a binary one, counts
 * too. Words about armor, and examples without anything in them, do not.
 */
export function findArmoredBlocks(text: string): readonly ArmoredBlock[] {
  const found = blocksIn(text);
  if (found.length > 0 || denseIn(text).characters < fewest) return found;
  // What breaks lines at some length may have broken the mark.
  const undone = undoEscapes(undoQuotedPrintable(undoEscapes(text)));
  const whole = blocksIn(undone);
  return whole.length > 0 ? whole : blocksIn(undone.replaceAll(/[\r\n]+/g, ''));
}

function blocksIn(text: string): readonly ArmoredBlock[] {
  const marks = [...text.matchAll(mark)];
  let rest = 0;
  const blocks = marks.flatMap((begin, i) => {
    if (begin[1] !== 'BEGIN') return [];
    const next = marks[i + 1];
    const before = bareMessages(text, rest, begin.index);
    rest = next?.index ?? text.length;
    return [...before, ...blockAt(text, begin, next)];
  });
  return [...blocks, ...bareMessages(text, rest, text.length)];
}

function blockAt(
  text: string,
  begin: RegExpExecArray,
  next: RegExpExecArray | undefined,
): readonly ArmoredBlock[] {
  const inside = text.slice(begin.index + begin[0].length, next?.index);
  if (inside.length < fewest) return [];
  const block = blockNames.find((name) => name.slice(0, 3) === begin[2]?.slice(0, 3));
  const line = text.slice(Math.max(0, begin.index - longestMargin), begin.index);
  const packets = block === 'MESSAGE' ? readPackets(inside, marginIn(line)) : undefined;
  if (!block || (!packets && denseIn(inside).characters < fewest)) return [];
  return [{ block, offset: begin.index, ...written(block, packets ?? inside) }];
}

const longestMargin = 100;

/** What stands before the dashes in the line that they begin. */
function marginIn(line: string): string {
  return line.slice(line.lastIndexOf('\n') + 1).replace(/(?<!-)-{1,10}$/, '');
}

function written(block: BlockName, found: Uint8Array | string) {
  const begin = `-----BEGIN PGP ${block}-----\n\n`;
  if (typeof found === 'string') return { text: begin + denseIn(found).text, isIntact: false };
  const lines = Buffer.from(found)
    .toString('base64')
    .replaceAll(/.{1,64}/g, '$&\n');
  return { text: `${begin}${lines}-----END PGP ${block}-----\n`, isIntact: true };
}

/** A line of base64, whatever wrote it. The look behind keeps a long one from being tried often. */
const longWord = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40,}/g;

/** A text may begin with each of its words as a message does. */
const mostBareMessages = 4;

function bareMessages(text: string, from: number, to: number): readonly ArmoredBlock[] {
  const part = text.slice(from, to);
  const words = [...part.matchAll(longWord)];
  const messages = words.filter(({ 0: word }) => beginsForKey(headOf(word)));
  // What is in base64 from there on has all that follows.
  const armor = words.find(({ 0: word }, i) => holdsArmor(word, words[i + 1]?.[0] ?? ''));
  return [
    ...messages.slice(0, mostBareMessages).flatMap(({ index }) => bareMessage(part, index)),
    ...(armor ? armorIn(part, armor.index) : []),
  ].map((block) => ({ ...block, offset: from + block.offset }));
}

/** `BEGIN PGP` in base64, in UTF-8 and in UTF-16, each behind any number of characters. */
const armorInBase64 =
  /QkVHSU4gUEdQ|JFR0lOIFBHU|CRUdJTiBQR1|QgBFAEcASQBOACAAUABHAFAA|IARQBHAEkATgAgAFAARwBQA|CAEUARwBJAE4AIABQAEcAUA/;
const longestBeginning = 24;

function holdsArmor(word: string, next: string): boolean {
  return armorInBase64.test(word + next.slice(0, longestBeginning));
}

function headOf(word: string): Uint8Array {
  return Buffer.from(word.slice(0, 32), 'base64');
}

function bareMessage(text: string, offset: number): readonly ArmoredBlock[] {
  const rest = text.slice(offset);
  return [{ block: 'MESSAGE', offset, ...written('MESSAGE', readPackets(rest, '') ?? rest) }];
}

function armorIn(text: string, offset: number): readonly ArmoredBlock[] {
  const rest = text.slice(offset);
  const found = findArmoredBlocks(decodeFrom(rest).replaceAll('\0', ''));
  if (found.length > 0) return found.map((block) => ({ ...block, offset }));
  return [{ block: 'MESSAGE', offset, ...written('MESSAGE', rest) }];
}
