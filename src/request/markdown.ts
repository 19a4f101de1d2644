import { type Node, Parser } from 'commonmark';

declare module 'commonmark' {
  // Of its insides what is used here: the package is pinned, and tests would tell of a change.
  interface Parser {
    processInlines(document: Node): void;
    refmap: Readonly<Record<string, { readonly destination: string }>>;
  }
  interface Node {
    readonly _string_content: string | null;
  }
}

/** What a text consists of, without the marks of quotes and lists around it. */
export interface Block {
  /** A definition is the address behind `[label]: address "title"`. */
  readonly type: 'paragraph' | 'heading' | 'code' | 'html' | 'definition';
  readonly text: string;
  /** What stands beside the mark of a fence. It does not show, and may be what was to stand below. */
  readonly info?: string;
  /** What it stands in first of all, if in anything. */
  readonly inside?: 'quote' | 'list';
  /** Whether it stands in a quote, however deep. */
  readonly isQuoted?: true;
}

/** More quotes and lists in a line than anybody writes to be read. */
const absurdNesting = /^[ \t]*(?:(?:>|[*+-][ \t]|\d{1,9}[.)][ \t])[ \t]*){50}/m;

/** Commands and links are looked for in the same text, one after the other. */
let latest: { readonly markdown: string; readonly blocks: readonly Block[] } | undefined;

/**
 * The blocks of a Markdown text in their order, definitions last. What is inside their lines is
 * not read: that takes quadratic time, and whoever writes an issue must not keep the bot busy.
 */
export function readBlocks(markdown: string): readonly Block[] {
  if (latest?.markdown !== markdown) latest = { markdown, blocks: parseBlocks(markdown) };
  return latest.blocks;
}

function parseBlocks(markdown: string): readonly Block[] {
  const tame = withoutLongRuns(markdown);
  if (absurdNesting.test(tame)) return [{ type: 'html', text: tame }];
  const parser = new Parser();
  parser.processInlines = () => undefined;
  const found = blocksIn(parser.parse(tame));
  const definitions = Object.values(parser.refmap).map(({ destination }) => destination);
  return [...found, ...definitions.map((text) => ({ type: 'definition', text }) as const)];
}

/** More of them in a row than anybody writes to be read. */
const longRun = /[ \t]{64,}|([`~#=*_>+-])\1{63,}/g;
const manyBlankLines = /\n(?:[ \t]*\n){10,}/g;

/**
 * A heading with many blanks or a list with many blank lines costs commonmark the square of their
 * number, so long runs are shortened. No link, message or command has any.
 */
function withoutLongRuns(markdown: string): string {
  return markdown
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(longRun, (run) => run.slice(0, 64))
    .replaceAll(manyBlankLines, '\n'.repeat(10));
}

function blocksIn(document: Node): readonly Block[] {
  const walker = document.walker();
  const blocks: Block[] = [];
  let inside: Block['inside'];
  for (let step = walker.next(); step; step = walker.next()) {
    const { node } = step;
    if (node.parent === document) inside = containers[node.type];
    const type = isUnderlined(node) ? 'paragraph' : leaves[node.type];
    if (!step.entering || !type) continue;
    const text = (node.literal ?? node._string_content ?? '').replace(/\n$/, '');
    blocks.push({
      type,
      text,
      ...(node.info && { info: node.info }),
      ...(inside && { inside }),
      ...(isQuoted(node) && { isQuoted: true }),
    });
  }
  return blocks;
}

function isQuoted({ parent }: Node): boolean {
  return parent !== null && (parent.type === 'block_quote' || isQuoted(parent));
}

/** A heading by the dashes below it is what mail programs make of the words above a signature. */
function isUnderlined({ type, sourcepos: [[first], [last]] }: Node): boolean {
  return type === 'heading' && last > first;
}

const containers: Readonly<Partial<Record<Node['type'], Block['inside']>>> = {
  block_quote: 'quote',
  list: 'list',
};

const leaves: Readonly<Partial<Record<Node['type'], Block['type']>>> = {
  paragraph: 'paragraph',
  heading: 'heading',
  code_block: 'code',
  html_block: 'html',
};
