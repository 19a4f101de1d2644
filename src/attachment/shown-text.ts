import { inlinePieces } from '../request/inline.ts';
import { type Block, readBlocks } from '../request/markdown.ts';
import { aboveQuotedMail } from '../request/quotation.ts';
import { marksIn, type Range } from './marked-text.ts';

/** How a reader sees what stands at one place. */
interface Shown {
  readonly isCode: boolean;
  readonly isQuoted: boolean;
  readonly isStruck: boolean;
}

export interface ShownText {
  /**
   * Without what GitHub does not show. Code counts as shown, with what stands beside the mark of its
   * fence. Quotes and lists lose their marks.
   */
  readonly text: string;
  readonly at: (offset: number) => Shown;
}

interface Part extends Range {
  readonly text: string;
  readonly isCode: boolean;
  readonly isQuoted: boolean;
}

/**
 * The text of an issue or comment as readers see it: without HTML comments, as templates have them,
 * and with what is a quote, code, or struck out told apart.
 */
export function shownText(markdown: string): ShownText {
  const parts = partsOf(readBlocks(markdown));
  const text = parts.map((part) => part.text).join('');
  // Tags and tildes in code are shown, and mean nothing.
  const words = parts.map((part) => (part.isCode ? '\0'.repeat(part.text.length) : part.text));
  const { quoted, struck } = marksIn(words.join(''));
  const mailFrom = startOfMail(parts);
  return {
    text,
    at: (offset) => {
      const part = parts.find(({ end }) => offset < end);
      return {
        isCode: part?.isCode ?? false,
        isQuoted: part?.isQuoted || offset >= mailFrom || isIn(quoted, offset),
        isStruck: isIn(struck, offset),
      };
    },
  };
}

function isIn(ranges: readonly Range[], offset: number): boolean {
  return ranges.some(({ start, end }) => start <= offset && offset < end);
}

function partsOf(blocks: readonly Block[]): readonly Part[] {
  let end = 0;
  return blocks.flatMap((block, index) => {
    const isQuoted = block.isQuoted ?? false;
    const pieces = [...(index === 0 ? [] : [{ text: '\n\n', isCode: false }]), ...shownOf(block)];
    return pieces.map((piece) => {
      const start = end;
      end += piece.text.length;
      return { ...piece, start, end, isQuoted };
    });
  });
}

type Piece = Pick<Part, 'text' | 'isCode'>;

function shownOf({ type, text, info }: Block): readonly Piece[] {
  if (info !== undefined) return [{ text: `${info}\n${text}`, isCode: true }];
  if (type === 'code' || type === 'definition') return [{ text, isCode: type === 'code' }];
  if (type === 'html') {
    return [{ text: text.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, ''), isCode: false }];
  }
  return inlinePieces(text).flatMap((piece) =>
    piece.type === 'comment' ? [] : { text: piece.raw, isCode: piece.type === 'code' },
  );
}

/**
 * Where a mail program has put what it answers to without a mark. What stands in front of a quote
 * with marks is only its head: the writer's own words may go on below it.
 */
function startOfMail(parts: readonly Part[]): number {
  for (const [index, part] of parts.entries()) {
    if (part.isCode || part.isQuoted) continue;
    const above = aboveQuotedMail(part.text);
    if (above.length === part.text.length) continue;
    const next = parts.slice(index + 1).find(({ text }) => text.trim() !== '');
    if (!next?.isQuoted) return part.start + above.length;
  }
  return Number.POSITIVE_INFINITY;
}
