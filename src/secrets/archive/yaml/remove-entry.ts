import type { TextEdit } from '../../../kubeconfig/edit/text-edit.ts';
import { fail } from '../../../problem.ts';
import type { EntriesFile } from './entries.ts';

/**
 * The edit that takes a top-level entry out: its lines, and the blank lines behind it, which would
 * become a part of a block scalar (`|+`) before it. Comments above it stay: whether they are about
 * it, nobody can tell, and who reviews the change does not see it.
 *
 * Throws `secrets-yaml` where something else is on its lines.
 */
export function removeEntry({ file, text, entries }: EntriesFile, key: string): TextEdit {
  const entry = entries.find((candidate) => candidate.key === key);
  if (!entry || entry.string?.isAliased) return fail('secrets-yaml', { file, reason: 'shape' });
  const lineStart = text.lastIndexOf('\n', entry.keyStart - 1) + 1;
  const before = text.slice(lineStart, entry.keyStart);
  // A byte order mark is white space here, and stays.
  if (before.trim() !== '') fail('secrets-yaml', { file, reason: 'shape' });
  const start = lineStart + (before.startsWith('\ufeff') ? 1 : 0);
  const isEnded = text[entry.end - 1] === '\n';
  const rest = isEnded ? /(?:[ ]*\r?\n)*/y : /[^\n]*(?:\n|$)(?:[ ]*\r?\n)*/y;
  rest.lastIndex = entry.end;
  const length = rest.exec(text)?.[0].length ?? 0;
  return { start, end: entry.end + length, text: '' };
}
