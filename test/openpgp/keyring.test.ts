import { describe, expect, test } from 'vitest';
import { makeKeyPair } from '../../simulator/openpgp-keys.ts';
import { readPrivateKeys, readPublicKeys } from '../../src/openpgp/keyring.ts';
import { problemOf } from '../problem-of.ts';

const [one, two, locked] = await Promise.all([
  makeKeyPair({ name: 'One' }),
  makeKeyPair({ name: 'Two' }),
  makeKeyPair({ name: 'Locked', passphrase: 'open sesame' }),
]);

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
    ['indented', `${one.armoredPrivateKey}${two.armoredPrivateKey}`.replaceAll(/^/gm, '  ')],
    [
      'beside a public one',
      `${one.armoredPublicKey}${one.armoredPrivateKey}${two.armoredPrivateKey}`,
    ],
  ])('several blocks are all read: %s', async (_how, armored) => {
    expect(keyIds(await readPrivateKeys(armored, undefined, 'test'))).toEqual([
      one.keyId,
      two.keyId,
    ]);
  });

  test('a locked one is unlocked beside an open one', async () => {
    const armored = one.armoredPrivateKey + locked.armoredPrivateKey;

    const keys = await readPrivateKeys(armored, 'open sesame', 'test');

    expect(keys.every((key) => key.isDecrypted())).toBe(true);
  });

  test.each([undefined, '', 'wrong'])('the passphrase %j does not unlock', async (passphrase) => {
    const attempt = readPrivateKeys(locked.armoredPrivateKey, passphrase, 'test');

    expect(await problemOf(attempt)).toEqual({
      id: 'key-passphrase',
      details: { keyId: locked.keyId },
    });
  });

  test.each([
    ['nothing', ''],
    ['no key', 'hello'],
    ['a public key', one.armoredPublicKey],
    ['a cut key', one.armoredPrivateKey.slice(0, 300)],
    ['a garbled key', one.armoredPrivateKey.replaceAll(/^[A-Za-z0-9+/]{60}$/gm, 'AAAA')],
    ['a good and a cut key', one.armoredPrivateKey + two.armoredPrivateKey.slice(0, 300)],
  ])('%s is unreadable', async (_what, armored) => {
    expect(await problemOf(readPrivateKeys(armored, undefined, 'PGP_PRIVATE_KEY'))).toEqual({
      id: 'key-unreadable',
      details: { source: 'PGP_PRIVATE_KEY' },
    });
  });
});

describe('public keys', () => {
  test('several blocks in several texts are all read', async () => {
    const texts = [one.armoredPublicKey + two.armoredPublicKey, locked.armoredPublicKey];

    expect(keyIds(await readPublicKeys(texts))).toEqual([one.keyId, two.keyId, locked.keyId]);
  });

  test('a key of a version that is not read stops instead of vanishing', async () => {
    const armored = withKeyOfVersion5(one.armoredPublicKey);

    expect(await problemOf(readPublicKeys([armored], 'alice.asc'))).toEqual({
      id: 'key-unreadable',
      details: { source: 'alice.asc' },
    });
  });

  test('a text without a key stops', async () => {
    expect(await problemOf(readPublicKeys([one.armoredPublicKey, 'not a key']))).toMatchObject({
      id: 'key-unreadable',
    });
  });
});

/** Appends a version 5 key packet, as gpg makes for cv448, to the keys of a block. */
function withKeyOfVersion5(armored: string): string {
  const body = armored.split(/\r?\n\r?\n/)[1]?.split(/\r?\n(?:=|-----)/)[0] ?? '';
  const keys = Buffer.from(body, 'base64');
  const packet = Buffer.from([0xc6, 20, 5, ...new Array<number>(19).fill(1)]);
  const encoded = Buffer.concat([keys, packet]).toString('base64');
  return `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${encoded}\n-----END PGP PUBLIC KEY BLOCK-----\n`;
}
