import { inlinePieces } from './inline.ts';
import { readBlocks } from './markdown.ts';

/** It makes a table of the line above it and of those below. */
const tableRule = /^(?=.*-)(?=.*[|:])[ \t|:-]+$/;

/**
 * The lines of a text as they stand there: in no quote, list or table, heading or code. A code
 * span or a comment in a line keeps its place, but can be part of no command.
 */
export function spokenLines(markdown: string): readonly string[] {
  return readBlocks(markdown).flatMap(({ type, text, isTop }) =>
    type === 'paragraph' && isTop ? linesOf(text) : [],
  );
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
