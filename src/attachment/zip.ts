import { crc32, inflateRawSync } from 'node:zlib';
import { fail } from '../problem.ts';

/** A file in a zip, still packed. */
interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly checksum: number;
  readonly packed: Uint8Array;
}

const signatures = {
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  entry: 0x02014b50,
  local: 0x04034b50,
};
const methods = { stored: 0, deflated: 8 };
const longestComment = 0xffff;
const locatorLength = 20;

/**
 * Lists a zip by its central directory (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.14 to 4.3.16). By hand,
 * because the libraries at hand inflate without a limit: 1 MiB of zip kept one busy for seconds.
 *
 * Throws `attachment-archive-broken` or a RangeError for an offset that lies outside.
 */
export function zipEntries(bytes: Uint8Array): readonly ZipEntry[] {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: ZipEntry[] = [];
  let { count, offset } = directoryOf(zip);
  for (; count > 0; count--) {
    entries.push(entryAt(zip, offset));
    offset = nextEntry(zip, offset);
  }
  return entries;
}

/**
 * The content of a file, at most `limitBytes` long. The sizes in the headers are the sender's word
 * and not looked at; the checksum tells that all of it is there.
 *
 * Throws `attachment-archive-password` and `attachment-packing` as well.
 */
export function unzipEntry(entry: ZipEntry, limitBytes: number): Uint8Array {
  if (entry.isEncrypted) fail('attachment-archive-password', {});
  const content = unpacked(entry, limitBytes);
  if (crc32(content) !== entry.checksum) broken();
  return content;
}

function unpacked({ method, packed }: ZipEntry, limitBytes: number): Uint8Array {
  if (method === methods.deflated) return inflateRawSync(packed, { maxOutputLength: limitBytes });
  if (method !== methods.stored) fail('attachment-packing', { format: 'zip without Deflate' });
  if (packed.length > limitBytes) fail('attachment-too-large', { limitBytes });
  return packed;
}

interface Directory {
  readonly count: number;
  readonly offset: number;
}

function directoryOf(zip: Buffer): Directory {
  const end = endOfDirectory(zip);
  const locator = end - locatorLength;
  if (locator < 0 || zip.readUInt32LE(locator) !== signatures.locator64) {
    return { count: zip.readUInt16LE(end + 10), offset: zip.readUInt32LE(end + 16) };
  }
  const end64 = readUInt64(zip, locator + 8);
  if (zip.readUInt32LE(end64) !== signatures.end64) broken();
  return { count: readUInt64(zip, end64 + 32), offset: readUInt64(zip, end64 + 48) };
}

/** Nothing here is so large that it does not fit; what lies outside is told when it is read. */
function readUInt64(zip: Buffer, offset: number): number {
  return Number(zip.readBigUInt64LE(offset));
}

function endOfDirectory(zip: Buffer): number {
  const first = Math.max(0, zip.length - 22 - longestComment);
  for (let offset = zip.length - 22; offset >= first; offset--) {
    if (zip.readUInt32LE(offset) === signatures.end) return offset;
  }
  return broken();
}

function entryAt(zip: Buffer, offset: number): ZipEntry {
  const { packedSize, local } = placeOf(zip, offset);
  const isEntry = zip.readUInt32LE(offset) === signatures.entry;
  if (!isEntry || zip.readUInt32LE(local) !== signatures.local) broken();
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  return {
    name: zip.toString('utf8', offset + 46, offset + 46 + zip.readUInt16LE(offset + 28)),
    method: zip.readUInt16LE(offset + 10),
    isEncrypted: (zip.readUInt16LE(offset + 8) & 1) === 1,
    checksum: zip.readUInt32LE(offset + 16),
    packed: zip.subarray(start, start + packedSize),
  };
}

/** Where a file lies. A number with all bits set stands in the extra field, where it has 64. */
function placeOf(zip: Buffer, offset: number) {
  let wide = zip64Field(zip, offset);
  const [, packedSize = 0, local = 0] = [24, 20, 42].map((field) => {
    const number = zip.readUInt32LE(offset + field);
    if (number !== 0xffffffff || wide === undefined) return number;
    wide += 8;
    return readUInt64(zip, wide - 8);
  });
  return { packedSize, local };
}

/** Where the numbers of 64 bits begin (4.5.3); undefined where an entry has none. */
function zip64Field(zip: Buffer, offset: number): number | undefined {
  let field = offset + 46 + zip.readUInt16LE(offset + 28);
  const end = field + zip.readUInt16LE(offset + 30);
  while (field + 4 <= end) {
    if (zip.readUInt16LE(field) === 1) return field + 4;
    field += 4 + zip.readUInt16LE(field + 2);
  }
  return undefined;
}

function nextEntry(zip: Buffer, offset: number): number {
  const [name, extra, comment] = [offset + 28, offset + 30, offset + 32];
  return offset + 46 + zip.readUInt16LE(name) + zip.readUInt16LE(extra) + zip.readUInt16LE(comment);
}

function broken(): never {
  return fail('attachment-archive-broken', { format: 'zip' });
}
