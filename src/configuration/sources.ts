import { type NamedText, readText, readTexts } from '../adapters/files/files.ts';
import { fail } from '../problem.ts';
import { configurationMistakes as mistakes } from '../wording/terminal/configuration.ts';

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
): Promise<readonly NamedText[]> {
  if (!path) return [];
  return readTexts(path).catch((error: unknown) => unreadable(variable, error));
}

function unreadable(variable: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return fail('file-unreadable', { variable, code });
}

/** Finds where a secret is in the environment, or what is wrong with that; neither where it need not be. */
export type Find<Kind extends Source> = (
  environment: NodeJS.ProcessEnv,
  variable: string,
  need: 'required' | 'optional',
) => { readonly source?: Kind; readonly mistake?: readonly [string] };

/** A secret that is a value or a file, and not both. */
export const findSource: Find<Source> = (environment, variable, need) => {
  const value = environment[variable];
  const path = environment[`${variable}_PATH`];
  if (value && path) return { mistake: [`${variable} ${mistakes.oneOfTwo(`${variable}_PATH`)}`] };
  if (value) return { source: { value } };
  if (path) return { source: { path } };
  if (need === 'optional') return {};
  return { mistake: [`${variable} ${mistakes.neither(`${variable}_PATH`)}`] };
};

/** What the bot itself must not hold it takes in a file, which only a sandbox opens. */
export const findFile: Find<FileSource> = (environment, variable, need) => {
  const withPath = `${variable}_PATH`;
  if (environment[variable]) return { mistake: [`${variable} ${mistakes.fileOnly(withPath)}`] };
  const path = environment[withPath];
  if (path) return { source: { path } };
  return need === 'optional' ? {} : { mistake: [`${withPath} ${mistakes.missing}`] };
};
