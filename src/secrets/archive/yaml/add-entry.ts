import { lineEndAt, type TextEdit } from '../../../kubeconfig/edit/text-edit.ts';
import { isPlain } from '../../../kubeconfig/render.ts';
import type { EntriesFile } from './entries.ts';
import { doubleQuoted } from './quoted.ts';

/**
 * The edit that adds a top-level entry with a string value, as a literal block scalar at the end
 * of the file and in its line ends. It changes no other entry's value: where the file ends in the
 * middle of a block scalar's last line, a newline there would become a part of that value for
 * some readers, and the new entry goes before that one.
 */
export function addEntry(entries: EntriesFile, name: string, value: string): TextEdit {
  const { text, indent } = entries;
  const at = endOfEntries(text);
  const lineEnd = lineEndAt(text, at);
  const entry = `${keyOf(name)}: ${literalBlock(value)}`
    .replace(/^(?=.)/gm, ' '.repeat(indent))
    .replaceAll('\n', lineEnd);
  const before = entries.endsInBlockScalar ? startOfLast(entries) : at;
  const needsNewline = before > 0 && !/[\n\ufeff]$/.test(text.slice(0, before));
  return { start: before, end: before, text: (needsNewline ? lineEnd : '') + entry };
}

/** Quoted where a reader would take the plain name for something else: `yes`, `null`. */
function keyOf(name: string): string {
  return isPlain(name) ? name : doubleQuoted(name);
}

function literalBlock(value: string): string {
  const indicator = /^\n* /.test(value) ? '2' : '';
  const chomping = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-';
  const lines = value.replace(/^(?=.)/gm, '  ');
  return `|${indicator}${chomping}\n${lines}${chomping === '-' ? '\n' : ''}`;
}

/** The end of the text, or of what comes before a `...` that ends the document. */
function endOfEntries(text: string): number {
  return /(?<![^\n])\.\.\.(?!\S)/.exec(text)?.index ?? text.length;
}

/**
 * Where the last entry begins, with the comments right above it. What looks like a comment there
 * may still be a line of the value before.
 */
function startOfLast({ text, entries }: EntriesFile): number {
  const [previous, last] = [entries.at(-2), entries.at(-1)];
  const lines = text.slice(0, last?.keyStart).split('\n').slice(0, -1);
  const startOf = (count: number) => lines.slice(0, count).join('\n').length + (count > 0 ? 1 : 0);
  let count = lines.length;
  while (/^ *#/.test(lines[count - 1] ?? '') && startOf(count - 1) >= (previous?.end ?? 0)) {
    count -= 1;
  }
  const start = startOf(count);
  return start === 0 && text.startsWith('\ufeff') ? 1 : start;
}
