import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';

/** A zip of a .tar.gz is what a file manager makes of one; deeper nesting is no accident. */
export const deepest = 3;

/** The second and third are those of a zip that was meant for several disks and fits on one. */
const beginningsOfZip = ['PK\x03\x04', 'PK\x07\x08PK\x03\x04', 'PK00PK\x03\x04', 'PK\x05\x06'];

/** Told by content and not by name. */
export function archiveFormatOf(bytes: Uint8Array): 'gzip' | 'zip' | 'tar' | undefined {
  const head = Buffer.from(bytes.subarray(0, 262)).toString('latin1');
  if (head.startsWith('\x1f\x8b')) return 'gzip';
  if (beginningsOfZip.some((beginning) => head.startsWith(beginning))) return 'zip';
  // The oldest kind of tar has nothing of its own but the checksum of its first header.
  return head.slice(257, 262) === 'ustar' || isTarHeader(bytes) ? 'tar' : undefined;
}

/** The content of a gzip, at most `limitBytes` long. Throws whatever is wrong with it. */
export function gunzip(bytes: Uint8Array, limitBytes: number): Uint8Array {
  // It ends with its length in four bytes, of which less than 16 MiB leave the last one zero. What
  // follows, a newline for one, was added.
  const end = bytes.lastIndexOf(0) + 1;
  return gunzipSync(bytes.subarray(0, end), { maxOutputLength: limitBytes });
}

/** The contents of the files in a tar. Throws whatever is wrong with it. */
export async function filesInTar(bytes: Uint8Array): Promise<readonly Uint8Array[]> {
  if (!isTarHeader(bytes)) throw new Error('the first header is damaged');
  // Strictly read, it has to end as most programs end it.
  const entries = await unpackTar(bytes, { strict: false });
  // Folders, links and devices come without data.
  return entries.flatMap(({ header: { name, size }, data }) => {
    if (data === undefined || isClutter(name)) return [];
    if (data.length < size) throw new Error('its end is missing');
    return [data];
  });
}

/** Sums up the bytes of a header, with blanks in the place of the sum. */
function isTarHeader(bytes: Uint8Array): boolean {
  const header = Buffer.from(bytes.subarray(0, 512));
  const written = /^ *([0-7]{1,6})[ \0]/.exec(header.toString('latin1', 148, 156))?.[1];
  if (header.length < 512 || written === undefined) return false;
  const sum = header.fill(' ', 148, 156).reduce((total, byte) => total + byte);
  return sum === Number.parseInt(written, 8);
}

const clutter = ['', '.ds_store', '.localized', 'thumbs.db', 'ehthumbs.db', 'desktop.ini'];

/** Folders, and what macOS and Windows add without being asked. */
export function isClutter(name: string): boolean {
  // Some programs of Windows write its own separator.
  const path = name.toLowerCase().split(/[/\\]/);
  const base = path.at(-1) ?? '';
  return base.startsWith('._') || clutter.includes(base) || path.slice(0, -1).includes('__macosx');
}
