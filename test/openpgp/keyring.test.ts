import { type PrivateKey, readKey, readPrivateKey, SecretKeyPacket } from 'openpgp';
import { describe, expect, test } from 'vitest';
import { makeKeyPair } from '../../simulator/openpgp-keys.ts';
import { keyIdText } from '../../src/openpgp/key-id.ts';
import { readPrivateKeys, readPublicKeys } from '../../src/openpgp/keyring.ts';
import { problemOf } from '../problem-of.ts';
import {
  keyOfVersion5,
  makeKey,
  onCard,
  revocationOf,
  secretSubkeyOf,
  subkeyOf,
  withoutSecretOf,
  withoutUserIds,
  withPackets,
  withSubkey,
} from './odd-keys.ts';

const [one, two, locked] = await Promise.all([
  makeKeyPair({ name: 'One' }),
  makeKeyPair({ name: 'Two' }),
  makeKeyPair({ name: 'Locked', passphrase: 'open sesame' }),
]);

const onePrivate = await readPrivateKey({ armoredKey: one.armoredPrivateKey });

const keyIds = (keys: readonly { getKeyID(): { toHex(): string } }[]) =>
  keys.map((key) => key.getKeyID().toHex().toUpperCase());

describe('private keys', () => {
  test.each([
    ['one after the other', `${one.armoredPrivateKey}${two.armoredPrivateKey}`],
    ['with text between', `first\n${one.armoredPrivateKey}\nsecond:\n${two.armoredPrivateKey}`],
    [
      'with literal \\n',
      `${one.armoredPrivateKey}${two.armoredPrivateKey}`.replaceAll(/\r?\n/g, '\\n'),
    ],
    ['with CRLF', `${one.armoredPrivateKey}${two.armoredPrivateKey}`.replaceAll(/\r?\n/g, '\r\n')],
    ['with a byte-order mark', `\uFEFF${one.armoredPrivateKey}${two.armoredPrivateKey}`],
    ['indented', `${one.armoredPrivateKey}${two.armoredPrivateKey}`.replaceAll(/^/gm, '  ')],
    [
      'beside a public one',
      `${one.armoredPublicKey}${one.armoredPrivateKey}${two.armoredPrivateKey}`,
    ],
  ])('several blocks are all read: %s', async (_how, armored) => {
    const { privateKeys } = await readPrivateKeys(armored);
    expect(keyIds(privateKeys)).toEqual([one.keyId, two.keyId]);
  });

  test('a locked one is unlocked beside an open one', async () => {
    const armored = one.armoredPrivateKey + locked.armoredPrivateKey;

    const { privateKeys } = await readPrivateKeys(armored, 'open sesame');

    expect(privateKeys.every((key) => key.isDecrypted())).toBe(true);
  });

  test.each([undefined, '', 'wrong'])('the passphrase %j does not unlock', async (passphrase) => {
    const attempt = readPrivateKeys(locked.armoredPrivateKey, passphrase);

    expect(await problemOf(attempt)).toEqual({
      id: 'key-passphrase',
      details: { keyId: locked.keyId },
    });
  });

  test.each([
    ['nothing', '', 'no key'],
    ['no key', 'hello', 'no key'],
    ['a public key', one.armoredPublicKey, 'public key'],
    [
      'a public key under the name of a private one',
      one.armoredPublicKey.replaceAll('PUBLIC', 'PRIVATE'),
      'public key',
    ],
    ['binary', new TextDecoder().decode(onePrivate.write()), 'not armored'],
    ['a cut key', one.armoredPrivateKey.slice(0, 300), 'damaged'],
    ['a garbled key', one.armoredPrivateKey.replaceAll(/^[A-Za-z0-9+/]{60}$/gm, 'AAAA'), 'damaged'],
    [
      'a good and a cut key',
      one.armoredPrivateKey + two.armoredPrivateKey.slice(0, 300),
      'damaged',
    ],
  ])('%s is unreadable', async (_what, armored, reason) => {
    expect(await problemOf(readPrivateKeys(armored))).toEqual({
      id: 'key-unreadable',
      details: { source: 'PGP_PRIVATE_KEY_PATH', reason },
    });
  });
});

