import type { MarkedToken, Token } from 'marked';
import { readBlocks } from '../request/markdown.ts';

/**
 * The text of an issue or comment without what GitHub does not show of it: HTML comments, as
 * templates have them. Code counts as shown. Quotes and lists lose their marks.
 */
export function visibleText(markdown: string): string {
  return readBlocks(markdown).map(textOf).join('\n');
}

function textOf(token: Token): string {
  const known = token as MarkedToken;
  switch (known.type) {
    case 'blockquote':
      return known.tokens.map(textOf).join('\n');
    case 'list':
      return known.items.map((item) => item.tokens.map(textOf).join('\n')).join('\n');
    case 'code':
      return known.raw;
    case 'def':
      return known.href;
    case 'html':
      return known.raw.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '');
    default:
      return withoutInlineComments(token.raw);
  }
}

/**
 * In a paragraph a comment ends with it, and code spans show comments as they are. Reads each
 * character a limited number of times, whatever is left open.
 */
function withoutInlineComments(raw: string): string {
  const open = new Set<string>();
  let shown = '';
  let position = 0;
  for (const { 0: mark, index } of raw.matchAll(/`+|<!--/g)) {
    if (index < position || open.has(mark)) continue;
    const end = mark === '<!--' ? endOf(raw, '-->', index) : endOfCode(raw, mark, index);
    if (end === undefined) {
      open.add(mark);
      continue;
    }
    shown += raw.slice(position, mark === '<!--' ? index : end);
    position = end;
  }
  return shown + raw.slice(position);
}

function endOf(text: string, mark: string, from: number): number | undefined {
  const index = text.indexOf(mark, from);
  return index < 0 ? undefined : index + mark.length;
}

/** A code span ends with as many backticks as it begins with. */
function endOfCode(text: string, mark: string, from: number): number | undefined {
  const closing = new RegExp(`(?<!\`)${mark}(?!\`)`, 'g');
  closing.lastIndex = from + mark.length;
  return closing.test(text) ? closing.lastIndex : undefined;
}
