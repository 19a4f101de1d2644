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
 * Reads a SubjectPublicKeyInfo; undefined where the key is of another kind, or none at all. Whether
 * a point is on its curve is not known yet.
 */
export function readPublicKey(der: Der): PublicKey | undefined {
  const [algorithm, bits, more] = der.children;
  const key = octetsOfBitString(bits);
  if (algorithm?.tag !== tags.sequence || key === undefined || more) return undefined;
  const [oid, parameters, others] = algorithm.children;
  if (others) return undefined;
  switch (oidOf(oid)) {
    case keyOids.rsa:
      return isNull(parameters) ? readRsa(key) : undefined;
    case keyOids.ec:
      return readPoint(curveOf(parameters), key);
    case keyOids.ed25519:
      return parameters || key.length !== 32 ? undefined : { type: 'ed25519', point: key };
    default:
      return undefined;
  }
}

export function isNull(der: Der | undefined): boolean {
  return der?.tag === tags.null && der.content.length === 0;
}

function readRsa(key: Uint8Array): PublicKey | undefined {
  const der = readDer(key);
  const [first, second, more] = der?.tag === tags.sequence ? der.children : [];
  const modulus = integerOf(first);
  const exponent = integerOf(second);
  if (modulus === undefined || exponent === undefined || more) return undefined;
  return isRsa(modulus, exponent) ? { type: 'rsa', modulus, exponent } : undefined;
}

export function isRsa(modulus: bigint, exponent: bigint): boolean {
  const bits = modulus > 0n ? bitLength(modulus) : 0;
  const isOdd = modulus % 2n === 1n && exponent % 2n === 1n;
  const isUsual = bits >= rsaBits.least && bits <= rsaBits.most;
  return isUsual && isOdd && exponent > 1n && exponent <= mostExponent;
}

function readPoint(curve: Curve | undefined, point: Uint8Array): PublicKey | undefined {
  const isWhole = point[0] === 4 && point.length === 1 + 2 * (curve?.octets ?? 0);
  return curve && isWhole ? { type: 'ec', curve, point } : undefined;
}
