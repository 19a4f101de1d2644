import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decryptMessage } from '../../src/openpgp/decrypt.ts';
import { encryptToSameRecipients } from '../../src/openpgp/encrypt.ts';
import { type Keyring, readPrivateKeys, readPublicKeys } from '../../src/openpgp/keyring.ts';
import { hasGpg } from '../installed.ts';
import { problemOf } from '../problem-of.ts';
import { fingerprintOf, type Gpg, generateKey, startGpg } from './gpg.ts';

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
    keyring = { ...(await readPrivateKeys(blocks, 'open sesame')), recipients: [] };
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
    const subkeysOnly = { ...(await readPrivateKeys(armored)), recipients: [] };

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

    const { privateKeys } = await readPrivateKeys(armored, 'open sesame');
    expect(privateKeys).toHaveLength(1);
    expect(await readPrivateKeys(armored, 'open sesame', counting)).toHaveProperty('privateKeys');
    // Much is hashed, and never much at once.
    expect(pieces.reduce((sum, length) => sum + length, 0)).toBeGreaterThan(1_000_000);
    expect(Math.max(...pieces)).toBeLessThan(100_000);
    expect(await problemOf(readPrivateKeys(armored))).toMatchObject({
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
      ...(await readPrivateKeys(secret)),
      ...(await readPublicKeys([
        { text: gpg.run(['--armor', '--export', 'one', 'three']).toString() },
      ])),
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
    const text = gpg.run(['--armor', '--export', 'twice']).toString();
    const { recipients } = await readPublicKeys([{ text }]);

    const { armored } = await encryptToSameRecipients(plaintext, ids, {
      privateKeys: [],
      recipients,
    });

    expect(ids).toHaveLength(2);
    expect(recipientsOf(gpg, armored)).toEqual(ids);
    expect(gpg.decrypt(armored).data.equals(plaintext)).toBe(true);
  });
});

