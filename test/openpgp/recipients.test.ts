import {
  enums,
  generateKey,
  type PrivateKey,
  type PublicKey,
  readKey,
  readMessage,
  revokeKey,
  SecretKeyPacket,
} from 'openpgp';
import { describe, expect, test } from 'vitest';
import { decryptMessage } from '../../src/openpgp/decrypt.ts';
import { encryptToSameRecipients } from '../../src/openpgp/encrypt.ts';
import { type Keyring, readPublicKeys } from '../../src/openpgp/keyring.ts';
import { peopleIn, provePeople } from '../../src/openpgp/people.ts';
import { checkRecipients } from '../../src/openpgp/recipients.ts';
import { problemOf } from '../problem-of.ts';
import {
  makeKey,
  subkeyIds,
  subkeyOf,
  withoutUserIds,
  withPackets,
  withSubkey,
} from './odd-keys.ts';

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

  test('a copy from before a revocation does not bring the key back', async () => {
    const keyring = keyringWith(toRevoke.publicKey, revoked.publicKey);

    expect(await checkRecipients([idOf(revoked.publicKey)], keyring)).toMatchObject({
      id: unusable,
      details: { reason: 'revoked' },
    });
  });

  test('never to nobody', async () => {
    expect(await problemOf(encryptToSameRecipients(data, [], keyringWith()))).toHaveProperty('id');
  });
});

describe('recipients are people: another subkey of the same key', async () => {
  const botId = idOf(bot.publicKey);
  const key = await makeKey('maintainer', { subkeys: [] });
  const old = await withSubkey(key, { date: '2024-02-01', days: 30 });
  const rotated = await withSubkey(old, { date: '2025-02-01' });
  const [expiredId = '', newId = ''] = subkeyIds(rotated);
  const withRevoked = await withSubkey(
    await withRevokedSubkey(await withSubkey(key, { date: '2024-02-01' })),
    { date: '2025-02-01' },
  );
  const [revokedId = '', afterRevokedId = ''] = subkeyIds(withRevoked);
  const olderIsValid = await withSubkey(await withSubkey(key, { date: '2024-02-01' }), {
    date: '2024-03-01',
    days: 30,
  });
  const [validId = '', expiredNewestId = ''] = subkeyIds(olderIsValid);
  const newOnly = withoutSubkey(rotated.toPublic(), 0);

  interface Rotation {
    readonly recipients: readonly PublicKey[];
    readonly before: string;
    readonly after: string;
    readonly reason: 'expired' | 'revoked';
  }
  test.each<[string, Rotation]>([
    [
      'a newer one for an expired one',
      {
        ...{ recipients: [rotated.toPublic()], before: expiredId, after: newId },
        reason: 'expired',
      },
    ],
    [
      'a newer one for a revoked one',
      {
        ...{ recipients: [withRevoked.toPublic()], before: revokedId, after: afterRevokedId },
        reason: 'revoked',
      },
    ],
    [
      'an older one for an expired one',
      {
        ...{ recipients: [olderIsValid.toPublic()], before: expiredNewestId, after: validId },
        reason: 'expired',
      },
    ],
    [
      'one that only another copy of the key has',
      {
        ...{ recipients: [old.toPublic(), newOnly], before: expiredId, after: newId },
        reason: 'expired',
      },
    ],
  ])('%s', async (_what, { recipients, before, after, reason }) => {
    const keyring = keyringWith(...recipients);
    expect(await checkRecipients([before, botId], keyring)).toBeUndefined();

    const encrypted = await encryptToSameRecipients(data, [before, botId], keyring);

    const { armored: text } = encrypted;
    const again = await decryptMessage({ type: 'armored', text }, keyring, 1000);
    expect(again.recipientKeyIds).toEqual([after, botId]);
    expect(encrypted.recipients).toMatchObject([
      { keyId: after, userId: 'maintainer', replaces: [{ keyId: before, reason }] },
      { keyId: botId },
    ]);
    expect(encrypted.recipients[1]).not.toHaveProperty('replaces');
  });

  test('is named once where the message is to both', async () => {
    const keyring = keyringWith(rotated.toPublic());
    const { recipients } = await encryptToSameRecipients(data, [newId, expiredId, botId], keyring);
    expect(recipients).toMatchObject([
      { keyId: newId, replaces: [{ keyId: expiredId, reason: 'expired' }] },
      { keyId: botId },
    ]);
  });

  test("of the bot's own key as well", async () => {
    const keyring: Keyring = { privateKeys: [rotated], recipients: [] };
    const { recipients } = await encryptToSameRecipients(data, [expiredId], keyring);
    expect(recipients).toMatchObject([{ keyId: newId, replaces: [{ keyId: expiredId }] }]);
  });

  test.each<[string, () => Promise<[PublicKey, string]>, object]>([
    ['no subkey that is valid', async () => [old.toPublic(), expiredId], { reason: 'expired' }],
    [
      'a subkey that its owner has not signed',
      async () => {
        const stranger = await withSubkey(await makeKey('stranger'), {
          date: '2024-02-01',
          days: 9,
        });
        const claimed = await readKey({ armoredKey: rotated.toPublic().armor() });
        claimed.subkeys.push(...stranger.toPublic().subkeys.slice(1));
        const read = await readKey({ armoredKey: claimed.armor() });
        return [read, subkeyIds(stranger)[1] ?? ''];
      },
      { reason: 'cannot encrypt' },
    ],
    [
      'a subkey that only signed',
      async () => {
        const signing = await rotated.addSubkey({
          sign: true,
          type: 'ecc',
          curve: 'ed25519Legacy',
        });
        return [signing.toPublic(), subkeyIds(signing)[2] ?? ''];
      },
      { reason: 'cannot encrypt' },
    ],
  ])('never for %s', async (_what, make, why) => {
    const [recipient, keyId] = await make();
    expect(await checkRecipients([keyId], keyringWith(recipient))).toEqual({
      id: 'recipient-unusable',
      details: { keyId, ...why },
    });
  });
});

