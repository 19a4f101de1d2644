import { inlinePieces } from '../request/inline.ts';
import { type Block, readBlocks } from '../request/markdown.ts';

/**
 * The text of an issue or comment without what GitHub does not show of it: HTML comments, as
 * templates have them. Code counts as shown. Quotes and lists lose their marks.
 */
export function visibleText(markdown: string): string {
  return readBlocks(markdown).map(shownOf).join('\n\n');
}

function shownOf({ type, text }: Block): string {
  if (type === 'code' || type === 'definition') return text;
  if (type === 'html') return text.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '');
  return inlinePieces(text)
    .map((piece) => (piece.type === 'comment' ? '' : piece.raw))
    .join('');
}