describe('a private key that others can encrypt to, and that can not decrypt it', () => {
  const twoSubkeys = async () => withSubkey(await makeKey('bot'), { date: '2025-01-01' });
  const withoutSubkey = () => makeKey('bot', { subkeys: [] });
  const armored = (key: PrivateKey) => key.armor();
  const cases: readonly [string, () => Promise<string>, object][] = [
    [
      'a subkey without its secret',
      async () => armored(withoutSecretOf(await makeKey('bot'), 0)),
      { reason: 'no secret' },
    ],
    [
      'a subkey on a smart card',
      async () => onCard(withoutSecretOf(await makeKey('bot'), 0)),
      { reason: 'no secret' },
    ],
    [
      'the newest subkey without its secret, which others encrypt to',
      async () => armored(withoutSecretOf(await twoSubkeys(), 1)),
      { reason: 'no secret' },
    ],
    ['no user ID', async () => withoutUserIds(await makeKey('bot')), { reason: 'no user ID' }],
    ['no subkey', async () => armored(await withoutSubkey()), { reason: 'no subkey' }],
    [
      'a subkey that only signs',
      async () => armored(await makeKey('bot', { subkeys: [{ sign: true }] })),
      { reason: 'no subkey' },
    ],
    [
      'a post-quantum subkey alone',
      async () => withPackets(armored(await withoutSubkey()), secretSubkeyOf(35, 1216)),
      { reason: 'algorithm', algorithm: 'ML-KEM-768+X25519' },
    ],
  ];

  test.each(cases)('%s', async (_what, make, why) => {
    const armoredKey = await make();
    const { keyPacket } = await readKey({ armoredKey });
    expect(await problemOf(readPrivateKeys(armoredKey))).toMatchObject({
      id: 'key-unusable',
      details: { keyId: keyIdText(keyPacket.getKeyID()), ...why },
    });
  });

  test.each<[string, () => Promise<string>]>([
    [
      'the primary key without its secret',
      async () => {
        const key = await makeKey('bot');
        if (key.keyPacket instanceof SecretKeyPacket) key.keyPacket.makeDummy();
        return armored(key);
      },
    ],
    [
      'the primary key on a smart card',
      async () => {
        const key = await makeKey('bot');
        if (key.keyPacket instanceof SecretKeyPacket) key.keyPacket.makeDummy();
        return onCard(key);
      },
    ],
    [
      'an older subkey without its secret',
      async () => armored(withoutSecretOf(await twoSubkeys(), 0)),
    ],
    [
      'a post-quantum subkey beside one that is read',
      async () => withPackets(armored(await makeKey('bot')), secretSubkeyOf(35, 1216)),
    ],
    [
      'an expired subkey, which old messages are for',
      async () => armored(await makeKey('bot', { keyExpirationTime: 60 })),
    ],
  ])('but not: %s', async (_what, make) => {
    const { privateKeys } = await readPrivateKeys(await make());
    expect(privateKeys).toHaveLength(1);
  });
});

describe('public keys', () => {
  test('several blocks in several texts are all read', async () => {
    const texts = [one.armoredPublicKey + two.armoredPublicKey, locked.armoredPublicKey];

    const { recipients } = await readPublicKeys(texts.map((text) => ({ text })));

    expect(keyIds(recipients)).toEqual([one.keyId, two.keyId, locked.keyId]);
  });

  test.each([
    ['a text without a key', 'not a key', 'no key'],
    ['a message', one.armoredPublicKey.replaceAll('PUBLIC KEY BLOCK', 'MESSAGE'), 'no key'],
    ['a revocation certificate', revocationOf(onePrivate), 'no key'],
    ['a private key', two.armoredPrivateKey, 'private key'],
    [
      'a private key behind a public one',
      two.armoredPublicKey + two.armoredPrivateKey,
      'private key',
    ],
    ['binary', new TextDecoder().decode(onePrivate.toPublic().write()), 'not armored'],
    ['UTF-16', new TextDecoder().decode(Buffer.from('\uFEFFhello', 'utf16le')), 'not armored'],
    ['an odd binary', '\u0142\0\u0004', 'not armored'],
    ['a cut key', two.armoredPublicKey.slice(0, 300), 'damaged'],
  ])('%s stops, and its file is named', async (_what, text, reason) => {
    const texts = [
      { text: one.armoredPublicKey, file: 'a.asc' },
      { text, file: 'b.asc' },
    ];

    expect(await problemOf(readPublicKeys(texts))).toEqual({
      id: 'key-unreadable',
      details: { source: 'PGP_RECIPIENTS_PATH', file: 'b.asc', reason },
    });
  });

  test('a key of a version that is not read stops instead of vanishing, and is named', async () => {
    const file = 'alice.asc';
    const texts = [{ text: await withPackets(one.armoredPublicKey, keyOfVersion5), file }];

    const details = (await problemOf(readPublicKeys(texts)))?.details;

    const algorithm = 'Ed448, version 5';
    const source = 'PGP_RECIPIENTS_PATH';
    expect(details).toMatchObject({ source, file, reason: 'algorithm', algorithm });
    expect(details).toHaveProperty('keyId', expect.stringMatching(/^[0-9A-F]{16}$/));
  });

  test('a subkey that is not read leaves the key as it is, and is told', async () => {
    const text = await withPackets(one.armoredPublicKey, subkeyOf(35, 1216));

    const { recipients, unread } = await readPublicKeys([{ text }]);

    expect(keyIds(recipients)).toEqual([one.keyId]);
    const algorithm = 'ML-KEM-768+X25519';
    expect(unread).toMatchObject([{ primaryKeyId: one.keyId, isPrimary: false, algorithm }]);
  });
});
