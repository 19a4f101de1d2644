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

/** In a paragraph a comment ends with it, and code spans show comments as they are. */
function withoutInlineComments(raw: string): string {
  return raw.replaceAll(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)|<!--[\s\S]*?-->/g, (match) =>
    match.startsWith('`') ? match : '',
  );
}
