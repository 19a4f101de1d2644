import {
  createMessage,
  encrypt,
  enums,
  generateKey,
  type PrivateKey,
  type PublicKey,
  readPrivateKey,
  unarmor,
} from 'openpgp';
import { describe, expect, test } from 'vitest';
import { decryptMessage } from '../../src/openpgp/decrypt.ts';
import { keyIdText } from '../../src/openpgp/key-id.ts';
import type { Keyring } from '../../src/openpgp/keyring.ts';
import { packetHeaders } from '../../src/openpgp/packets.ts';
import { type Problem, problem } from '../../src/problem.ts';
import { problemOf } from '../problem-of.ts';
import { addressedTo, makeKey, subkeyIds, withoutSecretOf, withSubkey } from './odd-keys.ts';

const make = (name: string) =>
  generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ name }],
    format: 'object',
  });
const [bot, alice] = await Promise.all([make('bot'), make('alice')]);

const keyring: Keyring = { privateKeys: [bot.privateKey], recipients: [] };
const ours = bot.publicKey.getKeyID().toHex().toUpperCase();
const [subkeyId] = subkeyIds(bot.publicKey);
const armor = async (encryptionKeys: PublicKey[], wildcard = false) =>
  encrypt({ message: await createMessage({ text: 'x' }), encryptionKeys, wildcard });
const decrypt = (text: string) => decryptMessage({ type: 'armored', text }, keyring, 1000);

test('a message to others names them and us', async () => {
  expect(await problemOf(decrypt(await armor([alice.publicKey])))).toEqual({
    id: 'openpgp-other-recipient',
    details: {
      recipients: subkeyIds(alice.publicKey),
      ours,
      subkeyId,
    },
  });
});

test('hidden recipients of whom none is us', async () => {
  expect(await problemOf(decrypt(await armor([alice.publicKey], true)))).toEqual({
    id: 'openpgp-other-recipient',
    details: { recipients: ['0000000000000000'], ours, subkeyId },
  });
});

test('a hidden recipient among others is us', async () => {
  expect((await decrypt(await armor([alice.publicKey, bot.publicKey], true))).data).toHaveLength(1);
});

test('as many recipients as no person has are refused before any is tried', async () => {
  const many = new Array<PublicKey>(65).fill(bot.publicKey);

  expect(await problemOf(decrypt(await armor(many)))).toEqual({
    id: 'openpgp-too-many-recipients',
    details: { count: 65, limit: 64 },
  });
  expect((await decrypt(await armor(many.slice(1)))).recipientKeyIds).toHaveLength(64);
});

test.each([
  ['', 'armor'],
  ['x', 'armor'],
  ['-----BEGIN PGP MESSAGE-----\n\n!!\n-----END PGP MESSAGE-----\n', 'incomplete'],
])('%j is damaged', async (text, reason) => {
  expect(await problemOf(decrypt(text))).toEqual({ id: 'openpgp-damaged', details: { reason } });
});

describe('a message that is damaged', () => {
  const binary = async (encryptionKeys: PublicKey, text: string): Promise<Uint8Array> =>
    encrypt({ message: await createMessage({ text }), encryptionKeys, format: 'binary' });
  const open = (bytes: Uint8Array) => decryptMessage({ type: 'binary', bytes }, keyring, 100_000);
  const problemWith = (bytes: Uint8Array) => problemOf(open(bytes));

  test.each([20, 50_000])('is told from one that is cut, with %i bytes in it', async (length) => {
    const bytes = await binary(bot.publicKey, 'x'.repeat(length));
    for (const end of [-1, -9]) {
      expect(await problemWith(bytes.subarray(0, end))).toEqual({
        id: 'openpgp-damaged',
        details: { reason: 'incomplete' },
      });
    }
    const changed = Uint8Array.from(bytes, (byte, at) => (at === bytes.length - 1 ? ~byte : byte));
    expect(await problemWith(changed)).toEqual({
      id: 'openpgp-damaged',
      details: { reason: 'changed' },
    });
    expect((await open(bytes)).data).toHaveLength(length);
  });

  test('is none where it is cut before its data', async () => {
    const bytes = await binary(bot.publicKey, 'x');
    expect(await problemWith(bytes.subarray(0, 30))).toEqual({
      id: 'openpgp-damaged',
      details: { reason: 'incomplete' },
    });
  });
});

