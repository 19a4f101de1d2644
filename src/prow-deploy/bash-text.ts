/** What can stand in a script where a word may begin or go on, as far as it may hold other text. */
const piece =
  /\\[\s\S]?|(?<=^|[\s;&|()])(?<!\\\n)#[^\n]*|\$'(?:[^'\\]|\\[\s\S])*(?:'|$)|'[^']*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|(?<!<)<<(?<document>-?[ \t]*[^\s;&|<>()]+)|[\s\S]/y;

/**
 * A bash script with its texts blanked, place by place: strings, escaped characters, the ends of
 * continued lines and here-documents by spaces, comments by `#`. What is left is command, or may
 * be: `$` and braces are not understood.
 */
export function codeOf(script: string): string {
  const code: string[] = [];
  let documents: readonly string[] = [];
  let at = 0;
  while (at < script.length) {
    piece.lastIndex = at;
    const [found = '', document] = piece.exec(script) ?? [];
    at += found.length;
    const isText = found.length > 1 || found === '\\';
    code.push(isText ? (found.startsWith('#') ? '#' : ' ').repeat(found.length) : found);
    if (document) documents = [...documents, document];
    if (found !== '\n') continue;
    const end = documents.reduce((start, each) => endOfDocument(script, start, each), at);
    code.push(' '.repeat(end - at));
    at = end;
    documents = [];
  }
  return code.join('');
}

/** Whether code ends where each command is run, by the very shell that reads the script. */
export function isPlainSequence(code: string): boolean {
  // The rest of a condition, or the other end of a pipe.
  if (/(?:\||&&)$/.test(code.replaceAll('#', ' ').trimEnd())) return false;
  const words = code.split(/[\s;&|(){}]+/);
  const isClosed = blocks.every(([opening, closing]) => depthOf(words, opening, closing) === 0);
  return isClosed && depthOf([...code], '(', ')') === 0;
}

const blocks = [
  ['if', 'fi'],
  ['do', 'done'],
  ['case', 'esac'],
] as const;

/** The parenthesis behind a pattern of `case` closes none. */
function depthOf(parts: readonly string[], opening: string, closing: string): number {
  return parts.reduce((depth, part) => {
    if (part === opening) return depth + 1;
    return part === closing ? Math.max(0, depth - 1) : depth;
  }, 0);
}

/** Behind the line that ends a here-document; the end of the script where there is none. */
function endOfDocument(script: string, start: number, document: string): number {
  const mark = document.replaceAll(/^-?[ \t]*|['"\\]/g, '');
  for (let at = start; at < script.length; ) {
    const end = script.indexOf('\n', at);
    const line = script.slice(at, end < 0 ? script.length : end);
    if ((document.startsWith('-') ? line.replace(/^\t+/, '') : line) === mark) return at;
    at += line.length + 1;
  }
  return script.length;
}
