import { createMessage, encrypt, generateKey, type PrivateKey } from 'openpgp';
import { beforeAll, describe, expect, test } from 'vitest';
import { decryptMessage } from '../../../src/openpgp/decrypt.ts';
import type { Keyring } from '../../../src/openpgp/keyring.ts';
import { readMember } from '../../../src/secrets/archive/tar/tar.ts';
import { createLayout } from '../../../src/secrets/layout.ts';
import type { WrittenFile } from '../../../src/secrets/secrets.ts';
import { makeKey, subkeyIds, withSubkey } from '../../openpgp/odd-keys.ts';
import { problemOf } from '../../problem-of.ts';
import { addition, asBlock, kubeconfigOf, mainYml, openArchive } from '../archive-samples.ts';
import { archiveOf } from '../tar-writer.ts';

let keyring: Keyring;
let stranger: PrivateKey;
let colleague: PrivateKey;

beforeAll(async () => {
  const generate = async (name: string) =>
    (await generateKey({ userIDs: { name }, format: 'object' })).privateKey;
  const [bot, other, outside] = await Promise.all(['Bot', 'Colleague', 'Stranger'].map(generate));
  if (!bot || !other || !outside) throw new Error('no keys');
  colleague = other;
  stranger = outside;
  keyring = { privateKeys: [bot], recipients: [bot.toPublic(), colleague.toPublic()] };
});

function archiveWith(main: string): Uint8Array {
  return archiveOf([
    { name: './', type: '5' },
    { name: './README', content: 'read me' },
    { name: './main.yml', content: main },
    { name: './id_rsa', content: 'PEM' },
  ]);
}

async function encryptFor(data: Uint8Array, recipients = keyring.recipients): Promise<string> {
  const message = await createMessage({ binary: data });
  return encrypt({ message, encryptionKeys: [...recipients] });
}

async function secretsOf(main: string) {
  return openArchive(await encryptFor(archiveWith(main)), keyring);
}

async function mainYmlIn({ content }: WrittenFile, keys = keyring): Promise<string> {
  const { data } = await decryptMessage(
    { type: 'armored', text: Buffer.from(content).toString() },
    keys,
    1e6,
  );
  return Buffer.from(readMember(data, 'main.yml')).toString();
}

describe('what is in use', () => {
  test('names are those of entries and of all contexts, clusters and users', async () => {
    const { namesTaken } = await secretsOf(mainYml);
    expect([...namesTaken].toSorted()).toEqual(
      [
        ...['gcs', 'kubeconfig', 'kubeconfigARM', 'dockerMirrorProxyCA'],
        ...['control-plane', 'control-plane-user', 'workloads', 'workloads-user'],
        ...['arm', 'arm-user'],
      ].toSorted(),
    );
  });

  test('clusters are those of all kubeconfigs', async () => {
    const { clusters } = await secretsOf(mainYml);
    expect(clusters.map(({ name, server }) => [name, server])).toEqual(
      ['control-plane', 'workloads', 'arm'].map((name) => [name, `https://${name}.example.com`]),
    );
  });
});

test('secrets that only look like YAML are neither read nor shown', async () => {
  const shown: unknown[] = [];
  const listener = (warning: Error) => void shown.push(warning.message);
  process.on('warning', listener);
  const odd = ['*alias', '{{ template }}', '? [a, b]\n: c', '"open', '%tag', '- list', '\t'];
  const main = odd.map((text, index) => `odd${index}: ${JSON.stringify(text)}\n`).join('');
  const { namesTaken } = await secretsOf(mainYml + main);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listener);
  expect(namesTaken.size).toBe(10 + odd.length);
  expect(shown).toEqual([]);
});

