import { enums, generateKey, type PublicKey, readMessage, revokeKey } from 'openpgp';
import { describe, expect, test } from 'vitest';
import { decryptMessage } from '../../src/openpgp/decrypt.ts';
import { encryptToSameRecipients } from '../../src/openpgp/encrypt.ts';
import type { Keyring } from '../../src/openpgp/keyring.ts';
import { checkRecipients } from '../../src/openpgp/recipients.ts';
import { problemOf } from '../problem-of.ts';

const yesterday = new Date(Date.now() - 86_400_000);
const make = (name: string, more: { date?: Date; keyExpirationTime?: number } = {}) =>
  generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ name, email: `${name}@example.org` }],
    format: 'object',
    date: yesterday,
    ...more,
  });

const [bot, alice, expired, toRevoke] = await Promise.all([
  make('bot'),
  make('alice'),
  make('expired', { keyExpirationTime: 60 }),
  make('revoked'),
]);
const revoked = await revokeKey({ key: toRevoke.privateKey, format: 'object' });

const idOf = (key: PublicKey) => key.subkeys[0]?.getKeyID().toHex().toUpperCase() ?? '';
const keyringWith = (...recipients: readonly PublicKey[]): Keyring => ({
  privateKeys: [bot.privateKey],
  recipients,
});
const data = new TextEncoder().encode('secret '.repeat(100));

describe('encrypting to the same recipients', () => {
  test('goes to them in their order and can be decrypted again', async () => {
    const ids = [idOf(alice.publicKey), idOf(bot.publicKey)];
    const keyring = keyringWith(alice.publicKey);

    const { armored, recipients } = await encryptToSameRecipients(data, ids, keyring);

    const again = await decryptMessage({ type: 'armored', text: armored }, keyring, 1000);
    expect(again.recipientKeyIds).toEqual(ids);
    expect(Buffer.from(again.data).equals(data)).toBe(true);
    expect(recipients).toEqual([
      {
        keyId: ids[0],
        fingerprint: alice.publicKey.getFingerprint().toUpperCase(),
        userId: 'alice <alice@example.org>',
      },
      {
        keyId: ids[1],
        fingerprint: bot.publicKey.getFingerprint().toUpperCase(),
        userId: 'bot <bot@example.org>',
      },
    ]);
  });

  test('writes the version that gpg reads, though all keys claim to know the next', async () => {
    const modern = await generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: [{ name: 'modern' }],
      format: 'object',
      date: yesterday,
      config: { aeadProtect: true },
    });
    const ids = [idOf(modern.publicKey)];

    const { armored } = await encryptToSameRecipients(data, ids, keyringWith(modern.publicKey));

    const { packets } = await readMessage({ armoredMessage: armored });
    const { symEncryptedIntegrityProtectedData } = enums.packet;
    expect(packets.findPacket(symEncryptedIntegrityProtectedData)).toHaveProperty('version', 1);
  });

  const signingId = alice.publicKey.getKeyID().toHex().toUpperCase();
  const unusable = 'recipient-unusable';
  test.each([
    ['a missing key', idOf(alice.publicKey), [], { id: 'recipient-unknown' }],
    [
      'an expired key',
      idOf(expired.publicKey),
      [expired.publicKey],
      { id: unusable, reason: 'expired' },
    ],
    [
      'a revoked key',
      idOf(revoked.publicKey),
      [revoked.publicKey],
      { id: unusable, reason: 'revoked' },
    ],
    [
      'a key that only signs',
      signingId,
      [alice.publicKey],
      { id: unusable, reason: 'cannot encrypt' },
    ],
  ])(
    'stops at %s, and says so ahead of time as well',
    async (_what, keyId, keys, { id, ...why }) => {
      const ids = [idOf(bot.publicKey), keyId];
      const keyring = keyringWith(...keys);
      const expected = { id, details: { keyId, ...why } };

      expect(await problemOf(encryptToSameRecipients(data, ids, keyring))).toEqual(expected);
      expect(await checkRecipients(ids, keyring)).toEqual(expected);
    },
  );

  test('stops at a hidden recipient', async () => {
    const ids = [idOf(bot.publicKey), '0000000000000000'];
    const attempt = encryptToSameRecipients(data, ids, keyringWith());

    expect(await problemOf(attempt)).toEqual({ id: 'recipient-hidden', details: {} });
  });

  test('an old copy of a key does not hide one that was prolonged', async () => {
    const { reformatKey } = await import('openpgp');
    const prolonged = await reformatKey({
      privateKey: expired.privateKey,
      userIDs: [{ name: 'expired' }],
      format: 'object',
    });
    const keyring = keyringWith(expired.publicKey, prolonged.publicKey);

    expect(await checkRecipients([idOf(expired.publicKey)], keyring)).toBeUndefined();
  });

  test('never to nobody', async () => {
    expect(await problemOf(encryptToSameRecipients(data, [], keyringWith()))).toHaveProperty('id');
  });
});
