import { constants, gunzipSync } from 'node:zlib';
import { archiveFormatOf, deepest, filesInTar, gunzip, isClutter } from './archive.ts';
import { findArmoredBlocks } from './armor.ts';
import { contentOfBlock, contentOfMessage, mostOf } from './content.ts';
import type { Content } from './found-submissions.ts';
import { LeakError, refusePlaintext } from './leaks.ts';
import { decodeText, latin1Of, readMessage, refuseReadable } from './openpgp-in-file.ts';
import { unzipEntry, zipEntries } from './zip.ts';

/** Unpacks one file, at most so many bytes. */
type Unpack = (limitBytes: number) => Uint8Array;

/**
 * Tells whether a message lies in what was attached, as deep as archives are opened, and throws
 * `credential-in-plaintext` where a usable credential does. Whatever is wrong with it, everybody can
 * unpack the rest: so what can't be unpacked is passed over.
 */
export async function lookThrough(attached: Uint8Array, limitBytes: number): Promise<Content> {
  let left = 3 * limitBytes;
  const unpackWithin = (unpack: Unpack): readonly Uint8Array[] => {
    const file = left > 0 ? attempt(() => unpack(Math.min(left, limitBytes))) : undefined;
    // A bomb has cost something too.
    left -= file?.length ?? limitBytes / 8;
    return file ? [file] : [];
  };
  const found: Content[] = [];
  let level: readonly Uint8Array[] = [attached];
  for (let depth = 0; depth <= deepest; depth++) {
    for (const content of level) found.push(await lookAt(content, limitBytes));
    const packed = await Promise.all(level.map(filesIn));
    level = packed.flat().flatMap(unpackWithin);
  }
  return mostOf(found);
}

async function lookAt(content: Uint8Array, limitBytes: number): Promise<Content> {
  if (archiveFormatOf(content)) {
    // What an archive stores as it is can be read even where the archive is broken.
    refusePlaintext(latin1Of(content));
    return 'nothing';
  }
  try {
    const message = readMessage(content);
    await refuseReadable(message, limitBytes);
    return await contentOfMessage(message, limitBytes);
  } catch (error) {
    if (error instanceof LeakError) throw error;
    // What exactly is wrong with it is told by whoever refuses it.
    const text = decodeText(content) ?? latin1Of(content);
    return mostOf(findArmoredBlocks(text).map(contentOfBlock));
  }
}

async function filesIn(content: Uint8Array): Promise<readonly Unpack[]> {
  switch (archiveFormatOf(content)) {
    case 'gzip':
      return [gunzipAny(content)];
    case 'zip':
      return filesInZip(content);
    case 'tar':
      return (await filesInTar(content).catch(() => [])).map((file) => () => file);
    case undefined:
      return [];
  }
}

/** Also what is there of one that was cut off. */
function gunzipAny(content: Uint8Array): Unpack {
  const finishFlush = constants.Z_SYNC_FLUSH;
  return (maxOutputLength) =>
    attempt(() => gunzip(content, maxOutputLength)) ??
    gunzipSync(content, { maxOutputLength, finishFlush });
}

/** The smallest first: kubeconfigs are small, and what is beside them must not use up the limit. */
function filesInZip(content: Uint8Array): readonly Unpack[] {
  const entries = attempt(() => zipEntries(content)) ?? [];
  return entries
    .filter(({ name, isEncrypted }) => !isEncrypted && !isClutter(name))
    .toSorted((one, other) => one.packed.length - other.packed.length)
    .map((entry) => (limitBytes) => unzipEntry(entry, limitBytes));
}

function attempt<T>(unpack: () => T): T | undefined {
  try {
    return unpack();
  } catch {
    // Why it can't be unpacked is told by whoever refuses it.
    return undefined;
  }
}
