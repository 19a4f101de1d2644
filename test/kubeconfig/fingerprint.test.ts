import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { credentialFingerprint } from '../../src/kubeconfig/fingerprint.ts';
import type { Credentials } from '../../src/kubeconfig/kubeconfig.ts';

const key = () =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const tokenOf = (token: string): Credentials => ({ type: 'token', token });
const keyOf = (pem: string, certificate = 'C'): Credentials => ({
  type: 'client-certificate',
  certificate,
  key: pem,
});
const [one, other] = [key(), key()];

test('the same credential is told again, and no other one is taken for it', () => {
  const all = [tokenOf('one'), tokenOf('other'), keyOf(one), keyOf(other)];
  expect(new Set(all.map(credentialFingerprint)).size).toBe(all.length);
  for (const each of all) {
    expect(credentialFingerprint({ ...each })).toBe(credentialFingerprint(each));
    expect(credentialFingerprint(each)).not.toBe('');
  }
});

test('a key is the same with another certificate', () => {
  expect(credentialFingerprint(keyOf(one, 'D'))).toBe(credentialFingerprint(keyOf(one)));
});
