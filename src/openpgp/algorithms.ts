import { type AlgorithmInfo, enums } from 'openpgp';

const { publicKey } = enums;

/** What openpgp.js decrypts a session key with. */
const readForSessionKeys: readonly number[] = [
  publicKey.rsaEncryptSign,
  publicKey.rsaEncrypt,
  publicKey.elgamal,
  publicKey.ecdh,
  publicKey.x25519,
  publicKey.x448,
];

export function isReadForSessionKeys(algorithm: number): boolean {
  return readForSessionKeys.includes(algorithm);
}

/** By their numbers in a packet: RFC 9580, 9.1, and RFC 9980; 8 is what GnuPG 2.5 makes. */
const names: ReadonlyMap<number, string> = new Map([
  [1, 'RSA'],
  [2, 'RSA'],
  [3, 'RSA'],
  [8, 'Kyber'],
  [16, 'ElGamal'],
  [17, 'DSA'],
  [18, 'ECDH'],
  [19, 'ECDSA'],
  [22, 'EdDSA'],
  [25, 'X25519'],
  [26, 'X448'],
  [27, 'Ed25519'],
  [28, 'Ed448'],
  [30, 'ML-DSA-65+Ed25519'],
  [31, 'ML-DSA-87+Ed448'],
  [32, 'SLH-DSA-SHAKE-128s'],
  [33, 'SLH-DSA-SHAKE-128f'],
  [34, 'SLH-DSA-SHAKE-256s'],
  [35, 'ML-KEM-768+X25519'],
  [36, 'ML-KEM-1024+X448'],
]);

export function algorithmName(algorithm: number): string {
  return names.get(algorithm) ?? `algorithm number ${algorithm}`;
}

/** The algorithm of a key that is read, with what its strength depends on, such as `RSA-1024`. */
function strengthOf({ algorithm, bits, curve }: AlgorithmInfo): string {
  const name = algorithmName(publicKey[algorithm]);
  return curve ?? (bits === undefined ? name : `${name}-${bits}`);
}

/** RSA keys as long as these are the shortest that openpgp.js encrypts to. */
const shortestRsaBits = 2047;

const refused: readonly AlgorithmInfo['algorithm'][] = ['dsa', 'elgamal'];

/** On these openpgp.js checks no signature; it encrypts to none on the last. */
const refusedCurves = /^brainpool|^secp256k1$/;

/** What is wrong with a key that no renewal helps; undefined where nothing is. */
export function weaknessOf(
  info: AlgorithmInfo,
): { readonly reason: 'too short' | 'algorithm'; readonly algorithm: string } | undefined {
  const { algorithm, bits = Number.POSITIVE_INFINITY, curve = '' } = info;
  if (algorithm.startsWith('rsa') && bits < shortestRsaBits) {
    return { reason: 'too short', algorithm: strengthOf(info) };
  }
  if (!refused.includes(algorithm) && !refusedCurves.test(curve)) return undefined;
  return { reason: 'algorithm', algorithm: strengthOf(info) };
}
