import { isDeepStrictEqual } from 'node:util';
import { fail } from '../../../problem.ts';
import { type EntriesFile, type Entry, parseEntries, type Reading } from './entries.ts';

/**
 * Proves that a file's new text differs from the one before in the string of one entry and in
 * nothing else, in YAML 1.1 and 1.2: same entries in the same order, each with the same bytes and
 * the same value.
 *
 * The entry itself must hold what was meant, or be gone if nothing was; its last newline does not
 * count, for not every style of YAML can hold it. Returns how many entries are the same; throws
 * `secrets-not-provable`.
 */
export function proveOtherEntries(
  before: EntriesFile,
  newText: string,
  changed: { readonly key: string; readonly text: string | undefined },
): number {
  const { file } = before;
  const { key, text } = changed;
  const after = parseEntries(newText, file) ?? fail('secrets-not-provable', { file });
  const entry = after.entries.find((candidate) => candidate.key === key);
  const isProved =
    holds(entry, text) &&
    isDeepStrictEqual(sourcesWithout(before, key), sourcesWithout(after, key)) &&
    isDeepStrictEqual(readingsWithout(before, key), readingsWithout(after, key)) &&
    (!entry || indexOf(before, key) < 0 || indexOf(before, key) === indexOf(after, key));
  if (!isProved) fail('secrets-not-provable', { file });
  return after.entries.filter((other) => other !== entry).length;
}

function holds(entry: Entry | undefined, text: string | undefined): boolean {
  if (text === undefined) return entry === undefined;
  return entry?.string?.text.replace(/\n$/, '') === text.replace(/\n$/, '');
}

function indexOf({ entries }: EntriesFile, key: string): number {
  return entries.findIndex((entry) => entry.key === key);
}

/** An entry that was the last has its line end behind it or not: that is no part of it. */
function sourcesWithout({ text, entries }: EntriesFile, key: string): string[] {
  return entries
    .filter((entry) => entry.key !== key)
    .map(({ keyStart, end }) => text.slice(keyStart, end).trimEnd());
}

function readingsWithout({ entries, readings }: EntriesFile, key: string): Reading[] {
  const names = entries.find((entry) => entry.key === key)?.names ?? [];
  return readings.map((reading) => reading.filter(([name]) => !names.includes(String(name))));
}
