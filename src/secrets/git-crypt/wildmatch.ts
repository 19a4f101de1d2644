/** Whether a byte is one of those that a place in a pattern stands for. */
type Test = (byte: number) => boolean;

/**
 * A part of a pattern: from the places in a path that may be reached before it to those behind it,
 * one for each byte and one for the end.
 */
type Step = (reached: readonly boolean[], path: Uint8Array) => readonly boolean[];

interface Part {
  readonly step: Step;
  /** How much of the pattern it is. */
  readonly length: number;
}

/** One of a set's members. */
interface Member {
  readonly test: Test;
  readonly length: number;
  /** Of a single byte: a range may begin with it. */
  readonly byte?: number;
}

/** The classes of `[[:alpha:]]`, in ASCII as git has them. */
const classes: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /[0-9A-Za-z]/],
  ['alpha', /[A-Za-z]/],
  ['blank', /[ \t]/],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it stands for
  ['cntrl', /[\x00-\x1f\x7f]/],
  ['digit', /[0-9]/],
  ['graph', /[\x21-\x7e]/],
  ['lower', /[a-z]/],
  ['print', /[\x20-\x7e]/],
  ['punct', /[!-/:-@[-`{-~]/],
  ['space', /[ \t\n\v\f\r]/],
  ['upper', /[A-Z]/],
  ['xdigit', /[0-9A-Fa-f]/],
]);

const slash = 0x2f;
const isNoSlash: Test = (byte) => byte !== slash;

/**
 * Whether a path matches a pattern as git's wildmatch does it for paths: `*` and `?` stop at a
 * slash, `**` between slashes does not. Both are compared byte for byte, as git does. Every part
 * goes over the path once, so no pattern takes longer than its length times the path's: tried one
 * way after the other, a dozen `**` would take minutes.
 */
export function wildmatch(pattern: string, path: string): boolean {
  const steps = stepsOf(Buffer.from(pattern).toString('latin1'));
  if (!steps) return false;
  const bytes = Buffer.from(path);
  const start: readonly boolean[] = [true, ...Array.from(bytes, () => false)];
  return steps.reduce((reached, step) => step(reached, bytes), start).at(-1) === true;
}

/** Undefined where a pattern is broken: it matches nothing then. */
function stepsOf(pattern: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; ) {
    const part = readPart(pattern, at);
    if (!part) return undefined;
    steps.push(part.step);
    at += part.length;
  }
  return steps;
}

function readPart(pattern: string, at: number): Part | undefined {
  switch (pattern[at]) {
    case '*':
      return readStars(pattern, at);
    case '[':
      return readSet(pattern, at);
    case '?':
      return { step: one(isNoSlash), length: 1 };
    default: {
      const member = readByte(pattern, at);
      return member && { step: one(member.test), length: member.length };
    }
  }
}

/** One byte. */
function one(test: Test): Step {
  return (reached, path) => [
    false,
    ...Array.from(path, (byte, at) => reached[at] === true && test(byte)),
  ];
}

/** Any number of bytes. */
function many(test: Test): Step {
  return (reached, path) => {
    let isReached = false;
    return reached.map((isHere, at) => {
      isReached = isHere || (isReached && test(path[at - 1] ?? slash));
      return isReached;
    });
  };
}

/** Any number of folders, none included. */
const folders: Step = (reached, path) => {
  let isReached = false;
  return reached.map((isHere, at) => {
    const isBehindFolder = isReached && path[at - 1] === slash;
    isReached ||= isHere;
    return isHere || isBehindFolder;
  });
};

function readStars(pattern: string, at: number): Part {
  const [stars = ''] = /^\*+/.exec(pattern.slice(at)) ?? [];
  const { length } = stars;
  const after = pattern.slice(at + length);
  // git looks at what follows the literal beginning as if the pattern began there.
  const begins = at === pattern.search(/[*?[\\]/) || pattern[at - 1] === '/';
  if (length < 2 || !begins || !/^(?:\\?\/|$)/.test(after)) {
    return { step: many(isNoSlash), length };
  }
  return after.startsWith('/')
    ? { step: folders, length: length + 1 }
    : { step: many(() => true), length };
}

/** `[…]`, which never stands for a slash. */
function readSet(pattern: string, start: number): Part | undefined {
  const isNegated = ['!', '^'].includes(pattern[start + 1] ?? '');
  const first = start + (isNegated ? 2 : 1);
  const members: Member[] = [];
  let at = first;
  while (at === first || pattern[at] !== ']') {
    const member = readMember(pattern, at, members.at(-1)?.byte);
    if (!member) return undefined;
    members.push(member);
    at += member.length;
  }
  const test: Test = (byte) =>
    byte !== slash && members.some((member) => member.test(byte)) !== isNegated;
  return { step: one(test), length: at + 1 - start };
}

/** A class, the rest of a range, or a byte, which a range may begin with. */
function readMember(pattern: string, at: number, previous: number | undefined): Member | undefined {
  const name = /^\[:([^\]]*):\]/.exec(pattern.slice(at))?.[1];
  if (name !== undefined) {
    const bytes = classes.get(name);
    const test: Test = (byte) => bytes?.test(String.fromCharCode(byte)) === true;
    return bytes && { test, length: name.length + 4 };
  }
  const isRange = pattern[at] === '-' && ![undefined, ']'].includes(pattern[at + 1]);
  if (!isRange || previous === undefined) return readByte(pattern, at);
  const end = readByte(pattern, at + 1);
  if (!end) return undefined;
  return { test: (byte) => byte >= previous && byte <= end.byte, length: end.length + 1 };
}

function readByte(pattern: string, at: number) {
  const length = pattern[at] === '\\' ? 2 : 1;
  const byte = pattern.charCodeAt(at + length - 1);
  if (Number.isNaN(byte)) return undefined;
  return { test: (other: number) => other === byte, length, byte };
}