describe.skipIf(!hasGpg)('keys as a real gpg makes them (needs it)', () => {
  let gpg: Gpg;
  beforeAll(() => {
    gpg = startGpg();
  });
  afterAll(() => gpg.end());

  const secretOf = (name: string) =>
    gpg.run(['--passphrase', '', '--armor', '--export-secret-keys', `=${name}`]).toString();
  const publicOf = async (name: string): Promise<Keyring> => {
    const text = gpg.run(['--armor', '--export', `=${name}`]).toString();
    return { privateKeys: [], ...(await readPublicKeys([{ text }])) };
  };

  test('where a subkey has expired, the one is taken that gpg takes', async () => {
    const at = (day: string) => ['--faked-system-time', `${day}T000000!`, '--passphrase', ''];
    const primary = ['ed25519', 'cert,sign', 'never'];
    gpg.run([...at('20240101'), '--quick-generate-key', 'rotated', ...primary]);
    const add = ['--quick-add-key', fingerprintOf(gpg, 'rotated'), 'cv25519', 'encrypt'];
    gpg.run([...at('20240102'), ...add, '30d']);
    gpg.run([...at('20240301'), ...add, 'never']);
    const expired = encryptionKeyId(gpg, 'rotated');

    const keyring = await publicOf('rotated');
    const { armored } = await encryptToSameRecipients(plaintext, [expired], keyring);

    const taken = recipientsOf(gpg, gpg.run(['-e', '-r', 'rotated'], 'x'));
    expect(taken).toEqual([expect.not.stringMatching(expired)]);
    expect(recipientsOf(gpg, armored)).toEqual(taken);
    expect(gpg.decrypt(armored).data.equals(plaintext)).toBe(true);
  });

  // gpg takes all of these. What is refused no renewal helps: openpgp.js finds it too weak, or can't
  // check what it signs.
  test.each<Made>([
    { primary: 'rsa1024', subkey: 'rsa1024', recipient: ['too short', 'RSA-1024'] },
    { primary: 'ed25519', subkey: 'rsa1024', recipient: ['too short', 'RSA-1024'] },
    { primary: 'ed25519', subkey: 'elg1024', recipient: ['algorithm', 'ElGamal-1024'] },
    { primary: 'dsa1024', subkey: 'cv25519', recipient: ['algorithm', 'DSA-1024'] },
    { primary: 'ed25519', subkey: 'secp256k1', recipient: ['algorithm', 'secp256k1'] },
    { primary: 'ed25519', subkey: 'brainpoolP256r1' },
    { primary: 'nistp521', subkey: 'nistp521' },
    {
      ...{ primary: 'brainpoolP256r1', subkey: 'cv25519', own: 'brainpoolP256r1' },
      recipient: ['algorithm', 'brainpoolP256r1'],
    },
  ])('of $primary with $subkey', async ({ primary, subkey, own, recipient }) => {
    const name = `${primary} ${subkey}`;
    const secret = ['--passphrase', ''];
    gpg.run([...secret, '--quick-generate-key', name, primary, 'cert,sign', 'never']);
    gpg.run([...secret, '--quick-add-key', fingerprintOf(gpg, name), subkey, 'encrypt', 'never']);
    const keyId = encryptionKeyId(gpg, name);

    const reading = readPrivateKeys(secretOf(name));
    if (own) {
      const details = { reason: 'algorithm', algorithm: own };
      expect(await problemOf(reading)).toMatchObject({ id: 'key-unusable', details });
    } else {
      const bytes = gpg.run(['-e', '-r', name], plaintext);
      const keyring = { ...(await reading), recipients: [] };
      const { data } = await decryptMessage({ type: 'binary', bytes }, keyring, limit);
      expect(Buffer.from(data).equals(plaintext)).toBe(true);
    }
    const writing = encryptToSameRecipients(plaintext, [keyId], await publicOf(name));
    if (recipient) {
      const [reason, algorithm] = recipient;
      const details = { keyId, reason, algorithm };
      expect(await problemOf(writing)).toEqual({ id: 'recipient-unusable', details });
    } else {
      expect(gpg.decrypt((await writing).armored).data.equals(plaintext)).toBe(true);
    }
  });

  test('a message to the key that signs is no damaged one', async () => {
    const usage = ['rsa2048', 'cert,sign,encrypt', 'never'];
    gpg.run(['--passphrase', '', '--quick-generate-key', 'both', ...usage]);
    const bytes = gpg.run(['-e', '-r', 'both'], plaintext);
    const fingerprint = fingerprintOf(gpg, 'both');
    const add = ['--quick-add-key', fingerprint, 'cv25519', 'encrypt', 'never'];
    gpg.run(['--passphrase', '', ...add]);
    gpg.run(['--command-fd', '0', '--edit-key', fingerprint], 'change-usage\nE\nQ\nsave\n');

    const keyring = { ...(await readPrivateKeys(secretOf('both'))), recipients: [] };
    const attempt = decryptMessage({ type: 'binary', bytes }, keyring, limit);

    // gpg reads it. But who has a signing key decrypt for them may have it sign for them, too.
    expect(gpg.decrypt(bytes).data.equals(plaintext)).toBe(true);
    const ours = encryptionKeyId(gpg, 'both');
    expect(await problemOf(attempt)).toEqual({
      id: 'openpgp-signing-key',
      details: { keyId: fingerprint.slice(-16), ours },
    });
    // As the bot tells its author to.
    const again = { type: 'binary', bytes: gpg.run(['-e', '-r', `${ours}!`], plaintext) } as const;
    expect((await decryptMessage(again, keyring, limit)).recipientKeyIds).toEqual([ours]);
  });
});

interface Made {
  readonly primary: string;
  readonly subkey: string;
  /** Why it can't be the bot's. */
  readonly own?: string;
  /** Why the secrets can't be encrypted to it. */
  readonly recipient?: readonly [reason: string, algorithm: string];
}

function encryptionKeyId(gpg: Gpg, name: string): string {
  const listed = gpg.run(['--list-keys', '--with-colons', `=${name}`]).toString();
  return /^sub:(?:[^:]*:){3}([0-9A-F]{16}):/m.exec(listed)?.[1] ?? '';
}

function recipientsOf(gpg: Gpg, message: string | Uint8Array): readonly (string | undefined)[] {
  const packets = gpg.run(['--list-packets', '--list-only'], message).toString();
  return [...packets.matchAll(/keyid ([0-9A-F]{16})/g)].map(([, id]) => id);
}
