import { Lexer, type Token } from 'marked';

/** More quotes and lists in a line than anybody writes to be read. */
const absurdNesting = /^(?:(?:>|[*+-][ \t]|\d{1,9}[.)][ \t])[ \t]*){50}/m;

/**
 * The blocks of a Markdown text, and nothing of what is inside their lines: marked takes quadratic time for what is in them, and for deep nesting,
 * and whoever writes an issue must not be able to keep the bot busy.
 */
export function readBlocks(markdown: string): readonly Token[] {
  const asHtml = { type: 'html', raw: markdown };
  if (absurdNesting.test(markdown)) return [asHtml];
  try {
    return new Lexer().blockTokens(markdown, []);
  } catch {
    // Nesting over many lines overflows the stack in the end. HTML comments are all that matters.
    return [asHtml];
  }
}
