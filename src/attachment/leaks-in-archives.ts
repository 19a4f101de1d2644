import { constants, gunzipSync } from 'node:zlib';
import { archiveFormatOf, deepest, filesInTar, gunzip, isClutter } from './archive.ts';
import { LeakError, refusePlaintext } from './leaks.ts';
import { readMessage, refuseReadable } from './openpgp-in-file.ts';
import { unzipEntry, zipEntries } from './zip.ts';

/** Unpacks one file, at most so many bytes. */
type Unpack = (limitBytes: number) => Uint8Array;

/**
 * Throws `credential-in-plaintext` where a usable credential lies in what was attached, as deep as
 * archives are opened. Whatever is wrong with it, everybody can unpack the rest: so what can't be
 * unpacked is passed over.
 */
export async function refuseLeaks(attached: Uint8Array, limitBytes: number): Promise<void> {
  let left = 3 * limitBytes;
  const unpackWithin = (unpack: Unpack): readonly Uint8Array[] => {
    const file = left > 0 ? attempt(() => unpack(Math.min(left, limitBytes))) : undefined;
    // A bomb has cost something too.
    left -= file?.length ?? limitBytes / 8;
    return file ? [file] : [];
  };
  let level: readonly Uint8Array[] = [attached];
  for (let depth = 0; depth <= deepest; depth++) {
    for (const content of level) await refuseLeak(content, limitBytes);
    const packed = await Promise.all(level.map(filesIn));
    level = packed.flat().flatMap(unpackWithin);
  }
}

async function refuseLeak(content: Uint8Array, limitBytes: number): Promise<void> {
  try {
    // What an archive stores as it is can be read even where the archive is broken.
    if (archiveFormatOf(content)) refusePlaintext(Buffer.from(content).toString('latin1'));
    else await refuseReadable(readMessage(content), limitBytes);
  } catch (error) {
    // Anything else that is wrong with it is told by whoever refuses it.
    if (error instanceof LeakError) throw error;
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
