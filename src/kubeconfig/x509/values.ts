import { type Der, tags } from './der.ts';

/** A whole number, in as few octets as DER wants. */
export function integerOf(der: Der | undefined, tag: number = tags.integer): bigint | undefined {
  if (der?.tag !== tag) return undefined;
  const [first, second] = der.content;
  if (first === undefined) return undefined;
  const isSignExtended = second !== undefined && first === (second < 0x80 ? 0x00 : 0xff);
  if (isSignExtended) return undefined;
  return BigInt.asIntN(der.content.length * 8, BigInt(`0x0${der.content.toHex()}`));
}

export function bitLength(number: bigint): number {
  return number.toString(2).length;
}

/** An object identifier in hexadecimal, without tag and length. */
export function oidOf(der: Der | undefined): string | undefined {
  if (der?.tag !== tags.oid || !isOid(der.content)) return undefined;
  return der.content.toHex();
}

/** Go takes parts of 31 bits at most, each in as few octets as possible. */
function isOid(content: Uint8Array): boolean {
  let part = 0;
  let octets = 0;
  for (const octet of content) {
    if ((octets === 0 && octet === 0x80) || part >= 2 ** 24) return false;
    part = part * 2 ** 7 + (octet & 0x7f);
    octets += 1;
    if (octet < 0x80) [part, octets] = [0, 0];
  }
  return content.length > 0 && octets === 0;
}

export function booleanOf(der: Der | undefined): boolean | undefined {
  if (der?.tag !== tags.boolean || der.content.length !== 1) return undefined;
  const [octet] = der.content;
  return octet === 0xff || (octet === 0x00 ? false : undefined);
}

/** A bit string of whole octets, as keys and signatures are. */
export function octetsOfBitString(der: Der | undefined): Uint8Array | undefined {
  return der?.tag === tags.bitString && der.content[0] === 0 ? der.content.subarray(1) : undefined;
}

/** The bits of a bit string, the first one first; those that pad it have to be zero. */
export function bitsOf(der: Der | undefined): readonly boolean[] | undefined {
  if (der?.tag !== tags.bitString) return undefined;
  const [padding = 8, ...octets] = der.content;
  const bits = octets.flatMap((octet) => [...octet.toString(2).padStart(8, '0')]);
  const padded = bits.splice(bits.length - Math.min(padding, bits.length), padding);
  const isPadded = padding < 8 && padded.length === padding && !padded.includes('1');
  return isPadded ? bits.map((bit) => bit === '1') : undefined;
}

/** `YYMMDDHHMMSSZ`, or the same with the year in four digits. */
export function timeOf(der: Der | undefined): Date | undefined {
  const text = der === undefined ? '' : textOf(der.content);
  if (der?.tag === tags.generalizedTime) return dateOf(text);
  const century = text < '50' ? '20' : '19';
  return der?.tag === tags.utcTime ? dateOf(century + text) : undefined;
}

function dateOf(text: string): Date | undefined {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const time = new Date(iso);
  // The 30th of February is no day to Go, and the 2nd of March to JavaScript.
  return !Number.isNaN(time.getTime()) && time.toISOString() === iso ? time : undefined;
}

export function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((octet, index) => octet === other[index]);
}

export function isAscii(content: Uint8Array): boolean {
  return content.every((octet) => octet < 0x80);
}

/** Text in one octet a character. */
export function textOf(content: Uint8Array): string {
  return String.fromCharCode(...content);
}
