import { createMessage, encrypt, enums, generateKey, type PublicKey } from 'openpgp';
import { expect, test } from 'vitest';
import { decryptMessage } from '../../src/openpgp/decrypt.ts';
import type { Keyring } from '../../src/openpgp/keyring.ts';
import { problemOf } from '../problem-of.ts';

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
const armor = async (encryptionKeys: PublicKey[], wildcard = false) =>
  encrypt({ message: await createMessage({ text: 'x' }), encryptionKeys, wildcard });
const decrypt = (text: string) => decryptMessage({ type: 'armored', text }, keyring, 1000);

test('a message to others names them and us', async () => {
  expect(await problemOf(decrypt(await armor([alice.publicKey])))).toEqual({
    id: 'openpgp-other-recipient',
    details: {
      recipients: [alice.publicKey.subkeys[0]?.getKeyID().toHex().toUpperCase()],
      ours,
    },
  });
});

test('hidden recipients of whom none is us', async () => {
  expect(await problemOf(decrypt(await armor([alice.publicKey], true)))).toEqual({
    id: 'openpgp-other-recipient',
    details: { recipients: ['0000000000000000'], ours },
  });
});

test('a hidden recipient among others is us', async () => {
  expect((await decrypt(await armor([alice.publicKey, bot.publicKey], true))).data).toHaveLength(1);
});

test('as many recipients as no person has are refused before any is tried', async () => {
  const many = new Array<PublicKey>(65).fill(bot.publicKey);

  expect(await problemOf(decrypt(await armor(many)))).toEqual({
    id: 'openpgp-too-many-recipients',
    details: { limit: 64 },
  });
  expect((await decrypt(await armor(many.slice(1)))).recipientKeyIds).toHaveLength(64);
});

test.each(['', 'x', '-----BEGIN PGP MESSAGE-----\n\n!!\n-----END PGP MESSAGE-----\n'])(
  '%j is damaged',
  async (text) => {
    expect(await problemOf(decrypt(text))).toEqual({ id: 'openpgp-damaged', details: {} });
  },
);

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
