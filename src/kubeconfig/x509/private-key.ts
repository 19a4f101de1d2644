import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { type Der, explicit, readDer, tags } from './der.ts';
import { isPrime } from './primes.ts';
import { type Curve, curveOf, isNull, isRsa, keyOids, type PublicKey } from './public-key.ts';
import { bitLength, integerOf, oidOf } from './values.ts';

/**
 * Reads the private key that belongs to a public one: PKCS #8, PKCS #1 or SEC 1. Undefined where
 * it is none of a kind that Prow's client takes, false where it belongs to another.
 *
 * The key is made anew from its numbers: OpenSSL believes the public half that is written beside
 * the private one, and the size of a prime decides how long it takes to sign.
 */
export function readPrivateKey(bytes: Uint8Array, owner: PublicKey): Key {
  const der = readDer(bytes);
  const [version, second] = der?.tag === tags.sequence ? der.children : [];
  if (!der || integerOf(version) === undefined) return undefined;
  switch (second?.tag) {
    case tags.sequence:
      return readPkcs8(der, owner);
    case tags.integer:
      return readRsa(der, owner);
    default:
      return readEc(der, undefined, owner);
  }
}

type Key = KeyObject | false | undefined;

function readPkcs8({ children: [, algorithm, octets] }: Der, owner: PublicKey): Key {
  const [oid, parameters] = algorithm?.children ?? [];
  const inner = octets?.tag === tags.octetString ? readDer(octets.content) : undefined;
  if (!inner) return undefined;
  switch (oidOf(oid)) {
    case keyOids.rsa:
      return isNull(parameters) ? readRsa(inner, owner) : undefined;
    case keyOids.ec:
      return readEc(inner, curveOf(parameters), owner);
    case keyOids.ed25519:
      return parameters ? undefined : readEd25519(inner, owner);
    default:
      return undefined;
  }
}

const rsaFields = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const;

type RsaNumbers = Readonly<Record<(typeof rsaFields)[number], bigint>>;

function readRsa({ tag, children }: Der, owner: PublicKey): Key {
  const [version, n, e, d, p, q, dp, dq, qi, more] = children.map((each) => integerOf(each) ?? 0n);
  const isKey = tag === tags.sequence && children[0]?.tag === tags.integer && version === 0n;
  // One with more than two primes has another version.
  if (!isKey || !n || !e || !d || !p || !q || !dp || !dq || !qi || more !== undefined) {
    return undefined;
  }
  const numbers = { n, e, d, p, q, dp, dq, qi };
  if (!isRsa(n, e) || !isConsistent(numbers)) return undefined;
  if (owner.type !== 'rsa' || owner.modulus !== n || owner.exponent !== e) return false;
  const jwk = rsaFields.map((name) => [name, base64url(octetsOf(numbers[name]))]);
  // With numbers that fit each other and are no primes, OpenSSL signs a second time the long way:
  // for 8192 bits that takes ten times as long.
  if (![p, q].every(isPrime)) return undefined;
  return createPrivateKey({ format: 'jwk', key: { kty: 'RSA', ...Object.fromEntries(jwk) } });
}

/**
 * As Go checks the numbers of a key against each other before it uses any of them. The primes are
 * of one size, as every program makes them: a long one takes as long to sign with as no prime.
 */
function isConsistent({ n, e, d, p, q, dp, dq, qi }: RsaNumbers): boolean {
  if ([d, p, q, dp, dq, qi].some((number) => number <= 0n || number >= n)) return false;
  const half = bitLength(n) >> 1;
  const isEven = bitLength(p) - half <= 1 && bitLength(q) - half <= 1;
  if (!isEven || p * q !== n || qi >= p || (qi * q) % p !== 1n) return false;
  const fits = (part: bigint, prime: bigint) =>
    part === d % (prime - 1n) && (e * part) % (prime - 1n) === 1n;
  const distance = p > q ? p - q : q - p;
  const isHard = bitLength(distance) > half - 100 && bitLength(d) > half;
  return isHard && fits(dp, p) && fits(dq, q);
}

function readEc(
  { tag, children: [version, scalar, ...rest] }: Der,
  named: Curve | undefined,
  owner: PublicKey,
): Key {
  const inside = curveOf(rest.find((each) => each.tag === explicit(0))?.children[0]);
  const curve = named ?? inside;
  const isKey = tag === tags.sequence && integerOf(version) === 1n;
  if (!isKey || scalar?.tag !== tags.octetString || !curve) return undefined;
  if (scalar.content.length > curve.octets) return undefined;
  const d = Buffer.concat([Buffer.alloc(curve.octets - scalar.content.length), scalar.content]);
  const point = pointOf(curve, d);
  if (!point) return undefined;
  if (owner.type !== 'ec' || !point.equals(owner.point)) return false;
  const [x, y] = [point.subarray(1, 1 + curve.octets), point.subarray(1 + curve.octets)];
  const numbers = { d: base64url(d), x: base64url(x), y: base64url(y) };
  return createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: curve.name, ...numbers } });
}

/** The public point of a private number; undefined where the curve has none. */
function pointOf(curve: Curve, d: Buffer): Buffer | undefined {
  const pair = createECDH(curve.openssl);
  try {
    pair.setPrivateKey(d);
    return pair.getPublicKey();
  } catch {
    return undefined; // zero, or beyond the curve's order
  }
}

function readEd25519({ tag, content: seed }: Der, owner: PublicKey): Key {
  if (tag !== tags.octetString || seed.length !== 32) return undefined;
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const key = createPrivateKey({
    key: Buffer.concat([prefix, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const point = createPublicKey(key).export({ format: 'jwk' }).x;
  return owner.type === 'ed25519' && point === base64url(owner.point) ? key : false;
}

function octetsOf(number: bigint): Buffer {
  const digits = number.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
}

function base64url(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64url');
}
