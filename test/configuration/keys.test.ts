import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KeyPair, makeKeyPair } from '../../simulator/openpgp-keys.ts';
import {
  readCommandLineConfiguration,
  readConfiguration,
} from '../../src/configuration/environment.ts';
import { readKeyring } from '../../src/configuration/keyring.ts';
import { mistaken, readAppKey, readOldSecrets } from '../../src/configuration/keys.ts';
import { ConfigurationError } from '../../src/configuration/mistake.ts';
import { keyIdText } from '../../src/openpgp/key-id.ts';

const passphrase = 'correct horse';
let folder: string;
let locked: KeyPair;
let open: KeyPair;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
  [locked, open] = await Promise.all([
    makeKeyPair({ name: 'Locked', passphrase }),
    makeKeyPair({ name: 'Open' }),
  ]);
});
afterAll(() => rm(folder, { recursive: true }));

function configurationOf(variables: Readonly<Record<string, string>>) {
  const read = readConfiguration({
    APP_ID: '42',
    WEBHOOK_SECRET: 'a secret',
    ...(variables.PRIVATE_KEY_PATH === undefined && { PRIVATE_KEY: 'a key' }),
    PGP_PRIVATE_KEY_PATH: '/a/key',
    ...variables,
  });
  if (!read.ok) throw new Error(read.mistakes.join('\n'));
  return read.configuration;
}

const appKeyOf = (variables: Readonly<Record<string, string>>) =>
  readAppKey(configurationOf(variables));
/** The command line takes keys as values, too. */
async function keyringOf(variables: Readonly<Record<string, string>>) {
  const read = readCommandLineConfiguration({
    ...(variables.PGP_PRIVATE_KEY_PATH === undefined && { PGP_PRIVATE_KEY: 'a key' }),
    ...variables,
  });
  if (!read.ok) throw new Error(read.mistakes.join('\n'));
  return readKeyring(read.configuration).catch(mistaken);
}

/** The operator's line about a mistake. */
async function lineOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigurationError)) throw new Error('no ConfigurationError');
  expect(error.message).not.toContain('\n');
  expect(error.cause).toBeUndefined();
  return error.message;
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe("the App's key", () => {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 1024,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const pem = keys.privateKey;

  test.each([
    ['PEM', pem],
    ['PEM with literal \\n', pem.replaceAll('\n', '\\n')],
    ['PEM with CRLF', pem.replaceAll('\n', '\r\n')],
    ['PEM in base64', Buffer.from(pem).toString('base64')],
  ])('may be %s', async (_what, text) => {
    const read = await appKeyOf({ PRIVATE_KEY: text });
    expect(read.replaceAll('\r\n', '\n')).toBe(pem);
  });

  test('may be in a file', async () => {
    expect(await appKeyOf({ PRIVATE_KEY_PATH: await file('app.pem', pem) })).toBe(pem);
  });

  test.each([
    ['something else', 'SECRETSECRET'],
    ['a public key', keys.publicKey],
    ['cut off', pem.slice(0, pem.length / 2)],
  ])('is refused where it is %s, without a word of it', async (_what, text) => {
    expect(await lineOf(appKeyOf({ PRIVATE_KEY: text }))).toBe(
      'PRIVATE_KEY is not a private key; use the PEM file that GitHub made for the App',
    );
  });

  test('that is in no file is told by the variable and the reason', async () => {
    const path = join(folder, 'absent.pem');
    expect(await lineOf(appKeyOf({ PRIVATE_KEY_PATH: path }))).toMatch(
      /^file-unreadable: `PRIVATE_KEY_PATH` names a file that cannot be read \(ENOENT\)/,
    );
  });
});

