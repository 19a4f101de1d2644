import { fail } from '../problem.ts';
import { checksumOf, isZero, nameOf, octalField, readOctal, sizeOf, typeOf } from './tar-header.ts';
import { readPaxRecords } from './tar-pax.ts';

export const blockBytes = 512;

/** One member of an archive, with byte offsets in it. */
export interface Member {
  readonly name: string;
  readonly kind: 'file' | 'sparse' | 'other';
  /** Where the extension headers before it begin, or its own header if it has none. */
  readonly start: number;
  readonly headerStart: number;
  readonly dataStart: number;
  readonly size: number;
  /** Whether only the header says the size, and in octal digits. */
  readonly sizeIsOctal: boolean;
  /** Where the next one begins. */
  readonly end: number;
}

export interface TarLayout {
  readonly members: readonly Member[];
  /** Where the zeros at the end of the archive begin. */
  readonly end: number;
}

/** What extension headers say of the member after them (`own`) or of all after them (`global`). */
interface Extension {
  readonly start: number;
  readonly longName?: string;
  readonly own: ReadonlyMap<string, string>;
  readonly global: ReadonlyMap<string, string>;
}

/**
 * Reads where the members of a v7, ustar, pax or GNU archive are. Refuses (`secrets-tar`) what
 * readers of tar take in different ways, so that no two of them can see different files.
 */
export function readMembers(tar: Uint8Array): TarLayout {
  const members: Member[] = [];
  let extension: Extension = { start: 0, own: new Map(), global: new Map() };
  let offset = 0;
  while (offset < tar.length) {
    const header = tar.subarray(offset, offset + blockBytes);
    if (isZero(header)) break;
    assertHeader(header, offset);
    const member = readOne(tar, offset, extension);
    const extended = extend(tar, member, extension);
    if (extended === undefined) members.push(member);
    offset = member.end;
    extension = extended ?? { start: offset, own: new Map(), global: extension.global };
  }
  if (extension.start !== offset) fail('secrets-tar', { reason: 'it ends in the middle' });
  if (!isZero(tar.subarray(offset))) fail('secrets-tar', { reason: 'data follows its end' });
  return { members, end: offset };
}

function assertHeader(header: Uint8Array, offset: number): void {
  if (offset === 0 && isCompressed(header)) fail('secrets-tar', { reason: 'it is compressed' });
  if (header.length < blockBytes) fail('secrets-tar', { reason: 'it ends in the middle' });
  if (readOctal(header, octalField.checksum) !== checksumOf(header)) {
    fail('secrets-tar', { reason: 'it has a damaged header' });
  }
}

function readOne(tar: Uint8Array, offset: number, { start, longName, own, global }: Extension) {
  const header = tar.subarray(offset, offset + blockBytes);
  const type = typeOf(header);
  const record = (key: string) => own.get(key) ?? global.get(key);
  const inHeader = sizeOf(header);
  const inRecord = record('size');
  const size = inRecord === undefined ? inHeader.size : Number(inRecord);
  assertSize(type, size);
  const dataStart = offset + blockBytes + sparseMapBytes(tar, offset, type);
  const end = dataStart + Math.ceil(size / blockBytes) * blockBytes;
  if (end > tar.length) fail('secrets-tar', { reason: 'it ends in the middle' });
  const name = record('GNU.sparse.name') ?? record('path') ?? longName ?? nameOf(header);
  const isSparse = type === 'S' || [...own.keys()].some((key) => key.startsWith('GNU.sparse.'));
  const sizeIsOctal = inHeader.isOctal && inRecord === undefined;
  const kind = isSparse ? 'sparse' : isFile(type, name) ? 'file' : 'other';
  return { name, kind, start, headerStart: offset, dataStart, size, sizeIsOctal, end } as const;
}

/** What a member says of those after it, if it is an extension header and no file. */
function extend(tar: Uint8Array, member: Member, extension: Extension): Extension | undefined {
  const data = tar.subarray(member.dataStart, member.dataStart + member.size);
  switch (typeOf(tar.subarray(member.headerStart))) {
    case 'x':
      return { ...extension, own: new Map([...extension.own, ...readPaxRecords(data)]) };
    case 'g':
      return { ...extension, global: new Map([...extension.global, ...readPaxRecords(data)]) };
    case 'L':
      return { ...extension, longName: Buffer.from(data).toString('utf8').replace(/\0.*$/s, '') };
    case 'K':
      return extension;
    default:
      return undefined;
  }
}

function isFile(type: string, name: string): boolean {
  // A v7 directory is a regular file but for the slash at the end of its name.
  return (type === '0' || type === '7') && !name.endsWith('/');
}

function assertSize(type: string, size: number): void {
  if (!Number.isSafeInteger(size)) fail('secrets-tar', { reason: 'it has a damaged header' });
  // POSIX leaves open whether links, devices and directories with a size are followed by data.
  if (/[1-6]/.test(type) && size > 0) {
    fail('secrets-tar', { reason: 'a member that is not a file has a size' });
  }
  if (type === 'M') fail('secrets-tar', { reason: 'it is a part of several volumes' });
}

/** The bytes between an old GNU sparse header and the data: more of its map, a block each. */
function sparseMapBytes(tar: Uint8Array, offset: number, type: string): number {
  if (type !== 'S') return 0;
  let bytes = 0;
  let isExtended = tar[offset + 482] === 1;
  while (isExtended) {
    isExtended = tar[offset + blockBytes + bytes + 504] === 1;
    bytes += blockBytes;
  }
  return bytes;
}

/** By the first bytes of gzip, bzip2, xz and zstd. */
function isCompressed(start: Uint8Array): boolean {
  const magic = Buffer.from(start.subarray(0, 4)).toString('hex');
  return /^(1f8b|425a68|fd377a58|28b52ffd)/.test(magic);
}
