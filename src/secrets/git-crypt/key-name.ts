import { type AttributeFiles, attributesOf } from './attributes.ts';

/** How git-crypt calls the key that `git-crypt init` makes without a name. */
export const defaultKeyName = 'default';

/**
 * The name of the key that git-crypt encrypts a path with. Undefined where it doesn't, or where
 * git would change the ciphertext afterwards: convert its line ends or its encoding.
 */
export function keyNameOf(path: string, files: AttributeFiles): string | undefined {
  const attributes = attributesOf(path, files);
  const [text, eol, encoding, filter] = ['text', 'eol', 'working-tree-encoding', 'filter'].map(
    (name) => attributes.get(name),
  );
  const convertsLineEnds = text === true || (text === undefined && typeof eol === 'string');
  if (convertsLineEnds || typeof encoding === 'string') return undefined;
  const found = /^git-crypt(?:-(.+))?$/.exec(String(filter));
  return found ? (found[1] ?? defaultKeyName) : undefined;
}
