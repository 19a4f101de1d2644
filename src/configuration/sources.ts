import { readText, readTexts } from '../adapters/files/files.ts';
import { fail } from '../problem.ts';

/** A secret given as a value, or in a file. */
export type Source = { readonly value: string } | FileSource;

export interface FileSource {
  readonly path: string;
}

/** Reads a secret. Throws `file-unreadable`. */
export async function readSource(source: Source, variable: string): Promise<string> {
  if ('value' in source) return source.value;
  return readText(source.path).catch((error: unknown) => unreadable(`${variable}_PATH`, error));
}

/** Reads a file, or all of a folder; none where the variable is not set. Throws `file-unreadable`. */
export async function readFiles(
  path: string | undefined,
  variable: string,
): Promise<readonly string[]> {
  if (!path) return [];
  return readTexts(path).catch((error: unknown) => unreadable(variable, error));
}

function unreadable(variable: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return fail('file-unreadable', { variable, code });
}
