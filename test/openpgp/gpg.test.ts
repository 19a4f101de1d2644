import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decryptMessage } from '../../src/openpgp/decrypt.ts';
import { encryptToSameRecipients } from '../../src/openpgp/encrypt.ts';
import { type Keyring, readPrivateKeys, readPublicKeys } from '../../src/openpgp/keyring.ts';
import { hasGpg } from '../installed.ts';
import { problemOf } from '../problem-of.ts';
import { type Gpg, generateKey, startGpg } from './gpg.ts';

const limit = 1024 * 1024;
const plaintext = Buffer.from('apiVersion: v1\nkind: Config\n'.repeat(400));

describe.skipIf(!hasGpg)('what a real gpg writes is read (needs it)', () => {
  let gpg: Gpg;
  let keyring: Keyring;

  beforeAll(async () => {
    gpg = startGpg();
    generateKey(gpg, 'rsa', 'rsa');
    generateKey(gpg, 'cv25519', 'cv25519');
    generateKey(gpg, 'nistp256', 'nistp256');
    generateKey(gpg, 'locked', 'cv25519', 'open sesame');
    const secret = (name: string) =>
      gpg.run(['--passphrase', 'open sesame', '--armor', '--export-secret-keys', `=${name}`]);
    const blocks = ['rsa', 'cv25519', 'nistp256', 'locked'].map(secret).join('');
    keyring = {
      privateKeys: await readPrivateKeys(blocks, 'open sesame', 'test'),
      recipients: [],
    };
  });

  afterAll(() => gpg.end());

  const encrypt = (...args: readonly string[]) => gpg.run(['--encrypt', ...args], plaintext);
  const decrypt = async (bytes: Uint8Array) =>
    decryptMessage({ type: 'binary', bytes }, keyring, limit);

  test.each(['rsa', 'cv25519', 'nistp256', 'locked'])('to a key of %s', async (name) => {
    const { data, recipientKeyIds } = await decrypt(encrypt('-r', name));

    expect(Buffer.from(data).equals(plaintext)).toBe(true);
    expect(recipientKeyIds).toEqual([encryptionKeyId(gpg, name)]);
  });

  test.each([
    ...['zip', 'zlib', 'bzip2', 'uncompressed'].map((how) => ['--compress-algo', how]),
    ['--rfc4880'],
    ['--sign', '-u', 'cv25519'],
    ['--cipher-algo', 'AES'],
    ['-z', '9', '--set-filename', '../../etc/passwd'],
  ])('with %s %s', async (...options) => {
    const { data } = await decrypt(encrypt('-r', 'cv25519', ...options));

    expect(Buffer.from(data).equals(plaintext)).toBe(true);
  });

  test('armored', async () => {
    const text = encrypt('--armor', '-r', 'cv25519').toString();

    const { data } = await decryptMessage({ type: 'armored', text }, keyring, limit);

    expect(Buffer.from(data).equals(plaintext)).toBe(true);
  });

  test.each([
    ['-R', 'cv25519'],
    ['--throw-keyids', '-r', 'rsa'],
  ])('to a recipient hidden by %s', async (...options) => {
    const { data, recipientKeyIds } = await decrypt(encrypt(...options));

    expect(Buffer.from(data).equals(plaintext)).toBe(true);
    expect(recipientKeyIds).toEqual(['0000000000000000']);
  });

  test('to several recipients, whose order is kept', async () => {
    const { recipientKeyIds } = await decrypt(
      encrypt('-r', 'nistp256', '-r', 'rsa', '-r', 'locked'),
    );

    const names = ['nistp256', 'rsa', 'locked'];
    expect(recipientKeyIds).toEqual(names.map((name) => encryptionKeyId(gpg, name)));
  });

  test('to a recipient and a password, which counts as a hidden recipient', async () => {
    const message = encrypt('--symmetric', '--passphrase', 'x', '-r', 'cv25519');

    const { recipientKeyIds } = await decrypt(message);

    expect(recipientKeyIds).toEqual([encryptionKeyId(gpg, 'cv25519'), '0000000000000000']);
  });

  test('with subkeys only', async () => {
    const armored = gpg
      .run(['--passphrase', '', '--armor', '--export-secret-subkeys', 'cv25519'])
      .toString();
    const subkeysOnly = {
      privateKeys: await readPrivateKeys(armored, undefined, 'test'),
      recipients: [],
    };

    const message = { type: 'binary', bytes: encrypt('-r', 'cv25519') } as const;
    const { data } = await decryptMessage(message, subkeysOnly, limit);

    expect(Buffer.from(data).equals(plaintext)).toBe(true);
  });

  test('with locked subkeys only', async () => {
    const secret = ['--passphrase', 'open sesame', '--armor', '--export-secret-subkeys', 'locked'];
    const armored = gpg.run(secret).toString();
    const pieces: number[] = [];
    const counting = (algorithm: string) => {
      const hash = createHash(algorithm);
      const update = (piece: Uint8Array) => {
        pieces.push(piece.length);
        hash.update(piece);
      };
      return { update, digest: () => hash.digest() };
    };

    expect(await readPrivateKeys(armored, 'open sesame', 'test')).toHaveLength(1);
    expect(await readPrivateKeys(armored, 'open sesame', 'test', counting)).toHaveLength(1);
    // Much is hashed, and never much at once.
    expect(pieces.reduce((sum, length) => sum + length, 0)).toBeGreaterThan(1_000_000);
    expect(Math.max(...pieces)).toBeLessThan(100_000);
    expect(await problemOf(readPrivateKeys(armored, undefined, 'test'))).toMatchObject({
      id: 'key-passphrase',
    });
  });

  test.each(['\n', '\r\n'])('with a newline %j after the binary message', async (newline) => {
    const message = Buffer.concat([encrypt('-r', 'cv25519'), Buffer.from(newline)]);

    expect((await decrypt(message)).data).toHaveLength(plaintext.length);
  });

  test.each([
    [['--store'], 'openpgp-not-encrypted'],
    [['--sign', '-u', 'cv25519'], 'openpgp-not-encrypted'],
    [['--symmetric', '--passphrase', 'x'], 'openpgp-password-only'],
    [['--encrypt', '-r', 'cv25519', '--rfc2440', '--disable-mdc'], 'openpgp-unsupported'],
    [['--encrypt', '-r', 'cv25519', '--cipher-algo', 'CAMELLIA256'], 'openpgp-unsupported'],
    [['--encrypt', '-r', 'cv25519', '--cipher-algo', 'TWOFISH'], 'openpgp-unsupported'],
    [['--encrypt', '-r', 'rsa', '--cipher-algo', 'BLOWFISH'], 'openpgp-unsupported'],
    [['--encrypt', '-r', 'rsa', '--cipher-algo', 'IDEA'], 'openpgp-unsupported'],
  ])('%j is refused: %s', async (args, id) => {
    expect(await problemOf(decrypt(gpg.run(args, plaintext)))).toMatchObject({ id });
  });

  test.each(['zip', 'zlib', 'bzip2', 'uncompressed'])(
    '%s beyond the limit is refused',
    async (how) => {
      const long = Buffer.alloc(2 * limit, 'long ');
      for (const args of [['--encrypt', '-r', 'cv25519'], ['--store']]) {
        const message = gpg.run([...args, '--compress-algo', how], long);
        const id = args.includes('--store') ? 'openpgp-not-encrypted' : 'decrypted-too-large';
        expect(await problemOf(decrypt(message))).toMatchObject({ id });
      }
    },
  );

  test('every cut and every changed byte is noticed', async () => {
    const message = gpg.run(['--encrypt', '-r', 'cv25519'], 'small');
    for (let i = 0; i < message.length; i += 5) {
      const changed = Buffer.from(message);
      changed[i] = (message[i] ?? 0) ^ 0x10;
      expect(await problemOf(decrypt(changed))).toHaveProperty('id');
      expect(await problemOf(decrypt(message.subarray(0, i)))).toHaveProperty('id');
    }
  });
});

