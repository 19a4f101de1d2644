import { readFile, rename, writeFile } from 'node:fs/promises';
import { resolve, sep } from 'node:path';

/** A local checkout of the secrets repository. */
export interface Checkout {
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  /** Replaces a file in one step, so that an interrupted run leaves the old one. */
  readonly write: (path: string, content: string) => Promise<void>;
}

export function openCheckout(folder: string): Checkout {
  const inside = (path: string) => {
    const full = resolve(folder, path);
    if (!full.startsWith(resolve(folder) + sep)) throw new Error('path outside of the checkout');
    return full;
  };
  return {
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
