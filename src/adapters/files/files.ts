import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Reads a text file. Throws Node's own error, whose `code` tells what is wrong. */
export function readText(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

/** Reads a file. Throws Node's own error. */
export async function readBytes(path: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(path));
}

/** A file's text, and its name in its folder. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Reads a text file, or each file of a folder (not of the folders in it). */
export async function readTexts(path: string): Promise<readonly NamedText[]> {
  if (!(await stat(path)).isDirectory()) return [await readNamed(dirname(path), basename(path))];
  const entries = await readdir(path, { withFileTypes: true });
  // Kubernetes mounts a secret's files as links to files in a hidden folder.
  const names = entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  return Promise.all(names.sort().map((name) => readNamed(path, name)));
}

async function readNamed(folder: string, name: string): Promise<NamedText> {
  return { name, text: await readText(join(folder, name)) };
}
