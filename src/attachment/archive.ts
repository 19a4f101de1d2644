import { unpackTar } from 'modern-tar';

/** A zip of a .tar.gz is what a file manager makes of one; deeper nesting is no accident. */
export const deepest = 3;

/** Told by content and not by name. */
export function archiveFormatOf(bytes: Uint8Array): 'gzip' | 'zip' | 'tar' | undefined {
  const head = Buffer.from(bytes.subarray(0, 262)).toString('latin1');
  if (head.startsWith('\x1f\x8b')) return 'gzip';
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return 'zip';
  return head.slice(257, 262) === 'ustar' ? 'tar' : undefined;
}

/** The contents of the files in a tar. Throws whatever is wrong with it. */
export async function filesInTar(bytes: Uint8Array): Promise<readonly Uint8Array[]> {
  const entries = await unpackTar(bytes, { strict: true });
  // Folders, links and devices come without data.
  return entries.flatMap(({ header: { name }, data }) =>
    data !== undefined && !isClutter(name) ? [data] : [],
  );
}

/** Folders, and what macOS and Windows add without being asked. */
export function isClutter(name: string): boolean {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const isHidden = base.startsWith('._') || ['', '.DS_Store', 'Thumbs.db'].includes(base);
  return isHidden || base === 'desktop.ini' || /(?:^|\/)__MACOSX\//.test(name);
}
