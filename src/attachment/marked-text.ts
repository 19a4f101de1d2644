/** A piece of a text, its end not included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

interface Marks {
  readonly quoted: readonly Range[];
  readonly struck: readonly Range[];
}

/** Tells what stands between tags that quote or strike out, or between GitHub's tildes. */
export function marksIn(text: string): Marks {
  const tags = /<(\/?)(s|del|strike|blockquote|q)\b[^<>]{0,1000}>/gi;
  const found = pairsIn(text.matchAll(tags), ([, slash, name = '']) => ({
    kind: name.toLowerCase(),
    mayBegin: slash === '',
    mayEnd: slash !== '',
  }));
  const isQuote = ({ kind }: Pair) => kind === 'blockquote' || kind === 'q';
  return {
    quoted: found.filter(isQuote),
    struck: [...found.filter((pair) => !isQuote(pair)), ...tildesIn(text)],
  };
}

/** In each paragraph by itself. */
function tildesIn(text: string): readonly Range[] {
  let next = 0;
  return text.split(/(\n[ \t]*\n)/).flatMap((paragraph) => {
    const from = next;
    next += paragraph.length;
    const pairs = pairsIn(paragraph.matchAll(/(?<![~\\])~{1,2}(?!~)/g), tildes);
    return pairs.map(({ start, end }) => ({ start: from + start, end: from + end }));
  });
}

/** One or two, as GitHub takes them, around words: in a word, an address or a path they are none. */
function tildes({ 0: mark, index, input }: RegExpExecArray): Mark {
  const [before = ' ', after = ' '] = [input[index - 1], input[index + mark.length]];
  return {
    kind: mark,
    mayBegin: !/\w/.test(before) && !/\s/.test(after),
    mayEnd: !/\s/.test(before) && !/\w/.test(after),
  };
}

interface Mark {
  readonly kind: string;
  readonly mayBegin: boolean;
  readonly mayEnd: boolean;
}

interface Pair extends Range {
  readonly kind: string;
}

/** Each end belongs to the last beginning of its kind. */
function pairsIn(
  matches: Iterable<RegExpExecArray>,
  markOf: (match: RegExpExecArray) => Mark,
): readonly Pair[] {
  const pairs: Pair[] = [];
  const begun = new Map<string, number[]>();
  for (const match of matches) {
    const { kind, mayBegin, mayEnd } = markOf(match);
    if (!mayBegin && !mayEnd) continue;
    const starts = begun.get(kind) ?? [];
    begun.set(kind, starts);
    const start = mayEnd ? starts.pop() : undefined;
    if (start !== undefined) pairs.push({ kind, start, end: match.index + match[0].length });
    else if (mayBegin) starts.push(match.index);
  }
  return pairs;
}
