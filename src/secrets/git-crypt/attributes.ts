import { posix } from 'node:path';
import { fail } from '../../problem.ts';

/** True is set, false is unset (`-name`), undefined unspecified (`!name`), a text its value. */
type Value = string | boolean | undefined;

type Setting = readonly [name: string, value: Value];

interface Line {
  /** What it is about: a pattern of paths, or a macro of that name. */
  readonly subject: { readonly pattern: string } | { readonly macro: string };
  readonly settings: readonly Setting[];
}

/** The texts of the repository's `.gitattributes` files, by their paths. */
export type AttributeFiles = ReadonlyMap<string, string>;

const fileName = '.gitattributes';
/** git passes over longer ones. */
const lineLimitBytes = 2048;
const builtIn = '[attr]binary -diff -merge -text';

/**
 * A part of a pattern in which Node's globs mean what git's do: letters, `*`, a set, or `**` alone.
 * Others are refused, not guessed.
 */
const plainPart = /^(?:\*\*|(?!\.{1,2}$)(?:[\w.@%+=,:~-]|\*(?!\*)|\[(?:\w-\w|\w)+\])+)$/;
/** Nobody needs more, and each multiplies what a glob may try. */
const mostStars = 3;

/**
 * The attributes that a repository's files give to a path, as `git check-attr --all` says. A file
 * nearer to the path wins over one above, a later line over an earlier one (gitattributes(5)).
 * Throws `git-crypt-not-applied` where it can't tell.
 */
export function attributesOf(path: string, files: AttributeFiles): ReadonlyMap<string, Value> {
  const folders = foldersOf(path);
  const rules = folders.flatMap((folder) =>
    parseFile(files.get(folder + fileName) ?? '', folder === '')
      .filter(({ subject }) => 'pattern' in subject && matches(subject.pattern, path, folder))
      .map(({ settings }) => settings),
  );
  const macros = macrosIn(files.get(fileName) ?? '');
  const found = new Map<string, Value>();
  // From the strongest to the weakest, so that what is there already stays.
  const fill = (settings: readonly Setting[]) => {
    for (const [name, value] of settings.toReversed()) {
      if (found.has(name)) continue;
      found.set(name, value);
      if (value === true) fill(macros.get(name) ?? []);
    }
  };
  for (const settings of rules.toReversed()) fill(settings);
  return found;
}

/** Whether a path is that of a file which can give attributes to files in a folder. */
export function givesAttributes(path: string, folder: string): boolean {
  return foldersOf(`${folder}/x`).some((above) => path === above + fileName);
}

/** Of `a/b/c` these are ``, `a/` and `a/b/`. */
function foldersOf(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return ['', ...names.map((_, index) => `${names.slice(0, index + 1).join('/')}/`)];
}

function matches(pattern: string, path: string, folder: string): boolean {
  if (pattern.endsWith('/')) return false; // folders only
  const glob = pattern.replace(/^\//, '');
  const isPlain = glob.split('/').every((part) => plainPart.test(part));
  if (!isPlain || glob.split(/\*+/).length > mostStars + 1) fail('git-crypt-not-applied', { path });
  const below = path.slice(folder.length);
  return posix.matchesGlob(pattern.includes('/') ? below : posix.basename(below), glob);
}

/** Macros count in the topmost file only; the last definition wins. */
function macrosIn(text: string): ReadonlyMap<string, readonly Setting[]> {
  return new Map(
    parseFile(`${builtIn}\n${withoutMark(text)}`, true).flatMap(({ subject, settings }) =>
      'macro' in subject ? [[subject.macro, settings] as const] : [],
    ),
  );
}

function parseFile(text: string, isTopmost: boolean): readonly Line[] {
  const [readable = ''] = withoutMark(text).split('\0');
  return readable.split('\n').flatMap((line) => parseLine(line, isTopmost) ?? []);
}

function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, '');
}

/** Undefined for a line that git passes over: empty, a comment, or one with a mistake. */
function parseLine(line: string, isTopmost: boolean): Line | undefined {
  const trimmed = line.replace(/^[ \t\r]+/, '');
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  if (Buffer.byteLength(line) >= lineLimitBytes) return undefined;
  // It may hold blanks: no line to take apart here, and no plain pattern.
  if (trimmed.startsWith('"')) return { subject: { pattern: trimmed }, settings: [] };
  const [subject = '', ...words] = trimmed.split(/[ \t\r]+/).filter(Boolean);
  const settings = words.map(parseSetting);
  if (!settings.every((setting) => setting !== undefined)) return undefined;
  if (!subject.startsWith('[attr]') || subject === '[attr]') {
    // Exclusions have no meaning in attributes.
    return subject.startsWith('!') ? undefined : { subject: { pattern: subject }, settings };
  }
  const macro = subject.slice('[attr]'.length);
  return isTopmost && isName(macro) ? { subject: { macro }, settings } : undefined;
}

function parseSetting(word: string): Setting | undefined {
  const [, sign, name = '', value] = /^([-!]?)([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (!isName(name)) return undefined;
  if (sign === '-') return [name, false];
  return [name, sign === '!' ? undefined : (value ?? true)];
}

function isName(text: string): boolean {
  return /^[A-Za-z0-9_.][-A-Za-z0-9_.]*$/.test(text);
}
