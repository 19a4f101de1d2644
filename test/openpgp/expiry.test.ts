import { generateKey, type PrivateKey, type PublicKey, reformatKey, revokeKey } from 'openpgp';
import { expect, test } from 'vitest';
import { keyExpiries } from '../../src/openpgp/expiry.ts';
import { keyIdText } from '../../src/openpgp/key-id.ts';

const made = new Date('2026-01-01T00:00:00Z');
const day = 24 * 60 * 60;

async function makeKey(lifetimeDays = 0): Promise<PrivateKey> {
  const { privateKey } = await generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ name: 'x' }],
    date: made,
    keyExpirationTime: lifetimeDays * day,
    format: 'object',
  });
  return privateKey;
}

const recipients = (...keys: readonly PublicKey[]) =>
  keyExpiries({ privateKeys: [], recipients: keys });
const after = (days: number) => new Date(made.getTime() + days * day * 1000);

test('each key that expires is told by its ID, its use and its day', async () => {
  const [own, theirs] = await Promise.all([makeKey(10), makeKey(20)]);
  const keyring = { privateKeys: [own], recipients: [theirs.toPublic()] };
  expect(await keyExpiries(keyring)).toEqual([
    { keyId: keyIdText(own.getKeyID()), use: 'own', expires: after(10) },
    { keyId: keyIdText(theirs.getKeyID()), use: 'recipient', expires: after(20) },
  ]);
});

test('a key that never expires is left out', async () => {
  expect(await recipients((await makeKey()).toPublic())).toEqual([]);
});

test('of a key and its renewed export the longer one counts, in any order', async () => {
  const key = await makeKey(10);
  const { publicKey: renewed } = await reformatKey({
    privateKey: key,
    userIDs: [{ name: 'x' }],
    date: made,
    keyExpirationTime: 30 * day,
    format: 'object',
  });
  for (const keys of [
    [key.toPublic(), renewed],
    [renewed, key.toPublic()],
  ]) {
    expect(await recipients(...keys)).toMatchObject([{ expires: after(30) }]);
  }
});

test('a revoked key is left out: nobody can encrypt to it on any day', async () => {
  const { publicKey } = await revokeKey({
    key: await makeKey(10),
    date: made,
    format: 'object',
  });
  expect(await recipients(publicKey)).toEqual([]);
});
