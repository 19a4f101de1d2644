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

/** A zip of one file without extra fields, written anew as one that might be larger than 4 GiB. */
export function inZip64(zip: Uint8Array): Buffer {
  const start = Buffer.from(zip).readUInt32LE(zip.length - 6);
  const entry = Buffer.from(zip.slice(start, -22));
  const end = Buffer.from(zip.slice(-22));
  const extra = Buffer.alloc(4 + 24);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  for (const [index, field] of [24, 20, 42].entries()) {
    extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(field)), 4 + 8 * index);
    entry.writeUInt32LE(0xffffffff, field);
  }
  // Another extra field comes first, as the times of Unix do.
  const others = Buffer.from('UT\x05\0\x01abcd', 'latin1');
  entry.writeUInt16LE(others.length + extra.length, 30);
  const directory = Buffer.concat([entry, others, extra]);
  const end64 = Buffer.alloc(56);
  end64.write('PK\x06\x06', 'latin1');
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 'latin1');
  locator.writeBigUInt64LE(BigInt(start + directory.length), 8);
  end.writeUInt16LE(0xffff, 10);
  end.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([zip.slice(0, start), directory, end64, locator, end]);
}

/** With the number of another method than Deflate on its first file. */
export function otherwisePacked(zip: Uint8Array): Buffer {
  const copy = Buffer.from(zip);
  copy.writeUInt16LE(14, copy.readUInt32LE(copy.length - 6) + 10);
  return copy;
}
