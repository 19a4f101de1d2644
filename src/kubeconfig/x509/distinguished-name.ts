import { type Der, tags } from './der.ts';
import { isAscii, oidOf, textOf } from './values.ts';

/** A distinguished name whose texts hold what their types allow, as Go checks them. */
export function isName(der: Der | undefined): boolean {
  return (
    der?.tag === tags.sequence &&
    der.children.every((set) => set.tag === tags.set && set.children.every(isAttribute))
  );
}

function isAttribute({ tag, children: [type, value, more] }: Der): boolean {
  if (tag !== tags.sequence || oidOf(type) === undefined || more !== undefined) return false;
  return value !== undefined && texts[value.tag]?.(value.content) === true;
}

const texts: Readonly<Record<number, (content: Uint8Array) => boolean>> = {
  [tags.utf8String]: (content) => decoded(content, 'utf-8') !== undefined,
  [tags.numericString]: (content) => /^[0-9 ]*$/.test(textOf(content)),
  // Go lets `*` and `&` pass too, as many certificates have them there.
  [tags.printableString]: (content) => /^[A-Za-z0-9 '()+,./:=?*&-]*$/.test(textOf(content)),
  [tags.t61String]: () => true,
  [tags.ia5String]: isAscii,
  [tags.bmpString]: isBmp,
};

/** Two octets a character, with none that UTF-16 uses otherwise. */
function isBmp(content: Uint8Array): boolean {
  const text = decoded(content, 'utf-16be');
  return text !== undefined && !/[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/.test(text);
}

function decoded(content: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}