describe('the OpenPGP keys', () => {
  const ids = async (variables: Readonly<Record<string, string>>) => {
    const { privateKeys } = await keyringOf(variables);
    expect(privateKeys.every((key) => key.isDecrypted())).toBe(true);
    return privateKeys.map((key) => keyIdText(key.getKeyID()));
  };

  test('may be several in one file, with and without a passphrase', async () => {
    const text = `${locked.armoredPrivateKey}\n${open.armoredPrivateKey}`;
    const read = ids({
      PGP_PRIVATE_KEY_PATH: await file('several.asc', text),
      PGP_PASSPHRASE: passphrase,
    });
    expect(await read).toEqual([locked.keyId, open.keyId]);
  });

  test.each([
    ['as echo and editors leave it', `${passphrase}\n`],
    ['as Windows leaves it', `${passphrase}\r\n`],
    ['without a newline', passphrase],
  ])('are unlocked by a passphrase from a file %s', async (_how, text) => {
    const read = ids({
      PGP_PRIVATE_KEY: locked.armoredPrivateKey,
      PGP_PASSPHRASE_PATH: await file('passphrase', text),
    });
    expect(await read).toEqual([locked.keyId]);
  });

  test.each([
    ['wrong', { PGP_PASSPHRASE: 'wrong battery' }],
    ['missing', {}],
    ['changed by a space at its end', { PGP_PASSPHRASE: `${passphrase} ` }],
  ])('stay locked where the passphrase is %s: the line names the key', async (_what, given) => {
    const line = await lineOf(keyringOf({ PGP_PRIVATE_KEY: locked.armoredPrivateKey, ...given }));
    expect(line).toMatch(/^key-passphrase: /);
    expect(line).toContain(locked.keyId);
    for (const word of ['horse', 'battery']) expect(line).not.toContain(word);
  });

  test.each([
    ['no key', () => 'SECRETSECRET'],
    ['a public key', () => open.armoredPublicKey],
    ['cut off', () => open.armoredPrivateKey.slice(0, 300)],
    ['a message', () => open.armoredPrivateKey.replaceAll('PRIVATE KEY BLOCK', 'MESSAGE')],
  ])('are refused where the text is %s', async (_what, text) => {
    const line = await lineOf(keyringOf({ PGP_PRIVATE_KEY: text() }));
    expect(line).toMatch(/^key-unreadable: .*PGP_PRIVATE_KEY/);
    expect(line).not.toContain('SECRET');
  });

  test.each(['PGP_PRIVATE_KEY_PATH', 'PGP_PASSPHRASE_PATH', 'PGP_RECIPIENTS_PATH'])(
    'that %s does not lead to are told by the variable and the reason',
    async (variable) => {
      const line = await lineOf(keyringOf({ [variable]: join(folder, 'absent') }));
      expect(line).toContain(`\`${variable}\` names a file that cannot be read (ENOENT)`);
    },
  );
});

describe('the public keys of the recipients', () => {
  const recipientsOf = async (path: string) => {
    const { recipients } = await keyringOf({
      PGP_PRIVATE_KEY: open.armoredPrivateKey,
      PGP_RECIPIENTS_PATH: path,
    });
    return recipients.map((key) => keyIdText(key.getKeyID()));
  };

  test('may be in one file', async () => {
    const text = open.armoredPublicKey + locked.armoredPublicKey;
    expect(await recipientsOf(await file('all.asc', text))).toEqual([open.keyId, locked.keyId]);
  });

  test('may be in a folder, as Kubernetes mounts it', async () => {
    const mount = join(folder, 'mount');
    await mkdir(join(mount, '..2026_01_01'), { recursive: true });
    await writeFile(join(mount, '..2026_01_01', 'a.asc'), open.armoredPublicKey);
    await writeFile(join(mount, '..2026_01_01', 'b.asc'), locked.armoredPublicKey);
    await symlink('..2026_01_01', join(mount, '..data'));
    await symlink('..data/a.asc', join(mount, 'a.asc'));
    await symlink('..data/b.asc', join(mount, 'b.asc'));
    await writeFile(join(mount, '.gitkeep'), '');
    await mkdir(join(mount, 'former'));
    expect(await recipientsOf(mount)).toEqual([open.keyId, locked.keyId]);
  });

  test('may not be something else: nobody is left out silently', async () => {
    const mixed = join(folder, 'mixed');
    await mkdir(mixed);
    await writeFile(join(mixed, 'a.asc'), open.armoredPublicKey);
    await writeFile(join(mixed, 'b.asc'), 'not a key');
    expect(await lineOf(recipientsOf(mixed))).toMatch(/^key-unreadable: .*PGP_RECIPIENTS_PATH/);
  });
});

describe('the webhook secrets before', () => {
  const secretsOf = (path: string) =>
    readOldSecrets(configurationOf({ OLD_WEBHOOK_SECRETS_PATH: path }));

  test('are none where nothing is set', async () => {
    expect(await readOldSecrets(configurationOf({}))).toEqual([]);
  });

  test('stand one a line in a file', async () => {
    const path = await file('old-secrets', 'the first\r\n\nthe second\n');
    expect(await secretsOf(path)).toEqual(['the first', 'the second']);
  });

  test('or in the files of a folder', async () => {
    const secrets = join(folder, 'secrets');
    await mkdir(secrets);
    await writeFile(join(secrets, '1'), 'the first');
    await writeFile(join(secrets, '2'), 'the second\n');
    expect(await secretsOf(secrets)).toEqual(['the first', 'the second']);
  });

  test('that the variable does not lead to are told', async () => {
    const line = await lineOf(secretsOf(join(folder, 'absent')));
    expect(line).toContain('`OLD_WEBHOOK_SECRETS_PATH` names a file that cannot be read (ENOENT)');
  });
});