describe.skipIf(!hasGpg)('a real gpg reads what is written (needs it)', () => {
  let gpg: Gpg;
  beforeAll(() => {
    gpg = startGpg();
  });
  afterAll(() => gpg.end());

  test('to the same recipients in the same order, without a warning', async () => {
    const names = ['one', 'two', 'three'];
    for (const name of names) generateKey(gpg, name, 'cv25519');
    const secret = gpg.run(['--armor', '--export-secret-keys', 'two']).toString();
    const keyring: Keyring = {
      privateKeys: await readPrivateKeys(secret, undefined, 'test'),
      recipients: await readPublicKeys([
        gpg.run(['--armor', '--export', 'one', 'three']).toString(),
      ]),
    };
    const ids = ['three', 'one', 'two'].map((name) => encryptionKeyId(gpg, name));

    const { armored, recipients } = await encryptToSameRecipients(plaintext, ids, keyring);
    const { data, said } = gpg.decrypt(armored);

    expect(data.equals(plaintext)).toBe(true);
    expect(said).not.toMatch(/warning|unknown|anonymous/i);
    expect(recipientsOf(gpg, armored)).toEqual(ids);
    expect(recipients.map(({ userId }) => userId)).toEqual(['three', 'one', 'two']);
    expect(armored.length).toBeLessThan(plaintext.length / 2);
  });

  test('to both encryption subkeys of one key', async () => {
    const fingerprint = generateKey(gpg, 'twice', 'cv25519');
    gpg.run(['--passphrase', '', '--quick-add-key', fingerprint, 'cv25519', 'encrypt', 'never']);
    const listed = gpg.run(['--list-keys', '--with-colons', 'twice']).toString();
    const ids = [...listed.matchAll(/^sub:(?:[^:]*:){3}([0-9A-F]{16}):/gm)].flatMap(
      ([, id = '']) => id,
    );
    const recipients = await readPublicKeys([gpg.run(['--armor', '--export', 'twice']).toString()]);

    const { armored } = await encryptToSameRecipients(plaintext, ids, {
      privateKeys: [],
      recipients,
    });

    expect(ids).toHaveLength(2);
    expect(recipientsOf(gpg, armored)).toEqual(ids);
    expect(gpg.decrypt(armored).data.equals(plaintext)).toBe(true);
  });
});

function encryptionKeyId(gpg: Gpg, name: string): string {
  const listed = gpg.run(['--list-keys', '--with-colons', `=${name}`]).toString();
  return /^sub:(?:[^:]*:){3}([0-9A-F]{16}):/m.exec(listed)?.[1] ?? '';
}

function recipientsOf(gpg: Gpg, armored: string): readonly (string | undefined)[] {
  const packets = gpg.run(['--list-packets', '--list-only'], armored).toString();
  return [...packets.matchAll(/keyid ([0-9A-F]{16})/g)].map(([, id]) => id);
}
