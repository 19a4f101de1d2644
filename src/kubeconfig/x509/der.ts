import { type BaseBlock, Constructed, fromBER } from 'asn1js';

/** One element of DER, with what is in it. */
export interface Der {
  /** The identifier octet: class, whether it is made of others, and number. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** With its header. */
  readonly bytes: Uint8Array;
  readonly children: readonly Der[];
}

/** Identifier octets of the types that certificates and keys are made of. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** A tag that means something in its place only: `[n]`, itself the value or around it. */
export const implicit = (number: number) => 0x80 | number;
export const explicit = (number: number) => 0xa0 | number;

/** A certificate has one or two kilobytes, a key of 8192 bits five. */
export const longestDer = 16 * 1024;

/**
 * A certificate has some hundred elements at most. Without limits, a few kilobytes would be
 * thousands of levels, or objects.
 */
const limits = { maxDepth: 32, maxNodes: 2000, maxContentLength: longestDer, parseEmbedded: false };

/** Reads exactly one element, in DER and no laxer form of BER, as Go does; undefined otherwise. */
export function readDer(bytes: Uint8Array): Der | undefined {
  if (bytes.length === 0 || bytes.length > longestDer) return undefined;
  try {
    const { offset, result } = fromBER(bytes, limits);
    return offset === bytes.length ? toDer(result) : undefined;
  } catch {
    // It throws at some texts, such as one of two octets a character with an odd number of them.
    return undefined;
  }
}

function toDer(block: BaseBlock): Der | undefined {
  const bytes = block.valueBeforeDecodeView;
  const [tag = 0x1f] = bytes;
  const header = headerLength(bytes);
  // Go's reader knows no tags above 30.
  if ((tag & 0x1f) === 0x1f || header === undefined) return undefined;
  const isOfParts = tag === tags.sequence || tag === tags.set || tag >= explicit(0);
  // Texts and numbers in pieces are BER.
  if (block.idBlock.isConstructed !== isOfParts) return undefined;
  const blocks = block instanceof Constructed ? block.valueBlock.value : [];
  const children = blocks.map(toDer);
  if (!children.every((child) => child !== undefined)) return undefined;
  const length = children.reduce((sum, child) => sum + child.bytes.length, header);
  if (isOfParts && length !== bytes.length) return undefined;
  return { tag, content: bytes.subarray(header), bytes, children };
}

/**
 * Undefined where the length is not said in the shortest way, which DER demands, or is not that of
 * what was taken for the element: asn1js lets the last part of another be longer than that.
 */
function headerLength(bytes: Uint8Array): number | undefined {
  const [, first = 0x80, second = 0, third = 0] = bytes;
  if (first < 0x80) return bytes.length === 2 + first ? 2 : undefined;
  if (first === 0x81) return second >= 0x80 && bytes.length === 3 + second ? 3 : undefined;
  const length = second * 0x100 + third;
  const isShortest = first === 0x82 && length >= 0x100;
  return isShortest && bytes.length === 4 + length ? 4 : undefined;
}
