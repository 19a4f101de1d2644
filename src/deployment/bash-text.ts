/** What can stand in a script where a word may begin or go on, as far as it may hold other text. */
const piece =
  /\\[\s\S]?|(?<=^|[\s;&|()])#[^\n]*|\$'(?:[^'\\]|\\[\s\S])*(?:'|$)|'[^']*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|(?<!<)<<(?<document>-?[ \t]*[^\s;&|<>()]+)|[\s\S]/y;

/**
 * Whether a place in a bash script lies in a string, a comment or a here-document, and so is no
 * command of this script, whatever it looks like. Also where that can't be told for sure.
 */
export function isText(script: string, place: number): boolean {
  let documents: readonly string[] = [];
  let at = 0;
  while (at < place) {
    piece.lastIndex = at;
    const found = piece.exec(script);
    if (!found) return true;
    at = piece.lastIndex;
    if (found.groups?.document) documents = [...documents, found.groups.document];
    if (found[0] !== '\n') continue;
    at = documents.reduce((start, document) => endOfDocument(script, start, document), at);
    documents = [];
  }
  return at > place;
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
