import type { CertificateFault } from '../../problems/certificate.ts';
import { type Der, readDer, tags } from './der.ts';
import { bitLength, integerOf, octetsOfBitString, oidOf } from './values.ts';

/** A public key of the kinds that Prow's client takes. */
export type PublicKey =
  | { readonly type: 'rsa'; readonly modulus: bigint; readonly exponent: bigint }
  | { readonly type: 'ec'; readonly curve: Curve; readonly point: Uint8Array }
  | { readonly type: 'ed25519'; readonly point: Uint8Array };

export interface Curve {
  /** As JSON Web Keys call it. */
  readonly name: 'P-256' | 'P-384' | 'P-521';
  /** As OpenSSL calls it. */
  readonly openssl: string;
  /** Of a coordinate. */
  readonly octets: number;
}

/** What TLS takes at most: beyond, one signature keeps the event loop from turning for seconds. */
const rsaBits = { least: 2048, most: 8192 };

/** Go's: odd and less than 2^31. Larger ones would make each check of a signature slow. */
const mostExponent = 2n ** 31n - 1n;

export const keyOids = { rsa: '2a864886f70d010101', ec: '2a8648ce3d0201', ed25519: '2b6570' };

const curves: Readonly<Record<string, Curve>> = {
  '2a8648ce3d030107': { name: 'P-256', openssl: 'prime256v1', octets: 32 },
  '2b81040022': { name: 'P-384', openssl: 'secp384r1', octets: 48 },
  '2b81040023': { name: 'P-521', openssl: 'secp521r1', octets: 66 },
};

export function curveOf(der: Der | undefined): Curve | undefined {
  return curves[oidOf(der) ?? ''];
}

/**
 * Reads a SubjectPublicKeyInfo, or answers why it is none of these. Whether a point is on its curve
 * is not known yet.
 */
export function readPublicKey(der: Der | undefined): PublicKey | CertificateFault {
  const [algorithm, bits, more] = der?.tag === tags.sequence ? der.children : [];
  const key = octetsOfBitString(bits);
  if (algorithm?.tag !== tags.sequence || key === undefined || more) return 'key form';
  const [oid, parameters, others] = algorithm.children;
  if (others) return 'key form';
  switch (oidOf(oid)) {
    case keyOids.rsa:
      return isNull(parameters) ? readRsa(key) : 'key form';
    case keyOids.ec:
      return readPoint(curveOf(parameters), key);
    case keyOids.ed25519:
      return parameters || key.length !== 32 ? 'key form' : { type: 'ed25519', point: key };
    default:
      return 'key kind';
  }
}

export function isNull(der: Der | undefined): boolean {
  return der?.tag === tags.null && der.content.length === 0;
}

function readRsa(key: Uint8Array): PublicKey | CertificateFault {
  const der = readDer(key);
  const [first, second, more] = der?.tag === tags.sequence ? der.children : [];
  const modulus = integerOf(first);
  const exponent = integerOf(second);
  if (modulus === undefined || exponent === undefined || more) return 'key form';
  if (!hasUsualSize(modulus)) return 'key size';
  return isRsa(modulus, exponent) ? { type: 'rsa', modulus, exponent } : 'key form';
}

function hasUsualSize(modulus: bigint): boolean {
  const bits = modulus > 0n ? bitLength(modulus) : 0;
  return bits >= rsaBits.least && bits <= rsaBits.most;
}

export function isRsa(modulus: bigint, exponent: bigint): boolean {
  const isOdd = modulus % 2n === 1n && exponent % 2n === 1n;
  return hasUsualSize(modulus) && isOdd && exponent > 1n && exponent <= mostExponent;
}

function readPoint(curve: Curve | undefined, point: Uint8Array): PublicKey | CertificateFault {
  if (!curve) return 'curve';
  const isWhole = point[0] === 4 && point.length === 1 + 2 * curve.octets;
  return isWhole ? { type: 'ec', curve, point } : 'key form';
}