test('a key of tomorrow has not expired', async () => {
  const tomorrow = await makeKey('early', { date: new Date(Date.now() + 86_400_000) });
  const keyId = idOf(tomorrow);
  expect(await checkRecipients([keyId], keyringWith(tomorrow.toPublic()))).toEqual({
    id: 'recipient-unusable',
    details: { keyId, reason: 'not yet valid' },
  });
});

describe('what no renewal helps', () => {
  test.each<[string, () => Promise<PublicKey>, object]>([
    [
      'a key that is too short, though it has expired as well',
      () =>
        makeKey('short', {
          ...{ type: 'rsa', curve: undefined, rsaBits: 1024, keyExpirationTime: 60 },
          config: { minRSABits: 1024 },
        }),
      { reason: 'too short', algorithm: 'RSA-1024' },
    ],
    [
      'a key without a user ID',
      async () => readKey({ armoredKey: withoutUserIds(await makeKey('nameless')) }),
      { reason: 'no user ID' },
    ],
  ])('%s', async (_what, make, why) => {
    const key = await make();
    const keyId = idOf(key);
    expect(await checkRecipients([keyId], keyringWith(key.toPublic()))).toEqual({
      id: 'recipient-unusable',
      details: { keyId, ...why },
    });
  });

  test('a subkey that is not read, of a key that is', async () => {
    const armored = await withPackets(alice.publicKey.armor(), subkeyOf(35, 1216));
    const { recipients, unread } = await readPublicKeys([{ text: armored }]);
    const keyId = unread[0]?.keyId ?? '';
    const keyring = { ...keyringWith(...recipients), unread };
    expect(await checkRecipients([keyId], keyring)).toEqual({
      id: 'recipient-unusable',
      details: { keyId, reason: 'algorithm', algorithm: 'ML-KEM-768+X25519' },
    });
  });
});

describe('the proof that a message is for the same people', async () => {
  const people = await peopleIn(keyringWith(alice.publicKey, expired.publicKey));
  const [one, two, us] = [alice, expired, bot].map(({ publicKey }) => idOf(publicKey));
  const before = [one, us].flatMap((id) => id ?? []);

  test.each<[string, readonly (string | undefined)[], boolean]>([
    ['the same', [one, us], true],
    ['another order', [us, one], true],
    ['one fewer', [one], false],
    ['one more', [one, two, us], false],
    ['another one', [two, us], false],
    ['one twice', [one, one, us], false],
    ['nobody known', [one, us, 'F'.repeat(16)], false],
  ])('%s', (_what, ids, isProved) => {
    const after = ids.flatMap((id) => id ?? []);
    const prove = expect(() => provePeople({ before, after }, people));
    if (isProved) prove.not.toThrow();
    else prove.toThrow('not encrypted to the people');
  });
});

async function withRevokedSubkey(key: PrivateKey): Promise<PrivateKey> {
  const [subkey] = key.subkeys;
  if (!subkey || !(key.keyPacket instanceof SecretKeyPacket)) throw new Error('no subkey');
  const { keySuperseded: flag } = enums.reasonForRevocation;
  key.subkeys[0] = await subkey.revoke(key.keyPacket, { flag });
  return key;
}

/** As an export that leaves out what has expired. */
function withoutSubkey(key: PublicKey, place: number): PublicKey {
  key.subkeys.splice(place, 1);
  return key;
}
