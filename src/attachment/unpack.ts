import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { fail } from '../problem.ts';
import { orBroken } from './broken.ts';
import { refusePlaintext } from './plaintext.ts';
import { decodeText } from './text.ts';
import { unzipEntry, zipEntries } from './zip.ts';

interface ArchivedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** A zip of a .tar.gz is what a file manager makes of one; deeper nesting is no accident. */
const deepest = 3;

/**
 * Takes off what GitHub's list of file types makes people wrap a message in: gzip, zip and tar with
 * one file in it, told by content and not by name. Never holds more than `limitBytes` unpacked.
 *
 * Throws `attachment-too-large`, `attachment-archive-broken`, `attachment-archive-files`, and
 * `credential-in-plaintext` where a file beside the message holds one.
 */
export async function unpack(bytes: Uint8Array, limitBytes: number): Promise<Uint8Array> {
  let content = bytes;
  for (let depth = 0; depth < deepest; depth++) {
    const inner = await unwrap(content, limitBytes);
    if (inner === undefined) return content;
    content = inner;
  }
  return content;
}

async function unwrap(bytes: Uint8Array, limitBytes: number): Promise<Uint8Array | undefined> {
  const head = Buffer.from(bytes.subarray(0, 262)).toString('latin1');
  if (head.startsWith('\x1f\x8b')) {
    return orBroken('gzip', limitBytes, () => gunzipSync(bytes, { maxOutputLength: limitBytes }));
  }
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) {
    return onlyFile(await orBroken('zip', limitBytes, () => filesInZip(bytes, limitBytes)));
  }
  if (head.slice(257, 262) === 'ustar') {
    return onlyFile(await orBroken('tar', limitBytes, () => filesInTar(bytes)));
  }
  return undefined;
}

function filesInZip(bytes: Uint8Array, limitBytes: number): readonly ArchivedFile[] {
  const files: ArchivedFile[] = [];
  let left = limitBytes;
  for (const entry of zipEntries(bytes)) {
    if (isClutter(entry.name)) continue;
    const content = unzipEntry(entry, left);
    left -= content.length;
    files.push({ name: entry.name, content });
  }
  return files;
}

async function filesInTar(bytes: Uint8Array): Promise<readonly ArchivedFile[]> {
  const entries = await unpackTar(bytes, { strict: true });
  // Folders, links and devices come without data.
  return entries.flatMap(({ header: { name }, data }) =>
    data !== undefined && !isClutter(name) ? [{ name, content: data }] : [],
  );
}

/** Folders, and what macOS and Windows add without being asked. */
function isClutter(name: string): boolean {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const isHidden = base.startsWith('._') || ['', '.DS_Store', 'Thumbs.db'].includes(base);
  return isHidden || base === 'desktop.ini' || /(?:^|\/)__MACOSX\//.test(name);
}

function onlyFile(files: readonly ArchivedFile[]): Uint8Array {
  const [file] = files;
  if (file !== undefined && files.length === 1) return file.content;
  // The plaintext beside its encrypted self: that must not go by as a question of counting.
  for (const { content } of files) refusePlaintext(decodeText(content) ?? '');
  return fail('attachment-archive-files', { count: files.length });
}
