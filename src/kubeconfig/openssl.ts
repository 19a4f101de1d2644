import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import type { Certificate } from './x509/certificate.ts';
import type {
  CryptoProvider,
  MadeKey,
  PrivateNumbers,
  RsaNumbers,
} from './x509/crypto-provider.ts';
import type { Curve } from './x509/public-key.ts';

/** The cryptography that Node brings along. */
export const openssl: CryptoProvider = { faultOf, makeKey };

export function isSignedBy(child: Certificate, parent: Certificate): boolean {
  return new X509Certificate(child.der).verify(new X509Certificate(parent.der).publicKey);
}

function faultOf(der: Uint8Array) {
  const certificate = attempt(() => new X509Certificate(der));
  if (!certificate) return 'not a certificate';
  return attempt(() => certificate.publicKey) ? undefined : 'key form';
}

function makeKey(numbers: PrivateNumbers): MadeKey | undefined {
  switch (numbers.type) {
    case 'rsa':
      return { pem: pemOf(rsaKey(numbers.numbers)) };
    case 'ec':
      return makeEcKey(numbers.curve, numbers.scalar);
    case 'ed25519':
      return makeEd25519Key(numbers.seed);
  }
}

function rsaKey(numbers: RsaNumbers): KeyObject {
  const fields = Object.entries(numbers).map(([name, number]) => [name, numberInJwk(number)]);
  const key = { kty: 'RSA', ...Object.fromEntries(fields) };
  return createPrivateKey({ format: 'jwk', key });
}

function makeEcKey(curve: Curve, scalar: Uint8Array): MadeKey | undefined {
  const point = attempt(() => {
    const pair = createECDH(curve.openssl);
    pair.setPrivateKey(scalar);
    return pair.getPublicKey();
  });
  if (!point) return undefined; // zero, or beyond the curve's order
  const [x, y] = [point.subarray(1, 1 + curve.octets), point.subarray(1 + curve.octets)];
  const numbers = { d: base64url(scalar), x: base64url(x), y: base64url(y) };
  const key = { kty: 'EC', crv: curve.name, ...numbers };
  return { point, pem: pemOf(createPrivateKey({ format: 'jwk', key })) };
}

function makeEd25519Key(seed: Uint8Array): MadeKey {
  const pkcs8 = Uint8Array.fromHex(`302e020100300506032b657004220420${seed.toHex()}`);
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return { point: spki.subarray(-32), pem: pemOf(key) };
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function numberInJwk(number: bigint): string {
  const digits = number.toString(16);
  return base64url(Uint8Array.fromHex(digits.padStart(digits.length + (digits.length % 2), '0')));
}

function base64url(octets: Uint8Array): string {
  return octets.toBase64({ alphabet: 'base64url', omitPadding: true });
}

/** OpenSSL says with an error that it can't read something, and the error may quote it. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