describe('a build cluster', () => {
  test('comes into the kubeconfig entry, and only lines come in', async () => {
    const change = await (await secretsOf(mainYml)).add(addition('build-cluster'));
    const changed = await mainYmlIn(change);
    const kept = changed.split('\n');
    for (const line of mainYml.split('\n')) {
      const at = kept.indexOf(line);
      expect(at).toBeGreaterThanOrEqual(0);
      kept.splice(at, 1);
    }
    expect(kept.join('\n')).toContain('token-of-new');
    expect(change.path).toBe('secrets.tar.asc');
    expect(change.summary).toEqual({
      operation: 'add',
      file: 'main.yml',
      entry: 'kubeconfig',
      isNew: false,
      context: 'new',
      cluster: 'new',
      user: 'automation',
      server: 'https://new.example.org:6443',
      unchangedEntries: 3,
      unchangedFiles: 3,
      unchangedContexts: 2,
      recipients: change.summary.recipients,
      readers: keyring.recipients.map((key) => `openpgp:${key.getFingerprint().toUpperCase()}`),
    });
    const again = await openArchive(change.content, keyring);
    expect([...again.namesTaken]).toEqual(expect.arrayContaining(['new', 'automation']));
    expect(again.clusters).toContainEqual({
      kind: 'build-cluster',
      name: 'new',
      server: 'https://new.example.org:6443',
    });
  });

  test.each([
    ['is missing', 'a: 1\n', { reason: 'no text' }],
    ['is no string', 'kubeconfig: [a]\n', { reason: 'no text' }],
    ['is an alias', 'a: &a x\nkubeconfig: *a\n', { reason: 'no text' }],
    [
      'is locked by ansible-vault',
      'kubeconfig: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n',
      { reason: 'no text' },
    ],
    ['holds no kubeconfig', 'kubeconfig: |\n  hello\n', { reason: 'not editable' }],
    [
      'holds a key twice',
      'kubeconfig: |\n  kind: Config\n  kind: Config\n',
      { reason: 'duplicate key', line: 2 },
    ],
    ['holds no YAML', 'kubeconfig: |\n  a: [\n', { reason: 'syntax', line: 2 }],
  ])('is refused where the kubeconfig entry %s', async (_, main, fault) => {
    const secrets = await secretsOf(main);
    expect(await problemOf(secrets.add(addition('build-cluster')))).toEqual({
      id: 'secrets-kubeconfig-entry',
      details: { file: 'main.yml', entry: 'kubeconfig', ...fault },
    });
  });
});

test('a kubeconfig that has a name twice is not written on', async () => {
  const secrets = await secretsOf(`kubeconfig: ${asBlock(kubeconfigOf('a', 'a'))}`);
  expect(await problemOf(secrets.add(addition('build-cluster')))).toEqual({
    id: 'secrets-not-provable',
    details: { file: 'main.yml' },
  });
});

describe('an external provider', () => {
  test('becomes the last entry, and what was there stays', async () => {
    const change = await (await secretsOf(mainYml)).add(addition('external-provider'));
    const changed = await mainYmlIn(change);
    expect(changed.slice(0, mainYml.length)).toBe(mainYml);
    expect(changed.slice(mainYml.length)).toMatch(/^new: \|\n {2}apiVersion: v1\n/);
    expect(change.summary).toEqual({
      operation: 'add',
      file: 'main.yml',
      entry: 'new',
      isNew: true,
      context: 'new',
      cluster: 'new',
      user: 'automation',
      server: 'https://new.example.org:6443',
      unchangedEntries: 4,
      unchangedFiles: 3,
      recipients: change.summary.recipients,
      readers: keyring.recipients.map((key) => `openpgp:${key.getFingerprint().toUpperCase()}`),
    });
    const { namesTaken } = await openArchive(change.content, keyring);
    expect(namesTaken.has('new')).toBe(true);
  });

  test('a byte-order mark stays', async () => {
    const secrets = await secretsOf(`\ufeff${mainYml}`);
    const changed = await mainYmlIn(await secrets.add(addition('external-provider')));
    expect(changed.slice(0, mainYml.length + 1)).toBe(`\ufeff${mainYml}`);
  });

  test('needs no kubeconfig entry', async () => {
    const change = await (await secretsOf('')).add(addition('external-provider'));
    expect(await mainYmlIn(change)).toMatch(/^new: \|\n/);
  });
});