describe('a message to a key of the bot that it cannot be decrypted with is never damaged', async () => {
  const [made, message] = await Promise.all([makeKey('bot'), createMessage({ text: 'x' })]);
  const twice = await withSubkey(made, { date: '2025-01-01' });
  const newest = await withSubkey(twice, { date: '2026-01-01' });
  const [oldId = '', middleId = '', newId = ''] = subkeyIds(newest);
  const primaryId = keyIdText(newest.getKeyID());
  const bytes = await encrypt({ message, encryptionKeys: alice.publicKey, format: 'binary' });
  const own = (privateKey: PrivateKey, more: Partial<Keyring> = {}): Keyring => ({
    privateKeys: [privateKey],
    recipients: [],
    ...more,
  });
  const withoutOld = withoutSecretOf(await readPrivateKey({ armoredKey: newest.armor() }), 0);
  const quantumId = 'C'.repeat(16);
  const quantum = {
    ...{ keyId: quantumId, primaryKeyId: primaryId, isPrimary: false },
    algorithm: 'X448, version 5',
  };
  const ours = newId;
  const unread = { keyId: quantumId, ours };

  test.each<[string, Uint8Array, Keyring, Problem]>([
    [
      'the signing key',
      addressedTo(bytes, primaryId),
      own(newest),
      problem('openpgp-signing-key', { keyId: primaryId, ours }),
    ],
    [
      'an older subkey whose secret is gone',
      addressedTo(bytes, oldId),
      own(withoutOld),
      problem('openpgp-old-subkey', { keyId: oldId, ours }),
    ],
    [
      'a newer subkey that only the public copy has',
      addressedTo(bytes, newId),
      own(twice, { recipients: [newest.toPublic()] }),
      problem('key-unusable', { keyId: primaryId, reason: 'no secret', subkeyId: newId }),
    ],
    [
      'an older subkey that only the public copy has',
      addressedTo(bytes, middleId),
      own(made, { recipients: [newest.toPublic()] }),
      problem('openpgp-old-subkey', { keyId: middleId, ours: oldId }),
    ],
    [
      'a post-quantum subkey',
      addressedTo(bytes, quantumId, 35),
      own(newest),
      problem('openpgp-unsupported', {
        ...{ reason: 'algorithm', ...unread },
        algorithm: 'ML-KEM-768+X25519',
      }),
    ],
    [
      'an algorithm without a name',
      addressedTo(bytes, quantumId, 99),
      own(newest),
      problem('openpgp-unsupported', {
        ...{ reason: 'algorithm', ...unread },
        algorithm: 'algorithm number 99',
      }),
    ],
    [
      'a subkey of a version that is not read',
      addressedTo(bytes, quantumId),
      own(newest, { unread: [quantum] }),
      problem('openpgp-unsupported', {
        ...{ reason: 'algorithm', ...unread },
        algorithm: quantum.algorithm,
      }),
    ],
    [
      "a subkey of somebody else's that is not read",
      addressedTo(bytes, quantumId),
      own(newest, { unread: [{ ...quantum, primaryKeyId: 'D'.repeat(16) }] }),
      problem('openpgp-other-recipient', {
        ...{ recipients: [quantumId], ours: primaryId },
        subkeyId: newId,
      }),
    ],
  ])('%s', async (_what, changed, keys, expected) => {
    const attempt = decryptMessage({ type: 'binary', bytes: changed }, keys, 1000);
    expect(await problemOf(attempt)).toEqual(expected);
  });

  test.each([oldId, middleId, newId])(
    'but each subkey with its secret decrypts: %s',
    async (id) => {
      const encryptionKeys = newest.toPublic();
      const text = await encrypt({
        ...{ message, encryptionKeys },
        encryptionKeyIDs: encryptionKeys.getKeyIDs().filter((each) => keyIdText(each) === id),
      });
      const { data } = await decryptMessage({ type: 'armored', text }, own(newest), 1000);
      expect(data).toHaveLength(1);
    },
  );

  test('nor is one that is to an older subkey and to a hidden one of somebody else', async () => {
    const [hidden, named] = await Promise.all([armor([alice.publicKey], true), bytes]);
    const { data } = await unarmor(hidden);
    if (!(data instanceof Uint8Array)) throw new Error('no bytes');
    const [first] = packetHeaders(named);
    const end = (first?.start ?? 0) + (first?.length ?? 0);
    const both = Buffer.concat([addressedTo(named, oldId).subarray(0, end), data]);
    const attempt = decryptMessage({ type: 'binary', bytes: both }, own(withoutOld), 1000);
    expect(await problemOf(attempt)).toMatchObject({ id: 'openpgp-old-subkey' });
  });
});

test('a bomb is refused without being expanded', async () => {
  const start = performance.now();
  const bytes = await encrypt({
    message: await createMessage({ binary: new Uint8Array(2 ** 27) }),
    encryptionKeys: bot.publicKey,
    format: 'binary',
    config: { preferredCompressionAlgorithm: enums.compression.zlib },
  });
  const made = performance.now();

  expect(await problemOf(decryptMessage({ type: 'binary', bytes }, keyring, 2 ** 20))).toEqual({
    id: 'decrypted-too-large',
    details: { limitBytes: 2 ** 20 },
  });
  // Expanding takes about as long as compressing.
  expect(performance.now() - made).toBeLessThan((made - start) / 3);
});

test('the limit itself is not beyond it', async () => {
  const text = await encrypt({
    message: await createMessage({ binary: new Uint8Array(1000) }),
    encryptionKeys: bot.publicKey,
  });

  expect((await decrypt(text)).data).toHaveLength(1000);
  const attempt = decryptMessage({ type: 'armored', text }, keyring, 999);
  expect(await problemOf(attempt)).toMatchObject({ id: 'decrypted-too-large' });
});

// One in 256 does by itself, and then that is no part of the newline.
test.each(['', '\n', '\r\n'])(
  'a binary message that ends in a carriage return, with %j behind it',
  async (newline) => {
    const message = await createMessage({ text: 'x' });
    let bytes: Uint8Array;
    do {
      bytes = await encrypt({ message, encryptionKeys: bot.publicKey, format: 'binary' });
    } while (bytes.at(-1) !== 0x0d);
    const saved = { type: 'binary', bytes: Buffer.concat([bytes, Buffer.from(newline)]) } as const;
    expect((await decryptMessage(saved, keyring, 1000)).data).toHaveLength(1);
  },
);
