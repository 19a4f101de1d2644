import { inlinePieces } from './inline.ts';
import { type Block, readBlocks } from './markdown.ts';

/** It makes a table of the line above it and of those below. */
const tableRule = /^(?=.*-)(?=.*[|:])[ \t|:-]+$/;

export interface SpokenLine {
  readonly text: string;
  /** Whether something is quoted above it. */
  readonly isBelowQuote: boolean;
}

/**
 * The lines of a text as they stand there: in no quote, list or table, heading or code. A code
 * span or a comment in a line keeps its place, but can be part of no command.
 */
export function spokenLines(markdown: string): readonly SpokenLine[] {
  const blocks = readBlocks(markdown);
  const quote = blocks.findIndex(isQuote);
  return blocks.flatMap(({ type, text, inside }, index) => {
    if (type !== 'paragraph' || inside) return [];
    const isBelowQuote = quote >= 0 && index > quote;
    return linesOf(text).map((line) => ({ text: line, isBelowQuote }));
  });
}

function isQuote({ type, text, inside }: Block): boolean {
  return inside === 'quote' || (type === 'html' && /<blockquote/i.test(text));
}

function linesOf(paragraph: string): readonly string[] {
  const words = inlinePieces(paragraph).map(({ type, raw }) => (type === 'text' ? raw : '\0'));
  const lines = untilOpenTag(words.join('')).split('\n');
  const rule = lines.findIndex((line, index) => index > 0 && tableRule.test(line));
  return rule < 0 ? lines : lines.slice(0, rule - 1);
}

const tagBegin = /<[a-z/!?]/gi;
const tagInLine = /<[a-z/](?:[^<>"'\n]|"[^"\n]*"|'[^'\n]*')*>/iy;

/** A tag that does not end in its line hides what stands in it, and nobody can tell how much. */
function untilOpenTag(text: string): string {
  let end = 0;
  for (const { index } of text.matchAll(tagBegin)) {
    // What stands in the tag before was read with that: each character is read once.
    if (index < end) continue;
    tagInLine.lastIndex = index;
    if (!tagInLine.test(text)) return `${text.slice(0, index)}\0`;
    end = tagInLine.lastIndex;
  }
  return text;
}