describe('names', () => {
  const withUser = (user: string) =>
    `kubeconfig: ${asBlock(kubeconfigOf('a').replaceAll('a-user', user))}`;

  test.each([
    ['the service account', mainYml, {}, 'automation'],
    ['both where another’s user is called so', withUser('automation'), {}, 'new-automation'],
    [
      'the cluster where there is no service account',
      mainYml,
      { serviceAccount: undefined },
      'new',
    ],
  ])('the user is called as %s', async (_, main, changes, user) => {
    const change = await (await secretsOf(main)).add(addition('build-cluster', changes));
    expect(change.summary.user).toBe(user);
  });

  test.each(['kubeconfig', 'gcs', 'arm', 'workloads', 'workloads-user'])(
    '%s is taken',
    async (name) => {
      for (const kind of ['build-cluster', 'external-provider'] as const) {
        const attempt = (await secretsOf(mainYml)).add(addition(kind, { name }));
        expect(await problemOf(attempt)).toEqual({ id: 'name-reserved', details: { name } });
      }
    },
  );

  test('both names of the user are taken: the problem names neither', async () => {
    const main = `${withUser('automation')}x: ${asBlock(kubeconfigOf('b').replaceAll('b-user', 'new-automation'))}`;
    const attempt = (await secretsOf(main)).add(addition('build-cluster'));
    expect(await problemOf(attempt)).toEqual({ id: 'name-reserved', details: { name: 'new' } });
  });
});

test('who can read it is told by primary keys: a key that is named twice is one, by any subkey', async () => {
  const { privateKey } = await generateKey({
    userIDs: { name: 'Twice' },
    subkeys: [{}, {}],
    format: 'object',
  });
  const twice = privateKey.toPublic();
  const [first, second] = twice.subkeys.map((subkey) => subkey.getKeyID());
  if (!first || !second) throw new Error('no subkeys');
  const [bot] = keyring.recipients;
  if (!bot) throw new Error('no key');
  const armored = await encrypt({
    message: await createMessage({ binary: archiveWith(mainYml) }),
    encryptionKeys: [twice, bot, twice, twice],
    encryptionKeyIDs: [first, ...bot.subkeys.map((subkey) => subkey.getKeyID()), second, second],
  });
  const known = { ...keyring, recipients: [...keyring.recipients, twice] };
  const { summary } = await (await openArchive(armored, known)).add(addition('build-cluster'));
  expect(summary.recipients).toHaveLength(3);
  expect(summary.readers.toSorted()).toEqual(
    [twice, bot].map((key) => `openpgp:${key.getFingerprint().toUpperCase()}`).toSorted(),
  );
});

test('the message is to the recipients that were there, and each of them can read it', async () => {
  const secrets = await secretsOf(mainYml);
  expect(await secrets.obstacle()).toBeUndefined();
  const change = await secrets.add(addition('external-provider'));
  expect(change.summary.recipients.map(({ userId }) => userId)).toEqual(['Bot', 'Colleague']);
  const text = await mainYmlIn(change, { privateKeys: [colleague], recipients: [] });
  expect(text).toContain('token-of-new');
});

test('nobody is locked out: a recipient without a public key stops it', async () => {
  const content = await encryptFor(archiveWith(mainYml), [
    ...keyring.recipients,
    stranger.toPublic(),
  ]);
  const secrets = await openArchive(content, keyring);
  expect((await secrets.obstacle())?.id).toBe('recipient-unknown');
  const { id } = await problemOf(secrets.add(addition('external-provider')));
  expect(id).toBe('recipient-unknown');
});

describe('a merged kubeconfig that is full', () => {
  const full = 'kubeconfig-full';
  const token = 'x'.repeat(16_000);
  const large = mainYml.replace('token-of-control-plane', 'x'.repeat(190_000));
  const withToken = addition('build-cluster').kubeconfig;
  const kubeconfig = { ...withToken, credentials: { type: 'token' as const, token } };

  test('takes no other build cluster and no larger credentials', async () => {
    const secrets = await secretsOf(large);
    const added = secrets.add(addition('build-cluster', { kubeconfig }));
    expect((await problemOf(added)).id).toBe(full);
    const rotated = secrets.rotate({ kind: 'build-cluster', name: 'workloads', kubeconfig });
    expect((await problemOf(rotated)).id).toBe(full);
  });

  test('is in the way of nothing that does not make it larger', async () => {
    const secrets = await secretsOf(large);
    const provider = await secrets.add(addition('external-provider', { kubeconfig }));
    expect(await mainYmlIn(provider)).toContain(token);
    const kind = 'build-cluster';
    expect(await secrets.remove({ kind, name: 'workloads' })).toHaveLength(1);
    const smaller = { kind, name: 'control-plane', kubeconfig } as const;
    expect(await secrets.rotate(smaller)).toHaveLength(1);
  });
});

