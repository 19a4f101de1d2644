import type { Scalar } from 'yaml';
import type { TextEdit } from '../../../kubeconfig/edit/text-edit.ts';
import type { StringValue } from './entries.ts';

/** A line as it stands in the file, without its line end. */
interface RawLine {
  readonly start: number;
  readonly text: string;
  readonly lineEnd: string;
}

/** A literal block scalar (`|`), line by line as the file and as its reader sees it. */
interface LiteralBlock {
  readonly value: string;
  readonly indent: string;
  readonly raw: readonly RawLine[];
  readonly inner: readonly string[];
}

/**
 * Turns edits of the value of a literal block scalar into edits of the file around it: new lines
 * get the block's indentation and line ends, all others keep their bytes. Undefined where the
 * lines of file and value do not belong together one by one.
 */
export function editLiteralBlock(
  text: string,
  { text: value, scalar }: StringValue,
  edits: readonly TextEdit[],
): TextEdit[] | undefined {
  const block = readLiteralBlock(text, value, scalar);
  if (block === undefined) return undefined;
  const outer = edits.map((edit) => editOuter(block, withinLines(block, edit)));
  return outer.every((edit) => edit !== undefined) ? outer : undefined;
}

/** Where in the file the lines below a block scalar's header are. */
export function contentRange(
  scalar: Scalar.Parsed,
): { readonly start: number; readonly end: number } | undefined {
  const token = scalar.srcToken;
  if (token?.type !== 'block-scalar') return undefined;
  const headerEnd = token.props.at(-1);
  if (headerEnd === undefined || !('source' in headerEnd)) return undefined;
  const start = headerEnd.offset + headerEnd.source.length;
  return { start, end: start + token.source.length };
}

function readLiteralBlock(text: string, value: string, scalar: Scalar.Parsed) {
  const range = contentRange(scalar);
  if (range === undefined) return undefined;
  const raw = rawLines(text.slice(range.start, range.end), range.start);
  const inner = value.split('\n');
  const first = inner.findIndex((line) => line !== '');
  const indent = (raw[first]?.text ?? '').slice(0, -(inner[first]?.length ?? 0));
  const isSame = (line: string, index: number) => {
    const outer = raw[index]?.text ?? '';
    return line === (outer.startsWith(indent) ? outer.slice(indent.length) : outer.trimStart());
  };
  return indent !== '' && inner.every(isSame) ? { value, indent, raw, inner } : undefined;
}

function rawLines(source: string, offset: number): RawLine[] {
  let start = offset;
  return source.split('\n').map((line, index, { length }) => {
    const text = line.replace(/\r$/, '');
    const lineEnd = index === length - 1 ? '' : `${line.slice(text.length)}\n`;
    const raw = { start, text, lineEnd };
    start += text.length + lineEnd.length;
    return raw;
  });
}

/**
 * Where the file ends without a newline, its reader may see one all the same: then what is added
 * behind it goes before it.
 */
function withinLines({ value, raw, inner }: LiteralBlock, edit: TextEdit): TextEdit {
  const end = value.length - 1;
  if (inner.length <= raw.length || edit.end <= end || !edit.text.endsWith('\n')) return edit;
  const text = edit.text.slice(0, -1);
  return edit.start > end ? { start: end, end, text: `\n${text}` } : { ...edit, end, text };
}

function editOuter(block: LiteralBlock, edit: TextEdit): TextEdit | undefined {
  const from = positionOf(block, edit.start);
  const to = positionOf(block, edit.end);
  if (from.raw === undefined || to.raw === undefined) return undefined;
  const head = from.inner.slice(0, from.column);
  const lines = `${head}${edit.text}${to.inner.slice(to.column)}`.split('\n');
  const rawOf = (line: string, index: number) => {
    // A line that only has to make room keeps its bytes, also where it is blanks and no more.
    if (index === 0 && line === from.inner) return from.raw?.text;
    if (index === lines.length - 1 && line === to.inner) return to.raw?.text;
    return line === '' ? '' : `${block.indent}${line}`;
  };
  const lineEnd = from.raw.lineEnd || block.raw[from.line - 1]?.lineEnd || '\n';
  const old = block.raw.slice(from.line, to.line).map((raw) => raw.text + raw.lineEnd);
  return withoutCommon(
    {
      start: from.raw.start,
      old: old.join('') + to.raw.text,
      text: lines.map(rawOf).join(lineEnd),
    },
    block.indent.length + head.length,
  );
}

function positionOf({ value, inner, raw }: LiteralBlock, offset: number) {
  const before = value.slice(0, offset).split('\n');
  const line = before.length - 1;
  return { line, column: before.at(-1)?.length ?? 0, inner: inner[line] ?? '', raw: raw[line] };
}

/** Narrows a replacement down to what changes; at its head by at most so many characters. */
function withoutCommon(
  { start, old, text }: { readonly start: number; readonly old: string; readonly text: string },
  headLimit: number,
): TextEdit {
  const shorter = Math.min(old.length, text.length);
  let head = 0;
  while (head < Math.min(shorter, headLimit) && old[head] === text[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  const end = start + old.length - tail;
  return { start: start + head, end, text: text.slice(head, text.length - tail) };
}
