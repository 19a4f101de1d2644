import { Lexer, type MarkedToken, type Token } from 'marked';

/**
 * The text of an issue or comment without what GitHub does not show of it: HTML comments, as
 * templates have them. Code counts as shown. Quotes and lists lose their marks.
 */
export function visibleText(markdown: string): string {
  return blocksOf(markdown).map(textOf).join('\n');
}

/** More quotes and lists in a line than anybody writes to be read. */
const absurdNesting = /^(?:(?:>|[*+-][ \t]|\d{1,9}[.)][ \t])[ \t]*){50}/m;

/**
 * Only Markdown's blocks: marked takes quadratic time for what is in them, and for deep nesting,
 * and whoever writes an issue must not be able to keep the bot busy.
 */
function blocksOf(markdown: string): readonly Token[] {
  const asHtml = { type: 'html', raw: markdown };
  if (absurdNesting.test(markdown)) return [asHtml];
  try {
    return new Lexer().blockTokens(markdown, []);
  } catch {
    // Nesting over many lines overflows the stack in the end. HTML comments are all that matters.
    return [asHtml];
  }
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
