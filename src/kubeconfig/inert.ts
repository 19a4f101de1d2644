import { applyEdits, type TextEdit } from './edit/text-edit.ts';

/**
 * The letters of what the bot writes. What is a token, a name or an address to the bot passes
 * through programs that read more into a text: Ansible renders the merged kubeconfig as a template
 * of Jinja, bash and make expand words, yq and other readers of YAML know indicators, and GitHub
 * Actions expressions. None of them gives any of these letters, in any order, a meaning of its own
 * within a value. That of RFC 6750's tokens and of PEM in base64 is all there is to say.
 */
const letters = /^[A-Za-z0-9._~+/:=-]*$/;

/** The one other form: an address of IPv6 stands in brackets, as a URL demands (RFC 3986, 3.2.2). */
const ipv6Server = /^https:\/\/\[[0-9a-f:]{2,39}\]/;

/** Whether no later reader gives a value that the bot writes, such as a token, a meaning. */
export function isInert(value: string): boolean {
  return letters.test(value.replace(ipv6Server, ''));
}

/** What YAML puts around and between values, in block and in flow style; `|` only at a line's end. */
const syntax = /[ \r\n"{}[\],]|\|(?=\r?\n)/;

/** What begins an expression, though each of its letters may stand in YAML: Jinja, bash, Actions. */
const opening = /\{[{%#]|\$[{(]/;

/**
 * Whether the text that edits put into YAML is inert values and syntax, and begins no expression,
 * together with what it comes to stand next to. What was there before is not judged.
 */
export function addsOnlyInert(before: string, edits: readonly TextEdit[]): boolean {
  const after = applyEdits(before, edits);
  let shift = 0;
  return edits
    .toSorted((one, other) => one.start - other.start)
    .every(({ start, end, text }) => {
      const from = start + shift;
      shift += text.length - (end - start);
      const withNeighbours = after.slice(Math.max(from - 1, 0), from + text.length + 1);
      return !opening.test(withNeighbours) && text.split(syntax).every(isInert);
    });
}

/**
 * The same for a file that knows a name, whatever language it is in: what it gains is the name, what
 * else is known to be plain, and what it holds already, or what puts a text into quotes.
 */
export function addsOnlyName(
  before: string,
  after: string,
  { name, plain = [] }: { readonly name: string; readonly plain?: readonly string[] },
): boolean {
  const rest = [...plain, name].reduce(
    (text, known) => text.replaceAll(known, ''),
    addedTo(before, after),
  );
  const isKnown = (letter: string) => before.includes(letter) || syntax.test(letter);
  return isInert(name) && [...rest].every((letter) => isInert(letter) || isKnown(letter));
}

/** What stands between the beginning and the end that two texts have in common. */
function addedTo(before: string, after: string): string {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return after.slice(head, after.length - tail);
}

/** Whether every text in plain data is inert, names of fields included, or stood in other data. */
export function holdsOnlyInert(data: unknown, before: unknown): boolean {
  const known = new Set(textsIn(before));
  return textsIn(data).every((text) => known.has(text) || isInert(text));
}

function textsIn(data: unknown): readonly string[] {
  if (typeof data === 'string') return [data];
  if (typeof data !== 'object' || data === null) return [];
  return [
    ...(Array.isArray(data) ? [] : Object.keys(data)),
    ...Object.values(data).flatMap(textsIn),
  ];
}
