/**
 * What can stand in a script where a word may begin or go on, as far as it may hold other text. Of
 * what has quotes within quotes only `"$(command "$argument")"` is understood, on one line.
 */
const piece =
  /\\[\s\S]?|(?<=^|[\s;&|()])(?<!\\\n)#[^\n]*|\$'(?:[^'\\]|\\[\s\S])*(?:'|$)|'[^']*(?:'|$)|"(?:[^"\\$`]|\\[\s\S]|\$\{[^{}'"\\`]*\}|\$\((?!case\b)(?:[^()'"\\`#;&|\n]|"(?:[^"\\$`]|\\[\s\S]|\$\{[^{}'"\\`]*\}|\$(?![({]))*")*\)|\$(?![({]))*"|`[^`'"\\\n]*`|\$\{[^{}'"\\`\n]*\}|(?<odd>["`]|\$\{)|(?<!<)<<(?<document>-?[ \t]*[^\s;&|<>()]+)|[\s\S]/y;

/** A here-document's mark, in quotes or not. Of any other it is not sure what ends the text. */
const plainMark = /^-?[ \t]*(?:\w+|'\w+'|"\w+"|\\\w+)$/;

/**
 * A bash script with its texts blanked, place by place: strings and escaped characters by `"`, the
 * ends of continued lines and here-documents by spaces, comments by `#`. What is left is command, or
 * may be. Behind what is not understood all counts as text.
 */
export function codeOf(script: string): string {
  const code: string[] = [];
  let documents: readonly string[] = [];
  let at = 0;
  while (at < script.length) {
    piece.lastIndex = at;
    const { 0: found = '', groups: { odd, document } = {} } = piece.exec(script) ?? {};
    if (odd || (document && !plainMark.test(document))) {
      return code.join('') + '"'.repeat(script.length - at);
    }
    at += found.length;
    code.push(codeIn(found));
    if (document) documents = [...documents, document];
    if (found !== '\n') continue;
    const end = documents.reduce((start, each) => endOfDocument(script, start, each), at);
    code.push(' '.repeat(end - at));
    at = end;
    documents = [];
  }
  return code.join('');
}

function codeIn(found: string): string {
  if (found.length === 1 && found !== '\\') return found;
  if (found.startsWith('#')) return '#'.repeat(found.length);
  return (found === '\\\n' ? ' ' : '"').repeat(found.length);
}

const word = /[\n;&|()]|[^\s;&|()<>]+/g;

const openings: ReadonlyMap<string, string> = new Map([
  ['fi', 'if'],
  ['done', 'do'],
  ['esac', 'case'],
  ['}', '{'],
  [')', '('],
]);
const openers = new Set(openings.values());

/**
 * Whether code ends where each command is run, by the very shell that reads the script: in no block
 * but the body of a function.
 */
export function isPlainSequence(code: string): boolean {
  const commands = code.replaceAll('#', ' ');
  // The rest of a condition, or the other end of a pipe.
  if (/(?:\||&&)$/.test(commands.trimEnd())) return false;
  const words = commands.match(word) ?? [];
  const open: string[] = [];
  for (const [at, each] of words.entries()) {
    if (openers.has(each)) open.push(isBody(words, at) ? 'body' : each);
    if (isEnd(words, at) && !isEnded(open, each)) return false;
  }
  const [outermost = 'body', ...others] = open;
  return outermost === 'body' && others.length === 0;
}

/** Takes the block that a word ends off those that are open; false where that is another one. */
function isEnded(open: string[], end: string): boolean {
  // The parenthesis behind a pattern of `case` closes none.
  if (end === ')' && open.at(-1) === 'case') return true;
  const block = open.pop();
  return block === openings.get(end) || (block === 'body' && end === '}');
}

/** A word ends a block only where a command begins; elsewhere it is a word like others. */
function isEnd(words: readonly string[], at: number): boolean {
  if (!openings.has(words[at] ?? '')) return false;
  return words[at] === ')' || ['\n', ';'].includes(words[at - 1] ?? '');
}

/** Behind `name()`, also on a line of its own, or `function name`. */
function isBody(words: readonly string[], at: number): boolean {
  if (words[at] !== '{') return false;
  const before = words.slice(Math.max(0, at - 4), at).filter((each) => each !== '\n');
  const [name = '', ...parentheses] = before.slice(-3);
  const isNamed = /^[\w:.-]+$/.test(name) && parentheses.join('') === '()';
  return isNamed || before.at(-2) === 'function';
}

/** Behind the line that ends a here-document; the end of the script where there is none. */
function endOfDocument(script: string, start: number, document: string): number {
  const [mark] = /\w+/.exec(document) ?? [];
  for (let at = start; at < script.length; ) {
    const end = script.indexOf('\n', at);
    const line = script.slice(at, end < 0 ? script.length : end);
    if ((document.startsWith('-') ? line.replace(/^\t+/, '') : line) === mark) return at;
    at += line.length + 1;
  }
  return script.length;
}
