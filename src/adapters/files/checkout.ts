import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fail } from '../../problem.ts';
import { type Git, openGit } from './git.ts';

/** A local checkout of the secrets repository. */
export interface Checkout {
  readonly list: () => Promise<readonly string[]>;
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  /** Replaces a file in one step, so that an interrupted run leaves the old one. */
  readonly write: (path: string, content: Uint8Array) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
}

/** Opens a checkout of git, or a plain folder with the same files. */
export async function openCheckout(folder: string): Promise<Checkout> {
  const files = openFolder(folder);
  return (await exists(join(folder, '.git'))) ? throughGit(files, openGit(folder)) : files;
}

interface Folder extends Checkout {
  /** Writes a file where it belongs at once; an interrupted run leaves a part of it. */
  readonly overwrite: Checkout['write'];
}

function openFolder(folder: string): Folder {
  const inside = (path: string) => {
    const full = resolve(folder, path);
    if (!full.startsWith(resolve(folder) + sep)) throw new Error('path outside of the checkout');
    return full;
  };
  return {
    list: () => listFiles(folder),
    read: async (path) => {
      try {
        return new Uint8Array(await readFile(inside(path)));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    write: async (path, content) => {
      const target = inside(path);
      const temporary = `${target}.new`;
      await mkdir(dirname(target), { recursive: true });
      await writeFile(temporary, content);
      await rename(temporary, target);
    },
    overwrite: async (path, content) => {
      await mkdir(dirname(inside(path)), { recursive: true });
      await writeFile(inside(path), content);
    },
    remove: (path) => rm(inside(path)),
  };
}

/**
 * The files as git stores them. Where git-crypt has unlocked the checkout they lie there decrypted,
 * and git's filters encrypt what is read here and decrypt what is written; where it is locked they
 * lie there as they are stored.
 */
function throughGit(files: Folder, git: Git): Checkout {
  const store = async (args: readonly string[], input?: Uint8Array) =>
    (await git(['hash-object', ...args], input)).toString().trim();
  return {
    list: async () => {
      const listed = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
      return [...new Set(listed.toString().split('\0').filter(Boolean))];
    },
    read: async (path) => {
      const file = await files.read(path);
      if (!file) return undefined;
      const blob = await store(['-w', '--stdin', '--path', path], file);
      return new Uint8Array(await git(['cat-file', 'blob', blob]));
    },
    write: async (path, content) => {
      const blob = await store(['-w', '--stdin', '--no-filters'], content);
      const file = await git(['cat-file', '--filters', '--path', path, blob]);
      // Here the working tree decides what git would store, not the commit that was read.
      if ((await store(['--stdin', '--path', path], file)) !== blob) {
        fail('git-crypt-not-applied', { path });
      }
      // Decrypted, it must be in no other file, not even for a moment; git can restore it.
      const write = file.equals(content) ? files.write : files.overwrite;
      await write(path, new Uint8Array(file));
    },
    remove: files.remove,
  };
}

/** All but git's own files. */
async function listFiles(folder: string): Promise<readonly string[]> {
  const top = await readdir(folder, { withFileTypes: true });
  const folders = top.filter((entry) => entry.isDirectory() && entry.name !== '.git');
  const below = await Promise.all(
    folders.map(({ name }) =>
      readdir(join(folder, name), { withFileTypes: true, recursive: true }),
    ),
  );
  return [...top, ...below.flat()]
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
