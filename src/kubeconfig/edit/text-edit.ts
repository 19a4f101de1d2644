/** Replaces the characters from `start` to `end` (exclusive) of a text. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits that do not overlap; offsets are those of the text before any of them. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const inOrder = edits.toSorted((one, other) => one.start - other.start);
  let result = '';
  let position = 0;
  for (const edit of inOrder) {
    if (edit.start < position || edit.end < edit.start) throw new RangeError('edits overlap');
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}

export function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The line end that a text uses just before an offset, or else after it. */
export function lineEndAt(text: string, offset: number): string {
  const newline = text.lastIndexOf('\n', Math.max(offset - 1, 0));
  const found = newline >= 0 ? newline : text.indexOf('\n');
  return text[found - 1] === '\r' ? '\r\n' : '\n';
}
