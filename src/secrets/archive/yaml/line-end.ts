/** The line end that a text uses just before an offset, or else after it. */
export function lineEndAt(text: string, offset: number): string {
  const newline = text.lastIndexOf('\n', Math.max(offset - 1, 0));
  const found = newline >= 0 ? newline : text.indexOf('\n');
  return text[found - 1] === '\r' ? '\r\n' : '\n';
}
