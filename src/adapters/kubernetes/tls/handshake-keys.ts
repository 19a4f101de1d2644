import { createDecipheriv, createHmac } from 'node:crypto';
import { headerLength } from './records.ts';

/** Opens the next record of a server that is encrypted by the keys of a TLS 1.3 handshake. */
export type OpenRecord = (record: Buffer) => Buffer;

interface Suite {
  readonly algorithm: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
  readonly keyLength: number;
  readonly hash: 'sha256' | 'sha384';
}

const suites: Readonly<Record<string, Suite>> = {
  TLS_AES_128_GCM_SHA256: { algorithm: 'aes-128-gcm', keyLength: 16, hash: 'sha256' },
  TLS_AES_256_GCM_SHA384: { algorithm: 'aes-256-gcm', keyLength: 32, hash: 'sha384' },
  TLS_CHACHA20_POLY1305_SHA256: {
    algorithm: 'chacha20-poly1305',
    keyLength: 32,
    hash: 'sha256',
  },
};

const tagLength = 16;

/**
 * Reads a line as Node's event `keylog` brings it, and answers how the server's part of the
 * handshake is opened (RFC 8446, 5.2 and 7.3). Undefined where the line is about other keys.
 */
export function readKeyLine(line: Buffer, cipher: string): OpenRecord | undefined {
  const [, hex] = /^SERVER_HANDSHAKE_TRAFFIC_SECRET \w+ (\w+)/.exec(line.toString()) ?? [];
  const suite = suites[cipher];
  if (hex === undefined || suite === undefined) return undefined;
  const secret = Buffer.from(hex, 'hex');
  const key = expand(suite, secret, { label: 'key', length: suite.keyLength });
  const iv = expand(suite, secret, { label: 'iv', length: 12 });
  let count = 0;
  return (record) => {
    const nonce = Buffer.from(iv);
    // The numbers of records have eight octets; a handshake does not get beyond four.
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ count) >>> 0, 8);
    count += 1;
    const decipher = decipherOf(suite, key, nonce);
    decipher.setAAD(record.subarray(0, headerLength));
    decipher.setAuthTag(record.subarray(-tagLength));
    const sealed = record.subarray(headerLength, -tagLength);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  };
}

/** HKDF-Expand-Label without a context, for less than a hash is long. */
function expand(
  { hash }: Suite,
  secret: Buffer,
  { label, length }: { readonly label: string; readonly length: number },
): Buffer {
  const name = Buffer.from(`tls13 ${label}`);
  const info = Buffer.from([0, length, name.length, ...name, 0, 1]);
  return createHmac(hash, secret).update(info).digest().subarray(0, length);
}

function decipherOf({ algorithm }: Suite, key: Buffer, nonce: Buffer) {
  const options = { authTagLength: tagLength };
  return algorithm === 'chacha20-poly1305'
    ? createDecipheriv(algorithm, key, nonce, options)
    : createDecipheriv(algorithm, key, nonce, options);
}
