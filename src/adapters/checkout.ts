import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';

/** A local checkout of the secrets repository. */
export interface Checkout {
  readonly list: () => Promise<readonly string[]>;
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  /** Replaces a file in one step, so that an interrupted run leaves the old one. */
  readonly write: (path: string, content: Uint8Array) => Promise<void>;
}

export function openCheckout(folder: string): Checkout {
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
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
    write: async (path, content) => {
      const target = inside(path);
      const temporary = `${target}.new`;
      await writeFile(temporary, content);
      await rename(temporary, target);
    },
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
