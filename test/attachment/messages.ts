import { createHash } from 'node:crypto';
import fc from 'fast-check';

/** A packet in the old format or in one of the new ones. */
function packet(tag: number, body: Buffer, form: 'old' | 'new' | 'parts'): Buffer {
  const length = lengthOf(body);
  if (form === 'old') return Buffer.concat([Buffer.of(0x82 | (tag << 2)), length, body]);
  if (form === 'new') return Buffer.concat([Buffer.of(0xc0 | tag, 0xff), length, body]);
  // The first part has to have 512 octets at least, but nobody demands that.
  const [first, rest] = [body.subarray(0, 32), body.subarray(32)];
  return Buffer.concat([Buffer.of(0xc0 | tag, 0xe5), first, Buffer.of(0xff), lengthOf(rest), rest]);
}

function lengthOf(body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return length;
}

/** Bytes as encryption makes them: those that shrink to zeros look like none. */
function noise(seed: number, length: number): Buffer {
  return createHash('shake256', { outputLength: length }).update(String(seed)).digest();
}

/** Messages as far as they can be told without a key: nothing in them can be decrypted. */
export const binaryMessages = fc
  .record({
    seed: fc.nat(),
    keyBytes: fc.integer({ min: 90, max: 520 }),
    dataBytes: fc.integer({ min: 40, max: 1500 }),
    kind: fc.constantFrom(1, 16, 18, 25),
    forms: fc.tuple(
      fc.constantFrom('old' as const, 'new' as const),
      fc.constantFrom('new' as const, 'parts' as const),
    ),
  })
  .map(({ seed, keyBytes, dataBytes, kind, forms: [formOfKey, formOfData] }) => {
    const keyId = noise(seed, 8);
    const key = Buffer.concat([Buffer.of(3), keyId, Buffer.of(kind), noise(seed, keyBytes)]);
    const data = Buffer.concat([Buffer.of(1), noise(seed, dataBytes)]);
    return Buffer.concat([packet(1, key, formOfKey), packet(18, data, formOfData)]);
  });

const armorHeaders = [
  '',
  'Version: GnuPG v2\n',
  'Comment: https://gnupg.org\nX-Encrypted-By2: tool 1.2\n',
  'Comment: a very long comment that somebody wrote and\nthat a mail program wrapped\n',
];

/** How programs write armor around a message. */
export const armorings = fc
  .record({
    width: fc.constantFrom(60, 64, 65, 75, 76),
    headers: fc.constantFrom(...armorHeaders),
    blank: fc.constantFrom('\n', ' \n', ''),
    checksum: fc.constantFrom('=njUN\n', ''),
    end: fc.constantFrom('-----END PGP MESSAGE-----', '-----END PGP MESSAGE----'),
  })
  .map(({ width, headers, blank, checksum, end }) => (binary: Buffer) => {
    const lines = binary.toString('base64').match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
    return `-----BEGIN PGP MESSAGE-----\n${headers}${blank}${lines.join('\n')}\n${checksum}${end}`;
  });

/** As the bot writes it, whatever it came as. */
export function plainArmor(binary: Buffer): string {
  const lines = binary.toString('base64').replaceAll(/.{1,64}/g, '$&\n');
  return `-----BEGIN PGP MESSAGE-----\n\n${lines}-----END PGP MESSAGE-----\n`;
}
