import { Scalar, stringify } from 'yaml';
import { applyEdits, lineEndAt, type TextEdit } from '../../../kubeconfig/edit/text-edit.ts';
import { fail } from '../../../problem.ts';
import type { EntriesFile, StringValue } from './entries.ts';
import { contentRange, editLiteralBlock } from './literal-block.ts';
import { doubleQuoted } from './quoted.ts';

/**
 * Turns edits of an entry's string into edits of the file that holds it. A literal block scalar
 * keeps all its other bytes. In any other style the one scalar is written anew, in its style
 * where that can hold the new string, and in double quotes where not.
 * Throws `secrets-yaml` where the string can't be changed without a change elsewhere.
 */
export function editEntry(
  entries: EntriesFile,
  value: StringValue,
  edits: readonly TextEdit[],
): readonly TextEdit[] {
  const { file, text } = entries;
  if (value.isAliased || hasOddLineEnd(value)) fail('secrets-yaml', { file, reason: 'shape' });
  if (value.scalar.type === Scalar.BLOCK_LITERAL) {
    return editLiteralBlock(text, value, edits) ?? fail('secrets-yaml', { file, reason: 'shape' });
  }
  const changed = applyEdits(value.text, edits);
  const [start, end] = value.scalar.range;
  const folded = rewriteFolded(entries, value.scalar, changed);
  if (folded !== undefined) return [{ start, end, text: folded }];
  const isOneLine = value.scalar.type === Scalar.QUOTE_SINGLE && /^[\t -~]*$/.test(changed);
  const quoted = isOneLine ? `'${changed.replaceAll("'", "''")}'` : doubleQuoted(changed);
  return [{ start, end, text: quoted }];
}

/** A folded scalar (`>`) with its old comment. */
function rewriteFolded(
  { text, indent }: EntriesFile,
  scalar: Scalar.Parsed,
  value: string,
): string | undefined {
  const range = contentRange(scalar);
  const node = new Scalar(value);
  node.type = Scalar.BLOCK_FOLDED;
  const [, header, lines = ''] =
    /^- (>[-+0-9]*)\n(.*)$/s.exec(stringify([node], { lineWidth: 0 })) ?? [];
  if (range === undefined || header === undefined) return undefined;
  const oldHeader = text.slice(scalar.range[0], range.start);
  const content = text.slice(range.start, range.end);
  const written = lines
    .replace(/^(?=.)/gm, ' '.repeat(indent))
    .replaceAll('\n', lineEndAt(text, range.start));
  const ended = content.endsWith('\n') ? written : written.replace(/\r?\n$/, '');
  return oldHeader.replace(/^>[-+0-9]*/, header) + ended;
}

/** YAML 1.1 ends a line where 1.2 does not, and not every reader follows its version. */
function hasOddLineEnd({ text, scalar }: StringValue): boolean {
  return scalar.type !== Scalar.QUOTE_DOUBLE && /[\r\x85\u2028\u2029]/.test(text);
}
