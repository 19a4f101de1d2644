import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { encryptSessionKey, enums, type PublicKey } from 'openpgp';

/** A packet in the new format with a length of four octets (RFC 9580, 4.2.1.4). */
export function packet(tag: number, ...body: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(6, 0xff);
  head[0] = 0xc0 | tag;
  head.writeUInt32BE(
    body.reduce((length, { byteLength }) => length + byteLength, 0),
    2,
  );
  return Buffer.concat([head, ...body]);
}

/** Encrypts packets as they are, with integrity protection (RFC 9580, 5.13.1), `count` times. */
export async function encryptPackets(
  packets: Uint8Array,
  key: PublicKey,
  count = 1,
): Promise<Buffer> {
  const sessionKey = randomBytes(32);
  const addressed = await Promise.all(
    Array.from({ length: count }, () =>
      encryptSessionKey({
        data: sessionKey,
        algorithm: 'aes256',
        encryptionKeys: key,
        format: 'binary',
      }),
    ),
  );
  const random = randomBytes(16);
  const plain = Buffer.concat([random, random.subarray(14), packets, Buffer.of(0xd3, 0x14)]);
  const digest = createHash('sha1').update(plain).digest();
  const cipher = createCipheriv('aes-256-cfb', sessionKey, Buffer.alloc(16));
  const data = Buffer.concat([Buffer.of(1), cipher.update(plain), cipher.update(digest)]);
  return Buffer.concat([
    ...addressed,
    packet(enums.packet.symEncryptedIntegrityProtectedData, data),
  ]);
}
