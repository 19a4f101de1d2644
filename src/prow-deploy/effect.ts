import { createHash } from 'node:crypto';

/** A text before a change and after it. */
interface ChangedText {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Tells a change of texts again, wherever in them it stands: the lines that it adds and those that
 * it removes. That other lines come, go and move around them makes no other change of it.
 */
export function effectOf(texts: readonly ChangedText[]): string {
  const lines = texts.map(({ path, before, after }) => [
    path,
    linesOnlyIn(after, before),
    linesOnlyIn(before, after),
  ]);
  return createHash('sha256').update(JSON.stringify(lines)).digest('base64url').slice(0, 22);
}

/** As often as they stand there more often. */
function linesOnlyIn(text: string, other: string): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of other.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1);
  const more = text.split('\n').filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0;
  });
  return more.toSorted();
}
