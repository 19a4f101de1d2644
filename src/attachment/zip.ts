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

const signatures = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 };
const methods = { stored: 0, deflated: 8 };
const longestComment = 0xffff;

/**
 * Lists a zip by its central directory (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16). By hand, because the
 * libraries at hand inflate without a limit: 1 MiB of zip kept one busy for seconds.
 *
 * Throws `attachment-archive-broken` or a RangeError for an offset that lies outside.
 */
export function zipEntries(bytes: Uint8Array): readonly ZipEntry[] {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(zip);
  const count = zip.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let offset = zip.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    entries.push(entryAt(zip, offset));
    offset = nextEntry(zip, offset);
  }
  return entries;
}

/**
 * The content of a file, at most `limitBytes` long. The sizes in the headers are the sender's word
 * and not looked at; the checksum tells that all of it is there.
 */
export function unzipEntry(entry: ZipEntry, limitBytes: number): Uint8Array {
  if (entry.isEncrypted) broken();
  const content = unpacked(entry, limitBytes);
  if (crc32(content) !== entry.checksum) broken();
  return content;
}

function unpacked({ method, packed }: ZipEntry, limitBytes: number): Uint8Array {
  if (method === methods.deflated) return inflateRawSync(packed, { maxOutputLength: limitBytes });
  if (method !== methods.stored) return broken();
  if (packed.length > limitBytes) fail('attachment-too-large', { limitBytes });
  return packed;
}

function endOfDirectory(zip: Buffer): number {
  const first = Math.max(0, zip.length - 22 - longestComment);
  for (let offset = zip.length - 22; offset >= first; offset--) {
    if (zip.readUInt32LE(offset) === signatures.end) return offset;
  }
  return broken();
}

function entryAt(zip: Buffer, offset: number): ZipEntry {
  const local = zip.readUInt32LE(offset + 42);
  const isEntry = zip.readUInt32LE(offset) === signatures.entry;
  if (!isEntry || zip.readUInt32LE(local) !== signatures.local) broken();
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  return {
    name: zip.toString('utf8', offset + 46, offset + 46 + zip.readUInt16LE(offset + 28)),
    method: zip.readUInt16LE(offset + 10),
    isEncrypted: (zip.readUInt16LE(offset + 8) & 1) === 1,
    checksum: zip.readUInt32LE(offset + 16),
    packed: zip.subarray(start, start + zip.readUInt32LE(offset + 20)),
  };
}

function nextEntry(zip: Buffer, offset: number): number {
  const [name, extra, comment] = [offset + 28, offset + 30, offset + 32];
  return offset + 46 + zip.readUInt16LE(name) + zip.readUInt16LE(extra) + zip.readUInt16LE(comment);
}

function broken(): never {
  return fail('attachment-archive-broken', { format: 'zip' });
}
