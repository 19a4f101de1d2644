import { fail, ProblemError } from '../problem.ts';
import { archiveFormatOf, deepest, filesInTar, gunzip, isClutter } from './archive.ts';
import { lookThrough } from './leaks-in-archives.ts';
import { officeFile } from './other-content.ts';
import { unzipEntry, zipEntries } from './zip.ts';

/**
 * Takes off what GitHub's list of file types makes people wrap a message in: gzip, zip and tar with
 * one file in it, told by content and not by name. Never holds more than a few times `limitBytes`
 * unpacked.
 *
 * Throws `credential-in-plaintext` where a file beside the message, or in an archive that is
 * refused, holds one; else `attachment-too-large`, `attachment-archive-broken`,
 * `attachment-archive-files`, `attachment-archive-password`, `attachment-packing`.
 */
export async function unpack(bytes: Uint8Array, limitBytes: number): Promise<Uint8Array> {
  try {
    return await unpackMessage(bytes, limitBytes);
  } catch (error) {
    // A credential must not go by as a question of counting, or of what lies beside it.
    await lookThrough(bytes, limitBytes);
    throw error;
  }
}

async function unpackMessage(bytes: Uint8Array, limitBytes: number): Promise<Uint8Array> {
  let content = bytes;
  for (let depth = 0; depth < deepest; depth++) {
    const inner = await unwrap(content, limitBytes);
    if (inner === undefined) return content;
    content = inner;
  }
  return content;
}

async function unwrap(bytes: Uint8Array, limitBytes: number): Promise<Uint8Array | undefined> {
  switch (archiveFormatOf(bytes)) {
    case 'gzip':
      return orBroken('gzip', limitBytes, () => gunzip(bytes, limitBytes));
    case 'zip':
      return onlyFile(await orBroken('zip', limitBytes, () => filesInZip(bytes, limitBytes)));
    case 'tar':
      return onlyFile(await orBroken('tar', limitBytes, () => filesInTar(bytes)));
    case undefined:
      return undefined;
  }
}

function filesInZip(bytes: Uint8Array, limitBytes: number): readonly Uint8Array[] {
  const files: Uint8Array[] = [];
  let left = limitBytes;
  const entries = zipEntries(bytes);
  if (entries.some(({ name }) => name === officeFile)) {
    fail('attachment-not-openpgp', { what: 'Office document' });
  }
  for (const entry of entries) {
    if (isClutter(entry.name)) continue;
    const content = unzipEntry(entry, left);
    left -= content.length;
    files.push(content);
  }
  return files;
}

function onlyFile(files: readonly Uint8Array[]): Uint8Array {
  const [file] = files;
  return file && files.length === 1
    ? file
    : fail('attachment-archive-files', { count: files.length });
}

/**
 * Runs what takes an archive apart, and turns what it throws into `attachment-too-large` or
 * `attachment-archive-broken`: what exactly is broken in a stranger's archive is of no use.
 */
async function orBroken<T>(
  format: 'gzip' | 'zip' | 'tar',
  limitBytes: number,
  takeApart: () => T | Promise<T>,
): Promise<T> {
  try {
    return await takeApart();
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const isTooLarge = error instanceof RangeError && 'code' in error;
    if (isTooLarge && error.code === 'ERR_BUFFER_TOO_LARGE') {
      fail('attachment-too-large', { limitBytes });
    }
    return fail('attachment-archive-broken', { format });
  }
}
