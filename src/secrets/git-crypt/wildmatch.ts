/** The classes of `[[:alpha:]]`, in ASCII as git has them. */
const classes: ReadonlyMap<string, string> = new Map([
  ['alnum', '0-9A-Za-z'],
  ['alpha', 'A-Za-z'],
  ['blank', ' \\t'],
  ['cntrl', '\\x00-\\x1f\\x7f'],
  ['digit', '0-9'],
  ['graph', '\\x21-\\x7e'],
  ['lower', 'a-z'],
  ['print', '\\x20-\\x7e'],
  ['punct', '!-\\/:-@\\[-`{-~'],
  ['space', ' \\t\\n\\v\\f\\r'],
  ['upper', 'A-Z'],
  ['xdigit', '0-9A-Fa-f'],
]);

/** The source of a regular expression for a part of a pattern, and how long that part is. */
interface Part {
  readonly source: string;
  readonly length: number;
}

/**
 * Whether a path matches a pattern as git's wildmatch does it for paths: `*` and `?` stop at a
 * slash, `**` between slashes does not. Both are compared byte for byte, as git does.
 */
export function wildmatch(pattern: string, path: string): boolean {
  const source = sourceOf(asBytes(pattern));
  return source !== undefined && new RegExp(`^${source}$`, 's').test(asBytes(path));
}

function asBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function sourceOf(pattern: string): string | undefined {
  let source = '';
  let at = 0;
  while (at < pattern.length) {
    const part = readPart(pattern, at);
    if (!part) return undefined;
    source += part.source;
    at += part.length;
  }
  return source;
}

/** Undefined where a pattern is broken: it matches nothing then. */
function readPart(pattern: string, at: number): Part | undefined {
  switch (pattern[at]) {
    case '*':
      return readStars(pattern, at);
    case '[':
      return readSet(pattern, at);
    case '?':
      return { source: '[^/]', length: 1 };
    default:
      return readByte(pattern, at);
  }
}

function readStars(pattern: string, at: number): Part {
  const [stars = ''] = /^\*+/.exec(pattern.slice(at)) ?? [];
  const { length } = stars;
  const after = pattern.slice(at + length);
  // git looks at what follows the literal beginning as if the pattern began there.
  const begins = at === pattern.search(/[*?[\\]/) || pattern[at - 1] === '/';
  if (length < 2 || !begins || !/^(?:\\?\/|$)/.test(after)) return { source: '[^/]*', length };
  // `**/` stands for any number of folders, none included.
  return after.startsWith('/')
    ? { source: '(?:.*/)?', length: length + 1 }
    : { source: '.*', length };
}

/** `[…]`, which never stands for a slash. */
function readSet(pattern: string, start: number): Part | undefined {
  const isNegated = ['!', '^'].includes(pattern[start + 1] ?? '');
  const first = start + (isNegated ? 2 : 1);
  let at = first;
  let members = '';
  let previous: number | undefined;
  while (at === first || pattern[at] !== ']') {
    const member = readMember(pattern, at, previous);
    if (!member) return undefined;
    members += member.source;
    previous = member.code;
    at += member.length;
  }
  const set = `[${members}]`;
  const source = isNegated ? `(?!${set})[^/]` : `(?!/)${set}`;
  return { source, length: at + 1 - start };
}

/** One of a set's members: a class, the rest of a range, or a byte, which a range may begin with. */
function readMember(
  pattern: string,
  at: number,
  previous: number | undefined,
): (Part & { readonly code?: number }) | undefined {
  const name = /^\[:([^\]]*):\]/.exec(pattern.slice(at))?.[1];
  if (name !== undefined) {
    const source = classes.get(name);
    return source === undefined ? undefined : { source, length: name.length + 4 };
  }
  const isRange = pattern[at] === '-' && ![undefined, ']'].includes(pattern[at + 1]);
  if (!isRange || previous === undefined) return readByte(pattern, at);
  const end = readByte(pattern, at + 1);
  if (!end) return undefined;
  const source = previous <= end.code ? `${hex(previous)}-${end.source}` : '';
  return { source, length: end.length + 1 };
}

function readByte(pattern: string, at: number) {
  const length = pattern[at] === '\\' ? 2 : 1;
  const code = pattern.charCodeAt(at + length - 1);
  return Number.isNaN(code) ? undefined : { source: hex(code), length, code };
}

function hex(code: number): string {
  return `\\x${code.toString(16).padStart(2, '0')}`;
}
