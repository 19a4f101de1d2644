import { type AttributeFiles, attributesOf } from './attributes.ts';

/** How git-crypt calls the key that `git-crypt init` makes without a name. */
export const defaultKeyName = 'default';

/**
 * The name of the key that git-crypt encrypts a path with. Undefined where it doesn't, or where
 * git would change the ciphertext when it is checked out or added.
 */
export function keyNameOf(path: string, files: AttributeFiles): string | undefined {
  const attributes = attributesOf(path, files);
  if (isConverted(attributes)) return undefined;
  const found = /^git-crypt(?:-(.+))?$/.exec(String(attributes.get('filter')));
  return found ? (found[1] ?? defaultKeyName) : undefined;
}

/** What git knows of line ends (`git_path_check_crlf`); of any other value it takes no notice. */
const lineEnds: readonly unknown[] = [true, false, 'auto', 'input'];

function isConverted(attributes: ReturnType<typeof attributesOf>): boolean {
  if (attributes.get('ident') === true) return true;
  if (attributes.get('working-tree-encoding') !== undefined) return true;
  // `crlf` is what `text` was once called, and counts where that says nothing.
  const [text, crlf] = ['text', 'crlf'].map((name) => attributes.get(name));
  const found = [text, crlf].find((value) => lineEnds.includes(value));
  // With `auto` git looks for a NUL, which each blob of git-crypt has.
  return found === undefined
    ? typeof attributes.get('eol') === 'string'
    : found !== false && found !== 'auto';
}
