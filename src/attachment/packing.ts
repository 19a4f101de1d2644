import type { ProblemDetails } from '../problem.ts';

type Packing = ProblemDetails['attachment-packing']['format'];

const beginnings: readonly (readonly [Packing, string])[] = [
  ['RAR', 'Rar!\x1a\x07'],
  ['7-Zip', '7z\xbc\xaf\x27\x1c'],
  ['xz', '\xfd7zXZ\0'],
  ['bzip2', 'BZh'],
  ['Zstandard', '(\xb5/\xfd'],
  ['LZ4', '\x04"M\x18'],
  ['LZMA', ']\0\0'],
  ['lzip', 'LZIP'],
  ['compress', '\x1f\x9d'],
  ['cpio', '070701'],
  ['cpio', '070702'],
  ['cpio', '070707'],
  ['ar', '!<arch>\n'],
  ['cabinet', 'MSCF'],
];

/** Tells packing that is not undone by its first bytes. */
export function foreignPackingOf(bytes: Uint8Array): Packing | undefined {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return beginnings.find(([, beginning]) => head.startsWith(beginning))?.[0];
}
