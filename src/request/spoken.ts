import { inlinePieces } from './inline.ts';
import { readBlocks } from './markdown.ts';

/** It makes a table of the line above it and of those below. */
const tableRule = /^(?=.*-)(?=.*[|:])[ \t|:-]+$/;

export interface SpokenLine {
  readonly text: string;
  /** Whether it is part of a quotation or of a note, or something is quoted above it. */
  readonly isQuoted: boolean;
}

/**
 * The lines of a text as they stand there: in no quote, list or table, heading or code. A code
 * span or a comment in a line keeps its place, but can be part of no command.
 */
export function spokenLines(markdown: string): readonly SpokenLine[] {
  let isBelowQuote = false;
  return readBlocks(asShown(markdown)).flatMap(({ type, text, inside }) => {
    const words = type === 'paragraph' ? wordsOf(text) : text;
    const mayQuote = type === 'paragraph' || type === 'html';
    isBelowQuote ||= inside === 'quote' || (mayQuote && quotingTag.test(words));
    if (type !== 'paragraph' || inside) return [];
    const isAside = createAside();
    return linesOf(words).map((line) => ({ text: line, isQuoted: isAside(line) || isBelowQuote }));
  });
}

/** Also in the midst of a paragraph: then nobody can tell who says the rest of it. */
const quotingTag = /<\/?(?:blockquote|q)\b/i;

/**
 * GitHub's footnotes look like definitions of links to others, which would hide their first line.
 * And a picture, as GitHub puts it into a comment, would hide what is written below it.
 */
function asShown(markdown: string): string {
  return markdown
    .replaceAll(/^([ \t]{0,3})\[\^/gm, '$1\\[^')
    .replaceAll(/^[ \t]{0,3}<img\b[^<>\n]*>[ \t]*$/gim, '\0');
}

const noteBegin = /^[ \t]*\\\[\^[^\]\s]+\]:/;

/**
 * Tells of each line of a paragraph whether it is in a footnote, or in an element that began above.
 */
function createAside(): (line: string) => boolean {
  const open = new Map<string, number>();
  let depth = 0;
  let isNote = false;
  return (line) => {
    isNote ||= noteBegin.test(line);
    const isAside = isNote || depth > 0;
    for (const [tag] of line.matchAll(tagOrBegin)) {
      if (!isWhole(tag)) continue;
      const [, slash, written = ''] = tagName.exec(tag) ?? [];
      const name = written.toLowerCase();
      const before = open.get(name) ?? 0;
      const change = slash ? -Math.min(1, before) : Number(elements.has(name));
      open.set(name, before + change);
      depth += change;
    }
    return isAside;
  };
}

/** A tag of one line, or where another one begins. */
const tagOrBegin = /<[a-z/](?:[^<>"'\n]|"[^"\n]*"|'[^'\n]*')*>|<[a-z/!?]/gi;
const isWhole = (tag: string) => tag.endsWith('>');
const tagName = /^<(\/?)([a-z][a-z\d]*)/i;

/** What GitHub shows around other words. Any other tag is none to it, as in `a <b> c` with a name. */
const elements = new Set(
  `a abbr b bdo blockquote caption cite code dd del details dfn div dl dt em figcaption figure h1 h2
h3 h4 h5 h6 i ins kbd li mark ol p picture pre q rp rt ruby s samp small span strike strong sub
summary sup table tbody td tfoot th thead time tr tt ul var`.split(/\s+/),
);

function wordsOf(paragraph: string): string {
  const words = inlinePieces(paragraph).map(({ type, raw }) => (type === 'text' ? raw : '\0'));
  return untilOpenTag(words.join(''));
}

function linesOf(words: string): readonly string[] {
  const lines = words.split('\n');
  const rule = lines.findIndex((line, index) => index > 0 && tableRule.test(line));
  return rule < 0 ? lines : lines.slice(0, rule - 1);
}

/** A tag that does not end in its line hides what stands in it, and nobody can tell how much. */
function untilOpenTag(text: string): string {
  const lastEnd = text.lastIndexOf('>');
  for (const { 0: tag, index } of text.matchAll(tagOrBegin)) {
    const isOpen = !isWhole(tag) && (index < lastEnd || /^<[!?]/.test(tag));
    if (isOpen) return `${text.slice(0, index)}\0`;
  }
  return text;
}
