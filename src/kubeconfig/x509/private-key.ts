import type { CryptoProvider, PrivateNumbers, RsaNumbers } from './crypto-provider.ts';
import { type Der, explicit, readDer, tags } from './der.ts';
import { isPrime } from './primes.ts';
import { type Curve, curveOf, isNull, isRsa, keyOids, type PublicKey } from './public-key.ts';
import { areEqual, bitLength, integerOf, oidOf } from './values.ts';

/** PEM; false where the key belongs to another certificate, undefined where it is none. */
type Key = string | false | undefined;

/**
 * Reads the private key that belongs to a public one: PKCS #8, PKCS #1 or SEC 1, of a kind that
 * Prow's client takes.
 *
 * The key is made anew from its numbers: OpenSSL believes the public half that is written beside
 * the private one, and the size of a prime decides how long it takes to sign.
 */
export function readPrivateKey(bytes: Uint8Array, owner: PublicKey, provider: CryptoProvider): Key {
  const key = readNumbers(bytes);
  if (key?.type !== 'rsa') return key && makeOnCurve(key, owner, provider);
  const { n, e, p, q } = key.numbers;
  if (owner.type !== 'rsa' || owner.modulus !== n || owner.exponent !== e) return false;
  // With numbers that fit each other and are no primes, OpenSSL signs a second time the long way:
  // for 8192 bits that takes ten times as long.
  return [p, q].every(isPrime) ? provider.makeKey(key)?.pem : undefined;
}

function makeOnCurve(key: PrivateNumbers, owner: PublicKey, provider: CryptoProvider): Key {
  const { point, pem } = provider.makeKey(key) ?? {};
  if (!point) return undefined;
  return owner.type !== 'rsa' && areEqual(point, owner.point) ? pem : false;
}

function readNumbers(bytes: Uint8Array): PrivateNumbers | undefined {
  const der = readDer(bytes);
  const [version, second] = der?.tag === tags.sequence ? der.children : [];
  if (!der || integerOf(version) === undefined) return undefined;
  switch (second?.tag) {
    case tags.sequence:
      return readPkcs8(der);
    case tags.integer:
      return readRsa(der);
    default:
      return readEc(der);
  }
}

function readPkcs8({ children: [, algorithm, octets] }: Der): PrivateNumbers | undefined {
  const [oid, parameters] = algorithm?.children ?? [];
  const inner = octets?.tag === tags.octetString ? readDer(octets.content) : undefined;
  if (!inner) return undefined;
  switch (oidOf(oid)) {
    case keyOids.rsa:
      return isNull(parameters) ? readRsa(inner) : undefined;
    case keyOids.ec:
      return readEc(inner, curveOf(parameters));
    case keyOids.ed25519:
      return parameters ? undefined : readEd25519(inner);
    default:
      return undefined;
  }
}

function readRsa({ tag, children }: Der): PrivateNumbers | undefined {
  const [version, n, e, d, p, q, dp, dq, qi, more] = children.map((each) => integerOf(each) ?? 0n);
  const isKey = tag === tags.sequence && children[0]?.tag === tags.integer && version === 0n;
  // One with more than two primes has another version.
  if (!isKey || !n || !e || !d || !p || !q || !dp || !dq || !qi || more !== undefined) {
    return undefined;
  }
  const numbers = { n, e, d, p, q, dp, dq, qi };
  return isRsa(n, e) && isConsistent(numbers) ? { type: 'rsa', numbers } : undefined;
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
  { tag, children: [version, octets, ...rest] }: Der,
  named?: Curve,
): PrivateNumbers | undefined {
  const inside = curveOf(rest.find((each) => each.tag === explicit(0))?.children[0]);
  const curve = named ?? inside;
  const isKey = tag === tags.sequence && integerOf(version) === 1n;
  if (!isKey || octets?.tag !== tags.octetString || !curve) return undefined;
  if (octets.content.length > curve.octets) return undefined;
  const scalar = new Uint8Array(curve.octets);
  scalar.set(octets.content, curve.octets - octets.content.length);
  return { type: 'ec', curve, scalar };
}

function readEd25519({ tag, content: seed }: Der): PrivateNumbers | undefined {
  return tag === tags.octetString && seed.length === 32 ? { type: 'ed25519', seed } : undefined;
}
