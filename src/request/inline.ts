/** A piece of the text inside a block. */
interface Piece {
  readonly type: 'text' | 'code' | 'comment';
  readonly raw: string;
}

/**
 * Takes code spans and HTML comments out of what is inside a block. A comment without an end is
 * none, and neither are backticks that nothing closes. Takes linear time.
 */
export function inlinePieces(raw: string): readonly Piece[] {
  const marks = [...raw.matchAll(/`+|<!--|-->/g)];
  const pieces: Piece[] = [];
  const laterOf = positionsOf(marks);
  let position = 0;
  for (const { 0: mark, index } of marks) {
    if (index < position || mark === '-->') continue;
    const end = laterOf(mark === '<!--' ? '-->' : mark, index + mark.length);
    if (end === undefined) continue;
    pieces.push({ type: 'text', raw: raw.slice(position, index) });
    pieces.push({ type: mark === '<!--' ? 'comment' : 'code', raw: raw.slice(index, end) });
    position = end;
  }
  return [...pieces, { type: 'text', raw: raw.slice(position) }];
}

/** Answers where the next such mark from a position on ends. Positions must not go back. */
function positionsOf(marks: readonly RegExpExecArray[]) {
  const positions = new Map<string, number[]>();
  for (const { 0: mark, index } of marks.toReversed()) {
    const known = positions.get(mark);
    if (known) known.push(index);
    else positions.set(mark, [index]);
  }
  return (mark: string, from: number): number | undefined => {
    const left = positions.get(mark) ?? [];
    while ((left.at(-1) ?? from) < from) left.pop();
    const next = left.at(-1);
    return next === undefined ? undefined : next + mark.length;
  };
}
