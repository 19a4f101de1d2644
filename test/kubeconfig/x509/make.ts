import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';

/** Writes DER, right or wrong: nothing here looks at what it is given. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const hex = body.length.toString(16);
  const length = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

export const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
export const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
export const text = (value: string, tag = 0x0c) => der(tag, Buffer.from(value, 'latin1'));
export const bits = (content: Uint8Array) => der(0x03, Buffer.from([0]), content);

export function integer(value: bigint): Buffer {
  let octets = 1;
  while (BigInt.asIntN(octets * 8, value) !== value) octets += 1;
  const hex = BigInt.asUintN(octets * 8, value).toString(16);
  return der(0x02, Buffer.from(hex.padStart(octets * 2, '0'), 'hex'));
}

export function commonName(value: string, tag?: number): Buffer {
  return sequence(der(0x31, sequence(oid('550403'), text(value, tag))));
}

export function extension(id: string, value: Uint8Array, isCritical = false): Buffer {
  const critical = isCritical ? [der(0x01, Buffer.from([0xff]))] : [];
  return sequence(oid(id), ...critical, der(0x04, value));
}

/** What makes certificates what they are for. */
export const authorityExtensions = [
  extension('551d0f', der(0x03, Buffer.from([1, 0x06])), true),
  extension('551d13', sequence(der(0x01, Buffer.from([0xff]))), true),
];
export const isServer = extension('551d25', sequence(oid('2b06010505070301')));
export const names = (...parts: readonly Uint8Array[]) => extension('551d11', sequence(...parts));
export const loopback = names(der(0x87, Buffer.from([127, 0, 0, 1])), text('localhost', 0x82));

export const algorithms = {
  ecdsa: sequence(oid('2a8648ce3d040302')),
  rsa: sequence(oid('2a864886f70d01010b'), der(0x05)),
  ed25519: sequence(oid('2b6570')),
};

export interface Made {
  readonly der: Buffer;
  readonly pem: string;
  readonly privateKey: KeyObject;
  /** Its subject in DER, for whom it issues. */
  readonly subject: Buffer;
}

export interface MakeOptions {
  readonly key?: KeyObject;
  readonly subject?: Buffer;
  /** Absent: itself. */
  readonly issuer?: Made;
  /** In place of the issuer's subject. */
  readonly issuerName?: Buffer;
  readonly serial?: Buffer;
  /** As encoded, from 0. */
  readonly version?: number;
  readonly extensions?: readonly Buffer[];
  readonly publicKey?: Buffer;
  readonly algorithm?: Buffer;
  readonly hash?: string;
  readonly notAfter?: Buffer;
}

/** Makes and signs a certificate of whatever parts. */
export function make(options: MakeOptions = {}): Made {
  const privateKey = options.key ?? p256();
  const subject = options.subject ?? commonName('kubernetes');
  const signer = options.issuer?.privateKey ?? privateKey;
  const algorithm = options.algorithm ?? algorithmOf(signer);
  const { version = 2, extensions = [] } = options;
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const body = sequence(
    ...(version > 0 ? [der(0xa0, integer(BigInt(version)))] : []),
    options.serial ?? integer(BigInt(`0x4${randomBytes(8).toString('hex')}`)),
    algorithm,
    options.issuerName ?? options.issuer?.subject ?? subject,
    sequence(text('200101000000Z', 0x17), options.notAfter ?? text('491231235959Z', 0x17)),
    subject,
    options.publicKey ?? spki,
    ...(extensions.length > 0 ? [der(0xa3, sequence(...extensions))] : []),
  );
  const hash = signer.asymmetricKeyType?.startsWith('ed') ? null : (options.hash ?? 'sha256');
  const bytes = sequence(body, algorithm, bits(sign(hash, body, signer)));
  return { der: bytes, pem: pemOf(bytes), privateKey, subject };
}

export function pemOf(bytes: Uint8Array, label = 'CERTIFICATE'): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

export function keyPem({ privateKey }: Made): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function p256(): KeyObject {
  return onCurve('P-256');
}

export function onCurve(namedCurve: string): KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).privateKey;
}

export function rsa(modulusLength = 2048): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey;
}

function algorithmOf(key: KeyObject): Buffer {
  if (key.asymmetricKeyType === 'ed25519') return algorithms.ed25519;
  if (key.asymmetricKeyType === 'ed448') return sequence(oid('2b6571'));
  return key.asymmetricKeyType === 'rsa' ? algorithms.rsa : algorithms.ecdsa;
}

/** The key identifier that most programs write. */
export function keyIdentifier(key: KeyObject): Buffer {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return createHash('sha1').update(spki).digest();
}