describe('the operator is told when', () => {
  const path = 'secrets.tar.asc';
  const open = (content: string | Uint8Array | undefined, limit?: number) =>
    problemOf(openArchive(content, keyring, limit));

  test('there is no archive', async () => {
    expect(await open(undefined)).toEqual({ id: 'secrets-missing', details: { path } });
  });

  test.each([
    ['is no message', 'hello'],
    ['is empty', ''],
    ['is cut short', new Uint8Array([0xc1, 0xc0, 0x4c, 3])],
    [
      'is a key',
      '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ\n-----END PGP PUBLIC KEY BLOCK-----\n',
    ],
  ])('it %s', async (_, content) => {
    const details = { path, reason: 'damaged' };
    expect(await open(content)).toEqual({ id: 'secrets-undecryptable', details });
  });

  test.each<[string, () => Promise<string>, string]>([
    ['is not encrypted', async () => (await createMessage({ text: 'x' })).armor(), 'not encrypted'],
    [
      'is encrypted with a password',
      async () => encrypt({ message: await createMessage({ text: 'x' }), passwords: 'x' }),
      'password',
    ],
  ])('it %s', async (_, make, reason) => {
    const details = { path, reason };
    expect(await open(await make())).toEqual({ id: 'secrets-undecryptable', details });
  });

  test("the bot's own key is to blame, and the archive is not", async () => {
    const own = await makeKey('Bot');
    const newer = await withSubkey(own, { date: '2025-01-01' });
    const content = await encryptFor(archiveWith(mainYml), [newer.toPublic()]);
    const known = { privateKeys: [own], recipients: [newer.toPublic()] };
    const [, subkeyId] = subkeyIds(newer);
    expect(await problemOf(openArchive(content, known))).toMatchObject({
      id: 'key-unusable',
      details: { reason: 'no secret', subkeyId },
    });
  });

  test('it is for others', async () => {
    const content = await encryptFor(archiveWith(mainYml), [stranger.toPublic()]);
    expect(await open(content)).toEqual({ id: 'key-cannot-decrypt', details: { path } });
  });

  test('it is too large', async () => {
    const content = await encryptFor(archiveWith(mainYml));
    const limitBytes = 5000;
    expect(await open(content, limitBytes)).toEqual({
      id: 'secrets-too-large',
      details: { limitBytes },
    });
  });

  test('it is no tar, or has no such file', async () => {
    const tar = await encryptFor(new Uint8Array(1000).fill(65));
    expect((await open(tar)).id).toBe('secrets-tar');
    const empty = await encryptFor(archiveOf([]));
    expect(await open(empty)).toEqual({
      id: 'secrets-file-missing',
      details: { file: 'main.yml' },
    });
  });

  test.each([
    ['YAML', Buffer.from('a: "'), { reason: 'syntax', line: 1 }],
    ['UTF-8', Buffer.from('61 3a 20 ff 0a'.replaceAll(' ', ''), 'hex'), { reason: 'encoding' }],
  ])('its file is not %s', async (_, content, fault) => {
    const tar = await encryptFor(archiveOf([{ name: 'main.yml', content }]));
    expect(await open(tar)).toEqual({
      id: 'secrets-yaml',
      details: { file: 'main.yml', ...fault },
    });
  });
});

test('a binary message is read as well', async () => {
  const message = await createMessage({ binary: archiveWith(mainYml) });
  const encryptionKeys = [...keyring.recipients];
  const content = await encrypt({ message, encryptionKeys, format: 'binary' });
  expect((await openArchive(content, keyring)).namesTaken.has('arm')).toBe(true);
});

test('the layout says which file it reads and writes', () => {
  const settings = {
    layout: 'archive',
    archivePath: 'a/secrets.tar.asc',
    file: 'main.yml',
    jobsNamespace: 'kubevirt-prow-jobs',
  } as const;
  const { concerns } = createLayout(settings);
  expect(['a/secrets.tar.asc', 'README.md'].map(concerns)).toEqual([true, false]);
});
