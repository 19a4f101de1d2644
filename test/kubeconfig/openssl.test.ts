import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSignedBy, openssl } from '../../src/kubeconfig/openssl.ts';
import { readCertificate } from '../../src/kubeconfig/x509/certificate.ts';
import type { Curve } from '../../src/kubeconfig/x509/public-key.ts';
import { bits, type Made, make, oid, onCurve, rsa, sequence } from './x509/make.ts';

const octets = (text = '') => new Uint8Array(Buffer.from(text, 'base64url'));
const number = (text = '') => BigInt(`0x${octets(text).toHex()}`);
const pkcs8 = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' });

/** A public key ends with it, whatever comes before. */
function pointOf(key: KeyObject, length: number): Uint8Array {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return new Uint8Array(spki.subarray(-length));
}

const p256: Curve = { name: 'P-256', openssl: 'prime256v1', octets: 32 };
const p521: Curve = { name: 'P-521', openssl: 'secp521r1', octets: 66 };

test('a key of RSA is made of its numbers as OpenSSL writes it', () => {
  const key = rsa();
  const jwk = key.export({ format: 'jwk' });
  const numbers = {
    n: number(jwk.n),
    e: number(jwk.e),
    d: number(jwk.d),
    p: number(jwk.p),
    q: number(jwk.q),
    dp: number(jwk.dp),
    dq: number(jwk.dq),
    qi: number(jwk.qi),
  };
  expect(openssl.makeKey({ type: 'rsa', numbers })).toEqual({ pem: pkcs8(key) });
});

test.each([p256, p521])('so is one on $name, and its point', (curve) => {
  const key = onCurve(curve.name);
  const scalar = octets(key.export({ format: 'jwk' }).d);
  const made = openssl.makeKey({ type: 'ec', curve, scalar });
  expect(made?.pem).toBe(pkcs8(key));
  expect(made?.point?.toHex()).toBe(pointOf(key, 1 + 2 * curve.octets).toHex());
});

test('and one of Ed25519', () => {
  const key = generateKeyPairSync('ed25519').privateKey;
  const made = openssl.makeKey({ type: 'ed25519', seed: octets(key.export({ format: 'jwk' }).d) });
  expect(made?.pem).toBe(pkcs8(key));
  expect(made?.point?.toHex()).toBe(pointOf(key, 32).toHex());
});

test.each([
  ['zero', '00'.repeat(32)],
  ['the order of the curve', 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'],
])('%s makes no key', (_what, hex) => {
  const scalar = Uint8Array.fromHex(hex);
  expect(openssl.makeKey({ type: 'ec', curve: p256, scalar })).toBeUndefined();
});

test('a certificate is read, or it is none', () => {
  const { der } = make();
  expect(openssl.faultOf(der)).toBeUndefined();
  expect(openssl.faultOf(der.subarray(1))).toBe('not a certificate');
});

test('one whose key is a point on no curve is told by that', () => {
  const algorithm = sequence(oid('2a8648ce3d0201'), oid('2a8648ce3d030107'));
  const publicKey = sequence(algorithm, bits(Buffer.from(`04${'01'.repeat(64)}`, 'hex')));
  expect(openssl.faultOf(make({ publicKey }).der)).toBe('key form');
});

test('a certificate is signed by its issuer, and by no other of that name', () => {
  const [issuer, other] = [make(), make()];
  const child = read(make({ issuer }));
  expect(isSignedBy(child, read(issuer))).toBe(true);
  expect(isSignedBy(child, read(other))).toBe(false);
});

function read({ der }: Made) {
  const certificate = readCertificate(der, openssl);
  if (typeof certificate === 'string') throw new Error(certificate);
  return certificate;
}
