import { fail } from '../../../problem.ts';
import { placeOf } from './agreement.ts';
import { checksumOf, octalField, writeOctal } from './header.ts';
import { blockBytes, type Member, readMembers, type TarLayout } from './members.ts';

/** What GNU tar pads an archive to: twenty blocks. */
const recordBytes = 20 * blockBytes;
const endOfArchiveBytes = 2 * blockBytes;

/**
 * The content of the one regular file of that name, written `name` or `./name`.
 * Throws `secrets-tar` and `secrets-file-missing`.
 */
export function readMember(tar: Uint8Array, name: string): Uint8Array {
  const { dataStart, size } = findFile(readMembers(tar), name);
  return tar.subarray(dataStart, dataStart + size);
}

/**
 * A copy of the archive with another content in the one regular file of that name. In that
 * file's header only size and checksum differ; everything else keeps its bytes. Padded again to
 * whole records if it was; if not, what followed the last member stays.
 * Throws `secrets-tar` and `secrets-file-missing`.
 */
export function replaceMember(tar: Uint8Array, name: string, content: Uint8Array): Uint8Array {
  const layout = readMembers(tar);
  const member = findFile(layout, name);
  // A copy in any case: `slice` of a Buffer is none.
  const header = Uint8Array.from(tar.subarray(member.headerStart, member.headerStart + blockBytes));
  writeOctal(header, octalField.size, content.length);
  writeOctal(header, octalField.checksum, checksumOf(header));
  const parts = [
    tar.subarray(0, member.headerStart),
    header,
    tar.subarray(member.headerStart + blockBytes, member.dataStart),
    content,
    new Uint8Array(padding(content.length, blockBytes)),
    tar.subarray(member.end, layout.end),
    new Uint8Array(tailBytes(tar.length, layout.end, content.length, member)),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

/**
 * Proves that two archives differ only in the content of one file and in its size and checksum.
 * Returns how many other members are the same; throws `secrets-not-provable`.
 */
export function proveOtherMembers(before: Uint8Array, after: Uint8Array, name: string): number {
  const old = readMembers(before);
  const now = readMembers(after);
  const isSame = (member: Member, index: number): boolean => {
    const other = now.members[index];
    if (other === undefined) return false;
    return isNamed(member, name)
      ? sameBytes(metadataOf(before, member), metadataOf(after, other))
      : sameBytes(rawOf(before, member), rawOf(after, other));
  };
  if (old.members.length !== now.members.length || !old.members.every(isSame)) {
    fail('secrets-not-provable', { file: name });
  }
  return old.members.filter((member) => !isNamed(member, name)).length;
}

function findFile({ members }: TarLayout, name: string): Member {
  const found = members.filter((member) => isNamed(member, name));
  const [member] = found;
  if (member === undefined) fail('secrets-file-missing', { file: name });
  if (found.length > 1) fail('secrets-tar', { reason: 'the file is in it more than once' });
  if (member.kind !== 'file') fail('secrets-tar', { reason: 'the file is not a regular file' });
  if (!member.sizeIsOctal) fail('secrets-tar', { reason: 'the size of the file is not octal' });
  return member;
}

function isNamed(member: Member, name: string): boolean {
  return placeOf(member.name) === name;
}

function tailBytes(total: number, end: number, newSize: number, member: Member): number {
  const tail = total - end;
  // Fewer than two blocks of zeros are no proper end: whoever wrote that did not pad to records.
  if (total % recordBytes !== 0 || tail < endOfArchiveBytes) return tail;
  const oldBytes = member.end - member.dataStart;
  const newEnd = end - oldBytes + newSize + padding(newSize, blockBytes) + endOfArchiveBytes;
  return endOfArchiveBytes + padding(newEnd, recordBytes);
}

function padding(bytes: number, unit: number): number {
  return (unit - (bytes % unit)) % unit;
}

function rawOf(tar: Uint8Array, member: Member): Uint8Array {
  return tar.subarray(member.start, member.end);
}

function metadataOf(tar: Uint8Array, member: Member): Uint8Array {
  const metadata = Uint8Array.from(tar.subarray(member.start, member.dataStart));
  const header = member.headerStart - member.start;
  for (const { start, end } of [octalField.size, octalField.checksum]) {
    metadata.fill(0, header + start, header + end);
  }
  return metadata;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
