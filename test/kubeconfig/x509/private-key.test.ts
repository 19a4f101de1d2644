import {
  createPrivateKey,
  generateKeyPairSync,
  generatePrimeSync,
  type KeyObject,
} from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { base64 } from '../../../simulator/base64.ts';
import { openssl } from '../../../src/kubeconfig/openssl.ts';
import { readClientCertificate } from '../../../src/kubeconfig/vet/certificates.ts';
import type { CryptoProvider } from '../../../src/kubeconfig/x509/crypto-provider.ts';
import {
  bits,
  der,
  integer,
  keyPem,
  type Made,
  make,
  oid,
  onCurve,
  p256,
  pemOf,
  rsa,
  sequence,
} from './make.ts';
import { inverseOf } from './numbers.ts';

const now = new Date('2026-11-30T12:00:00Z');

const read = ({ pem }: Made, key: string, provider = openssl) =>
  readClientCertificate({ certificate: base64(pem), key: base64(key) }, now, provider);
const refused = (reason: string) =>
  expect.objectContaining({
    problem: { id: 'kubeconfig-client-certificate', details: { reason } },
  });

const ofRsa = make({ key: rsa() });
const ofCurve = make();
const ed25519 = generateKeyPairSync('ed25519').privateKey;

const forms: readonly (readonly [string, Made, 'pkcs8' | 'pkcs1' | 'sec1'])[] = [
  ['RSA in PKCS #8', ofRsa, 'pkcs8'],
  ['RSA in PKCS #1', ofRsa, 'pkcs1'],
  ['P-256 in PKCS #8', ofCurve, 'pkcs8'],
  ['P-256 in SEC 1', ofCurve, 'sec1'],
  ['P-384', make({ key: onCurve('P-384') }), 'sec1'],
  ['P-521', make({ key: onCurve('P-521') }), 'pkcs8'],
  ['Ed25519', make({ key: ed25519 }), 'pkcs8'],
];

test.each(forms)('a key of %s is the same key, in PKCS #8', (_form, made, type) => {
  const pem = exportAs(made.privateKey, type);
  const { key } = read(
    made,
    `-----BEGIN EC PARAMETERS-----\nBggq\n-----END EC PARAMETERS-----\n${pem}`,
  );
  expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(createPrivateKey(key).equals(made.privateKey)).toBe(true);
});

test('a chain comes along', () => {
  const chain = { ...ofCurve, pem: ofCurve.pem + ofRsa.pem };
  expect(read(chain, keyPem(ofCurve)).certificate).toBe(chain.pem);
});

test.each(forms)('a key of %s of another certificate is refused', (_form, made, type) => {
  const other = made.privateKey.asymmetricKeyType === 'ed25519' ? ofCurve : make({ key: ed25519 });
  expect(() => read(other, exportAs(made.privateKey, type))).toThrow(
    refused('key of another certificate'),
  );
});

describe('a public half that belongs to another key', () => {
  // OpenSSL compares what is written there with the certificate; Go works it out, and its client
  // can't be made.
  test('of a curve', () => {
    const { d = '' } = p256().export({ format: 'jwk' });
    const { x = '', y = '' } = ofCurve.privateKey.export({ format: 'jwk' });
    const point = Buffer.concat([
      Buffer.from([4]),
      Buffer.from(x, 'base64url'),
      Buffer.from(y, 'base64url'),
    ]);
    const key = sequence(
      integer(1n),
      der(0x04, Buffer.from(d, 'base64url')),
      der(0xa0, oid('2a8648ce3d030107')),
      der(0xa1, bits(point)),
    );
    expect(() => read(ofCurve, pemOf(key, 'EC PRIVATE KEY'))).toThrow(
      refused('key of another certificate'),
    );
  });
});

test.each([
  ['zero', 0n],
  [
    'the order of the curve',
    2n ** 256n - 2n ** 224n + 2n ** 192n - 0x4319055258e8617b0c46353d039cdaafn,
  ],
])('a key on a curve that has none for it is refused: %s', (_what, scalar) => {
  const octets = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const key = sequence(integer(1n), der(0x04, octets), der(0xa0, oid('2a8648ce3d030107')));
  expect(() => read(ofCurve, pemOf(key, 'EC PRIVATE KEY'))).toThrow(refused('not a key'));
});

describe('RSA whose numbers do not belong together', () => {
  const numbers = ofRsa.privateKey.export({ format: 'jwk' });
  const fields = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const;
  const bigint = (text = '') => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
  const valid = Object.fromEntries(fields.map((name) => [name, bigint(numbers[name])]));
  const keyOf = (changed: Readonly<Record<string, bigint>>, version = 0n) => {
    const all: Readonly<Record<string, bigint>> = { ...valid, ...changed };
    return pemOf(
      sequence(integer(version), ...fields.map((name) => integer(all[name] ?? 0n))),
      'RSA PRIVATE KEY',
    );
  };

  const neverMakes: CryptoProvider = {
    ...openssl,
    makeKey: () => {
      throw new Error('OpenSSL was given the numbers');
    },
  };

  test('unchanged they do', () => {
    expect(createPrivateKey(read(ofRsa, keyOf({})).key).equals(ofRsa.privateKey)).toBe(true);
  });

  test.each([
    ['a private exponent of its own', { d: 3n }],
    ['no primes', { p: 1n, q: valid.n ?? 0n }],
    ['a prime far too long', { p: 2n ** 40_000n + 1n }],
    ['other exponents of the primes', { dp: 3n }],
    ['another coefficient', { qi: 3n }],
    ['a modulus of 44,497 bits', { n: 2n ** 44_496n + 1n }],
    ['a negative modulus', { n: -(valid.n ?? 0n) }],
    ['nothing in one place', { dq: 0n }],
  ])('%s', (_what, changed) => {
    expect(() => read(ofRsa, keyOf(changed), neverMakes)).toThrow(refused('not a key'));
  });

  test('numbers that fit each other and are no primes', () => {
    const { certificate, key } = withoutPrimes();
    expect(() => read(certificate, key, neverMakes)).toThrow(refused('not a key'));
  });

  /** One of the two is a prime, so each has to be asked. */
  function withoutPrimes() {
    const prime = (bits: number) => generatePrimeSync(bits, { bigint: true });
    const e = 65537n;
    for (;;) {
      const [p, q] = [prime(1024), prime(512) * prime(512)];
      const [one, other] = [p - 1n, q - 1n];
      if (one % e === 0n || other % e === 0n || p * q < 2n ** 2047n) continue;
      const d = inverseOf(e, one * other);
      const qi = inverseOf(q, p);
      const key = keyOf({ n: p * q, e, d, p, q, dp: d % one, dq: d % other, qi });
      const publicKey = sequence(
        sequence(oid('2a864886f70d010101'), der(0x05)),
        bits(sequence(integer(p * q), integer(e))),
      );
      return { certificate: make({ publicKey }), key };
    }
  }

  test('and one of more than two primes', () => {
    expect(() => read(ofRsa, keyOf({}, 1n), neverMakes)).toThrow(refused('not a key'));
  });
});

function exportAs(key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1'): string {
  return key.export({ type: type as 'pkcs8', format: 'pem' }).toString();
}
