import { packTar } from 'modern-tar';

export const tarOf = (files: Readonly<Record<string, Uint8Array>>) =>
  packTar(
    Object.entries(files).map(([name, body]) => ({ header: { name, size: body.length }, body })),
  );

/** With one byte that is not what it was. */
export function flipped(bytes: Uint8Array, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 0xff;
  return copy;
}

/** With the flag for a password on its first file. */
export function encrypted(zip: Uint8Array): Buffer {
  const copy = Buffer.from(zip);
  copy.writeUInt16LE(1, copy.readUInt32LE(copy.length - 6) + 8);
  return copy;
}
