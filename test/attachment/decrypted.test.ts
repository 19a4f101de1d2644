import { gzipSync, zstdCompressSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { createMessage, encrypt, readKey } from 'openpgp';
import { describe, expect, test } from 'vitest';
import { makeKeyPair } from '../../simulator/openpgp-keys.ts';
import { refuseOther } from '../../src/attachment/decrypted.ts';
import { readPrivateKeys } from '../../src/openpgp/keyring.ts';
import { createSandbox } from '../../src/sandbox/operations.ts';
import { problemOf } from '../problem-of.ts';
import { kubeconfigOf } from '../secrets/archive-samples.ts';
import { tarOf } from './archives.ts';
import { armored, binary, publicBlock } from './sample.ts';

const kubeconfig = Buffer.from(kubeconfigOf('rosa-1'));
const tar = await tarOf({ 'my-kubeconfig.yaml': kubeconfig });
const mail = `Content-Type: text/plain; charset=utf-8\nMIME-Version: 1.0\n\n${kubeconfig}`;

describe('what is no kubeconfig itself is told by name', () => {
  test.each([
    ['OpenPGP message', binary],
    ['OpenPGP message', Buffer.from(armored)],
    ['gzip', gzipSync(kubeconfig)],
    ['zip', zipSync({ 'my-kubeconfig.yaml': kubeconfig })],
    ['tar', tar],
    ['tar', gzipSync(tar)],
    ['Zstandard', zstdCompressSync(kubeconfig)],
    ['7-Zip', Buffer.from('7z\xbc\xaf\x27\x1c\0\x04', 'latin1')],
    ['SOPS', Buffer.from('clusters: ENC[AES256_GCM,data:abc,iv:def]\nsops: {}\n')],
    ['age', Buffer.from('age-encryption.org/v1\n-> X25519 abc\n')],
    ['mail', Buffer.from(mail)],
    ['Office document', zipSync({ '[Content_Types].xml': kubeconfig })],
    ['web page', Buffer.from('\ufeff<html><pre>', 'utf16le')],
  ])('%s', async (what, bytes) => {
    expect(await problemOf(() => refuseOther(bytes))).toEqual({
      id: 'decrypted-other',
      details: { what },
    });
  });
});

test.each([
  ['a kubeconfig', kubeconfig],
  ['a kubeconfig in UTF-16', Buffer.from(`\ufeff${kubeconfig}`, 'utf16le')],
  ['a public key', Buffer.from(publicBlock)],
  ['a damaged gzip', gzipSync(kubeconfig).subarray(2)],
  ['words', Buffer.from('From: here')],
  ['nothing', Buffer.alloc(0)],
])('%s is left to whoever reads kubeconfigs', (_what, bytes) => {
  expect(() => refuseOther(bytes)).not.toThrow();
});

test('what was encrypted twice is refused as soon as it is opened once', async () => {
  const { armoredPrivateKey, armoredPublicKey } = await makeKeyPair({ name: 'Twice' });
  const encryptionKeys = await readKey({ armoredKey: armoredPublicKey });
  const message = await createMessage({ text: armored });
  const twice = await encrypt({ message, encryptionKeys });
  const keyring = { ...(await readPrivateKeys(armoredPrivateKey)), recipients: [] };
  const { openSubmission } = createSandbox(keyring, () => Promise.reject(new Error('no secrets')));
  const opened = openSubmission({ bytes: Buffer.from(twice), now: new Date() });

  expect(await problemOf(opened)).toEqual({
    id: 'decrypted-other',
    details: { what: 'OpenPGP message' },
  });
});
