import { fail } from '../../../problem.ts';
import {
  assertFolderByName,
  assertForAll,
  assertKnownType,
  assertNoneSparse,
  assertOrder,
  assertPlaces,
  assertSize,
  type Records,
} from './agreement.ts';
import { checksumOf, isZero, nameOf, octalField, readOctal, sizeOf, typeOf } from './header.ts';
import { readPaxRecords } from './pax.ts';

export const blockBytes = 512;

/** One member of an archive, with byte offsets in it. */
export interface Member {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
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

/** What extension headers say of the member after them. */
interface Extension {
  readonly start: number;
  /** Their types, in their order. */
  readonly types: string;
  readonly longName?: string;
  readonly own: Records;
}

const none: Records = new Map();

/**
 * Reads where the members of a v7, ustar, pax or GNU archive are. Refuses (`secrets-tar`) what
 * readers of tar take in different ways, so that no two of them can see different files.
 */
export function readMembers(tar: Uint8Array): TarLayout {
  const members: Member[] = [];
  let extension: Extension = { start: 0, types: '', own: none };
  let offset = 0;
  while (offset < tar.length) {
    const header = tar.subarray(offset, offset + blockBytes);
    if (isZero(header)) break;
    assertHeader(header, offset);
    const member = readOne(tar, offset, extension);
    const extended = extend(tar, member, extension);
    if (extended === undefined) members.push(member);
    offset = member.end;
    extension = extended ?? { start: offset, types: '', own: none };
  }
  if (extension.start !== offset) fail('secrets-tar', { reason: 'it ends in the middle' });
  if (!isZero(tar.subarray(offset))) fail('secrets-tar', { reason: 'data follows its end' });
  assertPlaces(members);
  return { members, end: offset };
}

function assertHeader(header: Uint8Array, offset: number): void {
  if (offset === 0 && isCompressed(header)) fail('secrets-tar', { reason: 'it is compressed' });
  if (header.length < blockBytes) fail('secrets-tar', { reason: 'it ends in the middle' });
  if (readOctal(header, octalField.checksum) !== checksumOf(header)) {
    fail('secrets-tar', { reason: 'it has a damaged header' });
  }
}

function readOne(tar: Uint8Array, offset: number, { start, longName, own }: Extension) {
  const header = tar.subarray(offset, offset + blockBytes);
  const type = typeOf(header);
  assertKnownType(type);
  const { size, isOctal } = sizeOf(header);
  // What records say of a member is not about the headers that stand before it.
  const inRecord = isExtension(type) ? undefined : own.get('size');
  assertSize(type, size, inRecord);
  const dataStart = offset + blockBytes;
  const end = dataStart + Math.ceil(size / blockBytes) * blockBytes;
  if (end > tar.length) fail('secrets-tar', { reason: 'it ends in the middle' });
  const inHeader = nameOf(header);
  const name = own.get('path') ?? longName ?? inHeader;
  assertFolderByName({ type, size, inHeader, name });
  const kind = kindOf(type, name);
  const sizeIsOctal = isOctal && inRecord === undefined;
  return { name, kind, start, headerStart: offset, dataStart, size, sizeIsOctal, end } as const;
}

/** What a member says of those after it, if it is an extension header and no file. */
function extend(tar: Uint8Array, member: Member, before: Extension): Extension | undefined {
  const type = typeOf(tar.subarray(member.headerStart));
  if (!isExtension(type)) return undefined;
  const types = before.types + type;
  assertOrder(types);
  const extension = { ...before, types };
  const data = tar.subarray(member.dataStart, member.dataStart + member.size);
  switch (type) {
    case 'x': {
      const own = readPaxRecords(data);
      assertNoneSparse(own);
      return { ...extension, own };
    }
    case 'g': {
      const records = readPaxRecords(data);
      assertNoneSparse(records);
      assertForAll(records);
      return extension;
    }
    case 'L':
      return { ...extension, longName: Buffer.from(data).toString('utf8').replace(/\0.*$/s, '') };
    default:
      return extension;
  }
}

function isExtension(type: string): boolean {
  return 'xgLK'.includes(type);
}

function kindOf(type: string, name: string): Member['kind'] {
  if (type === '1' || type === '2') return 'link';
  if (type === '5') return 'folder';
  if (type !== '0' && type !== '7') return 'other';
  // A v7 directory is a regular file but for the slash at the end of its name.
  return name.endsWith('/') ? 'folder' : 'file';
}

/** By the first bytes of gzip, bzip2, xz and zstd. */
function isCompressed(start: Uint8Array): boolean {
  const magic = Buffer.from(start.subarray(0, 4)).toString('hex');
  return /^(1f8b|425a68|fd377a58|28b52ffd)/.test(magic);
}
