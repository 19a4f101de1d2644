import { readFileSync } from 'node:fs';

/** A file of the project, by its path from the root. */
export function readProjectFile(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The cells of the one table with this header, row by row. */
export function tableIn(path: string, header: readonly string[]): readonly (readonly string[])[] {
  const lines = readProjectFile(path).split('\n');
  const [start, ...others] = lines.flatMap((line, at) =>
    `${cellsOf(line)}` === `${header}` ? [at] : [],
  );
  if (start === undefined || others.length > 0) {
    throw new Error(`${path} has no single table with the header ${header.join(', ')}`);
  }
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.trimStart().startsWith('|'));
  return rows.slice(0, end).map(cellsOf);
}

function cellsOf(row: string): readonly string[] {
  return row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** What stands in backticks. */
export function codeIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}
