import { fail } from '../../../problem.ts';
import { assertNoPrefix } from './agreement.ts';

/** A field of a header block, as byte offsets in it. */
interface Field {
  readonly start: number;
  readonly end: number;
}

/** Offsets from POSIX.1-2017, pax, "ustar Interchange Format"; the same in v7 and GNU headers. */
export const octalField = {
  size: { start: 124, end: 136 },
  checksum: { start: 148, end: 156 },
} as const satisfies Record<string, Field>;

const textField = {
  name: { start: 0, end: 100 },
  magic: { start: 257, end: 263 },
  prefix: { start: 345, end: 500 },
} as const satisfies Record<string, Field>;

const typeOffset = 156;

/** The type flag as a character; v7's NUL is the same as `0`. */
export function typeOf(header: Uint8Array): string {
  const flag = header[typeOffset] ?? 0;
  return flag === 0 ? '0' : String.fromCharCode(flag);
}

/** The name in a header, without regard to what an extension header before it says. */
export function nameOf(header: Uint8Array): string {
  const name = readText(header, textField.name);
  const prefix = readText(header, textField.prefix);
  // GNU's magic is `ustar ` and its headers keep other things where POSIX has the prefix.
  if (readText(header, textField.magic) !== 'ustar') {
    assertNoPrefix(prefix);
    return name;
  }
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** The size in a header, and whether it is octal digits, as opposed to GNU's base 256. */
export function sizeOf(header: Uint8Array): { readonly size: number; readonly isOctal: boolean } {
  const { start, end } = octalField.size;
  const first = header[start] ?? 0;
  if (first < 0x80) return { size: readOctal(header, octalField.size), isOctal: true };
  const rest = header.subarray(start + 1, end);
  const size = rest.reduce((sum, byte) => sum * 256 + byte, first & 0x7f);
  return { size, isOctal: false };
}

/** The checksum that a header should have: the sum of its bytes, with spaces for the checksum. */
export function checksumOf(header: Uint8Array): number {
  const { start, end } = octalField.checksum;
  return header.reduce((sum, byte, at) => sum + (at >= start && at < end ? 0x20 : byte), 0);
}

/** Throws `secrets-tar` if the block is no header. */
export function readOctal(header: Uint8Array, field: Field): number {
  return Number.parseInt(octalDigits(header, field).text, 8);
}

/** Writes a number where one was, with the same width, filling and terminator. */
export function writeOctal(header: Uint8Array, field: Field, value: number): void {
  const { start, width, fill } = octalDigits(header, field);
  const text = value.toString(8).padStart(width, fill);
  if (text.length > width) fail('secrets-tar', { reason: 'a number does not fit its field' });
  header.set(Buffer.from(text, 'latin1'), start);
}

export function isZero(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

function octalDigits(header: Uint8Array, field: Field) {
  const text = Buffer.from(header.subarray(field.start, field.end)).toString('latin1');
  // At least one digit: GNU tar takes a field without any for damaged, others for a zero.
  const match = /^( *)([0-7]+)[ \0]*$/.exec(text);
  const [, spaces = '', digits = ''] = match ?? [];
  if (match === null) fail('secrets-tar', { reason: 'it has a damaged header' });
  const fill = spaces === '' ? '0' : ' ';
  return { text: digits, start: field.start, width: spaces.length + digits.length, fill };
}

function readText(header: Uint8Array, { start, end }: Field): string {
  return Buffer.from(header.subarray(start, end)).toString('utf8').replace(/\0.*$/s, '');
}
