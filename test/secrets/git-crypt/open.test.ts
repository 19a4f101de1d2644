import { randomBytes } from 'node:crypto';
import { createMessage, encrypt, readKey } from 'openpgp';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { lockKubeconfigs, shareKey, unlockKubeconfig } from '../../../simulator/git-crypt-files.ts';
import { keyFile, someKey } from '../../../simulator/git-crypt-key.ts';
import { makeKeyPair } from '../../../simulator/openpgp-keys.ts';
import { packSecrets } from '../../../simulator/secrets-archive.ts';
import { readPrivateKeys, readPublicKeys } from '../../../src/openpgp/keyring.ts';
import { problem } from '../../../src/problem.ts';
import { encryptBlob } from '../../../src/secrets/git-crypt/blob.ts';
import { createUnlock } from '../../../src/secrets/git-crypt/unlock.ts';
import { createLayout, type LayoutSettings } from '../../../src/secrets/layout.ts';
import { createOpenSecrets } from '../../../src/secrets/open.ts';
import { makeKey, withSubkey } from '../../openpgp/odd-keys.ts';
import { problemOf } from '../../problem-of.ts';
import { addition, asBlock, kubeconfigOf } from '../archive-samples.ts';

const [bot, maintainer, stranger] = await Promise.all([
  makeKeyPair({ name: 'Bot' }),
  makeKeyPair({ name: 'Maintainer', email: 'm@example.org' }),
  makeKeyPair({ name: 'Stranger' }),
]);
const keyring = {
  ...(await readPrivateKeys(stranger.armoredPrivateKey + bot.armoredPrivateKey)),
  ...(await readPublicKeys([{ text: maintainer.armoredPublicKey }])),
};
const [, botKey] = keyring.privateKeys;
const botFingerprint = botKey?.getFingerprint().toUpperCase() ?? '';
const botCopy = `.git-crypt/keys/default/0/${botFingerprint}.gpg`;

const key = someKey();
const forOthers = await shareKey(key, [maintainer]);
const shared = await shareKey(key, [bot, maintainer]);
const locked = lockKubeconfigs(
  { workloads: kubeconfigOf('workloads'), arm: kubeconfigOf('a64') },
  key,
);
const files = { ...shared, ...locked, 'README.md': 'Secrets\n' };

type Files = Readonly<Record<string, string | Uint8Array | undefined>>;

const settings: LayoutSettings = {
  layout: 'git-crypt',
  archivePath: 'secrets.tar.asc',
  file: 'main.yml',
  jobsNamespace: 'prow-jobs',
};

async function open(
  given: Files,
  layout: LayoutSettings['layout'] = 'git-crypt',
  deployed: readonly string[] = [],
  more: readonly string[] = [],
) {
  const present = Object.entries(given).flatMap(([path, content]) =>
    content === undefined ? [] : [[path, new Uint8Array(Buffer.from(content))] as const],
  );
  const contents = new Map(present);
  const chosen = { ...settings, layout };
  const read = async (path: string) => contents.get(path);
  const stored = { list: async () => [...contents.keys()], read };
  const collected = createLayout(chosen).collect(stored, more);
  return createOpenSecrets(chosen, keyring)(await collected, { deployed });
}

describe('what is there', () => {
  test('names of files, contexts, clusters and users are taken', async () => {
    const { namesTaken, clusters, obstacle } = await open(files);
    expect([...namesTaken].toSorted()).toEqual([
      ...['a64', 'a64-user', 'arm', 'workloads', 'workloads-user'],
    ]);
    expect(clusters.map(({ server }) => server)).toEqual([
      'https://workloads.example.com',
      'https://a64.example.com',
    ]);
    expect(await obstacle()).toBeUndefined();
  });

  test('a kubeconfig is found by the name of its file, vetted as a submission is', async () => {
    const renamed = lockKubeconfigs({ other: kubeconfigOf('a', 'other') }, key);
    const odd = { odd: kubeconfigOf('odd').replace('token: ', 'tokenFile: ') };
    const { find } = await open({ ...files, ...renamed, ...lockKubeconfigs(odd, key) });
    const request = (name: string) => ({ kind: 'build-cluster', name }) as const;
    const now = new Date();
    expect(find(request('workloads'), now)?.server).toBe('https://workloads.example.com');
    expect(find(request('other'), now)?.server).toBe('https://other.example.com');
    expect(find(request('arm'), now)).toBeUndefined();
    expect(find(request('absent'), now)).toBeUndefined();
    expect(() => find(request('odd'), now)).toThrow('kubeconfig-token-file');
  });

  test('an empty folder is a beginning', async () => {
    const { namesTaken, obstacle } = await open(shared);
    expect([...namesTaken]).toEqual([]);
    expect(await obstacle()).toBeUndefined();
  });

  test('what is no kubeconfig may lie there in clear, where nothing says otherwise', async () => {
    const attributes = 'secrets/kubeconfigs/[a-z]* filter=git-crypt\n';
    const readme = { 'secrets/kubeconfigs/README.md': '# One file a cluster\n' };
    const { namesTaken } = await open({ ...files, ...readme, '.gitattributes': attributes });
    expect(namesTaken.has('README.md')).toBe(true);
  });

  test('hidden files and empty ones are passed over', async () => {
    const odd = {
      'secrets/kubeconfigs/.gitattributes': '* -text\n',
      'secrets/kubeconfigs/empty': '',
    };
    expect((await open({ ...files, ...odd })).namesTaken.has('empty')).toBe(true);
  });

  test('a file stays readable when its rule is gone', async () => {
    const { namesTaken } = await open({ ...files, '.gitattributes': '' });
    expect(namesTaken.has('a64')).toBe(true);
  });
});

describe('an addition', () => {
  test('is a file of its own in the layout of kubectl, and the pull request can tell of it', async () => {
    const { path, content, summary } = await (await open(files)).add(addition('build-cluster'));
    expect(path).toBe('secrets/kubeconfigs/new');
    expect(unlockKubeconfig(content, key)).toBe(
      [
        'apiVersion: v1',
        'clusters:',
        '- cluster:',
        '    server: https://new.example.org:6443',
        '  name: new',
        'contexts:',
        '- context:',
        '    cluster: new',
        '    namespace: prow-jobs',
        '    user: automation',
        '  name: new',
        'current-context: new',
        'kind: Config',
        'users:',
        '- name: automation',
        '  user:',
        '    token: token-of-new',
        '',
      ].join('\n'),
    );
    expect(summary).toEqual({
      operation: 'add',
      file: path,
      isNew: true,
      context: 'new',
      cluster: 'new',
      user: 'automation',
      server: 'https://new.example.org:6443',
      unchangedFiles: 2,
      sharedKey: 'default',
      recipients: expect.arrayContaining([
        { keyId: botFingerprint, fingerprint: botFingerprint, userId: 'Bot' },
        expect.objectContaining({ userId: 'Maintainer <m@example.org>' }),
      ]),
      readers: [expect.stringMatching(/^git-crypt:[0-9a-f]{32}$/)],
    });
    expect(summary.recipients).toHaveLength(2);
  });

  test('of a provider keeps the namespace that its owner chose', async () => {
    const { content } = await (await open(files)).add(addition('external-provider'));
    const { contexts } = parse(unlockKubeconfig(content, key));
    expect(contexts[0].context.namespace).toBe('kubevirt-prow-jobs');
  });

  test('is encrypted with the key that the attributes name and all is encrypted with', async () => {
    const ops = someKey();
    const copy = await encryptedCopy(keyFile([ops], { name: 'ops' }));
    const { content, summary } = await (
      await open({
        ...shared,
        ...lockKubeconfigs({ arm: kubeconfigOf('a64') }, ops),
        [botCopy.replace('default', 'ops')]: copy,
        'secrets/.gitattributes': '* filter=git-crypt-ops\n',
      })
    ).add(addition('build-cluster', { name: 'new' }));
    expect(summary).toMatchObject({ sharedKey: 'ops', recipients: [{ userId: 'Bot' }] });
    expect(unlockKubeconfig(content, ops)).toContain('token-of-new');
  });

  test('is encrypted with the newest version, if all is', async () => {
    const newer = someKey(2);
    const copies = await shareKey(newer, [bot]);
    const { add } = await open({ ...shared, ...copies, ...lockKubeconfigs({ a: '' }, newer) });
    const { content, summary } = await add(addition('build-cluster'));
    expect(unlockKubeconfig(content, newer)).toContain('token-of-new');
    expect(summary.recipients).toMatchObject([{ keyId: botFingerprint, userId: 'Bot' }]);
  });

  test('is encrypted with the only key there is, where nothing is encrypted yet', async () => {
    const { content } = await (await open(shared)).add(addition('build-cluster'));
    expect(unlockKubeconfig(content, key)).toContain('token-of-new');
  });

  // Where a checkout knows no case of letters, `Arm` and `arm` are one file.
  test.each(['workloads', 'arm', 'a64', 'a64-user', 'Arm', 'WORKLOADS'])(
    'is not called %s',
    async (name) => {
      const { add } = await open(files);
      expect(await problemOf(add(addition('external-provider', { name })))).toEqual({
        id: 'name-reserved',
        details: { name },
      });
    },
  );

  test('is not called as a folder, whatever is in it', async () => {
    const hidden = { ...files, 'secrets/kubeconfigs/group/.gitignore': new Uint8Array() };
    const { add } = await open(hidden);
    expect(await problemOf(add(addition('external-provider', { name: 'group' })))).toEqual({
      id: 'name-reserved',
      details: { name: 'group' },
    });
  });
});

const inArchive = kubeconfigOf('s390x').replaceAll('s390x-user', 'automation');
const archive = await packSecrets(`gcs: x\nkubeconfig: ${asBlock(inArchive)}`, [bot]);

describe('another file by its path', () => {
  const path = 'secrets/prow/google/gcs.json';
  const value = '{"type":"service_account"}\n';
  const attributes = {
    'secrets/prow/.gitattributes': 'google/** filter=git-crypt diff=git-crypt\n',
  };
  const inFile = { ...files, ...attributes, [path]: encryptBlob(Buffer.from(value), key) };

  test.each(['git-crypt', 'archive'] as const)(
    'is read beside both layouts (%s)',
    async (layout) => {
      const both = { ...inFile, 'secrets.tar.asc': archive };
      const { entry, namesTaken } = await open(both, layout, [], [path, 'gcs']);
      expect(await entry(path)).toBe(value);
      expect(await entry('gcs')).toBe('x');
      expect(namesTaken.has('gcs.json')).toBe(false);
    },
  );

  test.each<[string, string | Uint8Array | undefined]>([
    ['is not there', undefined],
    ['lies in clear', value],
    ['is no text', encryptBlob(Uint8Array.of(0xff, 0xfe), key)],
    ['is encrypted with another key', encryptBlob(Buffer.from(value), someKey())],
  ])('is left out where it %s', async (_what, content) => {
    const { entry } = await open({ ...inFile, [path]: content }, 'git-crypt', [], [path]);
    expect(await entry(path)).toBeUndefined();
  });

  test('is left out where nobody asked for it before', async () => {
    expect(await (await open(inFile)).entry(path)).toBeUndefined();
  });
});

describe('beside the archive', () => {
  const both = { ...files, 'secrets.tar.asc': archive };

  test.each(['git-crypt', 'archive'] as const)(
    'what either holds is taken, whichever is written (%s)',
    async (layout) => {
      const { namesTaken, clusters, add } = await open(both, layout);
      expect([...namesTaken]).toEqual(
        expect.arrayContaining(['gcs', 'kubeconfig', 's390x', 'automation', 'arm', 'a64']),
      );
      expect(clusters.map(({ name }) => name).toSorted()).toEqual(['a64', 's390x', 'workloads']);
      const { summary } = await add(addition('build-cluster'));
      expect(summary).toMatchObject({ context: 'new', user: 'new-automation' });
      for (const name of ['s390x', 'a64', 'gcs']) {
        const attempt = add(addition('external-provider', { name }));
        expect((await problemOf(attempt))?.id).toBe('name-reserved');
      }
    },
  );

  test('the archive needs no git-crypt, nor its key where no kubeconfig is encrypted with it', async () => {
    const alone = { 'secrets.tar.asc': archive };
    expect((await open(alone, 'archive')).namesTaken.has('s390x')).toBe(true);
    expect((await open({ ...alone, ...forOthers }, 'archive')).namesTaken.has('s390x')).toBe(true);
  });
});

const oddCopies = {
  unknownField: await encryptedCopy(keyFile([key], { header: [[3, 'x']] })),
  otherVersion: await encryptedCopy(keyFile([someKey(1)])),
  otherName: await encryptedCopy(keyFile([key], { name: 'ops' })),
};

describe('a repository that is not as it should be', () => {
  const file = 'secrets/kubeconfigs/arm';
  const [whole] = Object.values(lockKubeconfigs({ arm: kubeconfigOf('a64') }, key));
  const cut = Buffer.from(whole ?? '').subarray(0, -1);

  test.each<[string, Files, unknown]>([
    [
      'its key is for others only',
      { ...forOthers, ...locked },
      { id: 'git-crypt-key-missing', details: { keyName: 'default' } },
    ],
    [
      'its key has an unknown critical field',
      { ...files, [botCopy]: oddCopies.unknownField },
      { id: 'git-crypt-key-unreadable', details: { path: botCopy } },
    ],
    [
      'its key is of another version than its path says',
      { ...files, [botCopy]: oddCopies.otherVersion },
      { id: 'git-crypt-key-unreadable', details: { path: botCopy } },
    ],
    [
      'its key has another name than its path says',
      { ...files, [botCopy]: oddCopies.otherName },
      { id: 'git-crypt-key-unreadable', details: { path: botCopy } },
    ],
    [
      'its key is no message',
      { ...files, [botCopy]: randomBytes(500) },
      { id: 'git-crypt-key-unreadable', details: { path: botCopy } },
    ],
    [
      'a kubeconfig is cut off',
      { ...files, [file]: cut },
      { id: 'git-crypt-damaged', details: { path: file } },
    ],
    [
      'a kubeconfig is encrypted with another key',
      { ...files, ...lockKubeconfigs({ arm: kubeconfigOf('a64') }, someKey()) },
      { id: 'git-crypt-damaged', details: { path: file } },
    ],
    [
      'a kubeconfig was stored in clear',
      { ...files, [file]: kubeconfigOf('a64') },
      { id: 'git-crypt-in-clear', details: { path: file } },
    ],
    [
      'a kubeconfig was stored in clear, as nothing says otherwise',
      { ...files, '.gitattributes': '', [file]: kubeconfigOf('a64') },
      { id: 'git-crypt-in-clear', details: { path: file } },
    ],
    [
      'something that should be encrypted was stored in clear',
      { ...files, [file]: 'a token' },
      { id: 'git-crypt-in-clear', details: { path: file } },
    ],
    [
      'a kubeconfig is no YAML, so that its names are unknown',
      { ...files, ...lockKubeconfigs({ arm: 'contexts: [' }, key) },
      { id: 'git-crypt-not-yaml', details: { path: file, reason: 'syntax', line: 1 } },
    ],
    [
      'a kubeconfig has a key twice',
      { ...files, ...lockKubeconfigs({ arm: 'kind: Config\nkind: Config\n' }, key) },
      { id: 'git-crypt-not-yaml', details: { path: file, reason: 'duplicate key', line: 2 } },
    ],
  ])('%s', async (_what, given, expected) => {
    expect(await problemOf(open(given))).toEqual(expected);
  });

  test.each<[string, Files]>([
    ['no rule encrypts the file', { '.gitattributes': '*.yaml filter=git-crypt\n' }],
    [
      'a later rule undoes it',
      { '.gitattributes': `${shared['.gitattributes']}new !filter\nany !filter` },
    ],
    ['a nearer file undoes it', { 'secrets/kubeconfigs/.gitattributes': '* -filter\n' }],
    ['another filter has its place', { 'secrets/.gitattributes': '* filter=lfs\n' }],
    ['git would change its line ends', { '.gitattributes': `* text\n${shared['.gitattributes']}` }],
    ['git would change them by eol', { 'secrets/.gitattributes': '* eol=lf\n' }],
    [
      'git would change its encoding',
      { 'secrets/.gitattributes': '* working-tree-encoding=UTF-16\n' },
    ],
  ])('%s', async (_what, changes) => {
    const { add, obstacle } = await open({ ...files, ...changes });
    const path = 'secrets/kubeconfigs/new';
    expect(await problemOf(add(addition('build-cluster')))).toEqual({
      id: 'git-crypt-not-applied',
      details: { path },
    });
    expect((await obstacle())?.id).toBe('git-crypt-not-applied');
  });

  test('a key for others only is an obstacle even where nothing is encrypted yet', async () => {
    const { obstacle } = await open(forOthers);
    expect(await obstacle()).toEqual({
      id: 'git-crypt-key-missing',
      details: { keyName: 'default' },
    });
  });

  test('line ends that git guesses are fine: it leaves what holds a zero alone', async () => {
    const attributes = `* text=auto eol=lf\n${shared['.gitattributes']}`;
    const { obstacle } = await open({ ...files, '.gitattributes': attributes });
    expect(await obstacle()).toBeUndefined();
  });
});

test("where the bot's own key is to blame, its copy is not", async () => {
  const own = await makeKey('Bot');
  const newer = (await withSubkey(own, { date: '2025-01-01' })).toPublic();
  const copy = await encrypt({
    message: await createMessage({ binary: new Uint8Array(keyFile([key])) }),
    encryptionKeys: newer,
    format: 'binary',
  });
  const path = `.git-crypt/keys/default/0/${own.getFingerprint().toUpperCase()}.gpg`;
  const unlock = createUnlock(new Map([[path, copy]]), { privateKeys: [own], recipients: [newer] });
  expect(await problemOf(unlock('default'))).toMatchObject({
    id: 'key-unusable',
    details: { reason: 'no secret' },
  });
});

async function encryptedCopy(content: Uint8Array): Promise<Uint8Array> {
  return encrypt({
    message: await createMessage({ binary: new Uint8Array(content) }),
    encryptionKeys: await readKey({ armoredKey: bot.armoredPublicKey }),
    format: 'binary',
  });
}

describe('a key that anybody could have brought in', () => {
  const planted = someKey();
  const own = keyring.privateKeys.map((each) => each.getFingerprint().toUpperCase());
  const place = (version: number, keyName = 'default', of = 1) =>
    `.git-crypt/keys/${keyName}/${version}/${own[of]}.gpg`;
  const copyOf = (version: number, name?: string) =>
    encryptedCopy(keyFile([{ ...planted, version }], { name }));
  const evilRule = `${shared['.gitattributes']}secrets/kubeconfigs/[np]* filter=git-crypt-evil\n`;
  const ofTheirs = lockKubeconfigs({ planted: kubeconfigOf('theirs') }, planted);

  const unproved = (keyName = 'default') => ({
    id: 'git-crypt-key-unproved',
    details: { keyName },
  });

  test.each<[string, () => Promise<Files>, object]>([
    ['a newer version', async () => ({ ...files, [place(1)]: await copyOf(1) }), unproved()],
    [
      'the same version for another key of the bot',
      async () => ({ ...files, [place(0, 'default', 0)]: await copyOf(0) }),
      unproved(),
    ],
    [
      'another name, which the attributes give to new files only',
      async () => ({
        ...files,
        [place(0, 'evil')]: await copyOf(0, 'evil'),
        '.gitattributes': evilRule,
      }),
      unproved('evil'),
    ],
    [
      'a newer version where nothing is encrypted yet',
      async () => ({ ...shared, [place(1)]: await copyOf(1) }),
      unproved(),
    ],
    [
      'another name where nothing is encrypted yet',
      async () => ({
        ...shared,
        [place(0, 'evil')]: await copyOf(0, 'evil'),
        '.gitattributes': evilRule,
      }),
      unproved('evil'),
    ],
  ])('is not used: %s', async (_what, given, expected) => {
    const secrets = await open(await given());
    expect(await problemOf(secrets.add(addition('build-cluster')))).toEqual(expected);
  });

  test.each<[string, () => Promise<Files>]>([
    ['a newer version', async () => ({ [place(1)]: await copyOf(1) })],
    [
      'another name',
      async () => ({
        [place(0, 'evil')]: await copyOf(0, 'evil'),
        '.gitattributes': evilRule,
      }),
    ],
  ])('opens no kubeconfig that came with it: %s', async (_what, given) => {
    const attempt = open({ ...files, ...ofTheirs, ...(await given()) });
    expect(await problemOf(attempt)).toEqual({ id: 'git-crypt-keys-differ', details: {} });
  });

  test('instead of the one that was there opens nothing', async () => {
    const attempt = open({ ...files, [place(0)]: await copyOf(0) });
    expect((await problemOf(attempt))?.id).toBe('git-crypt-damaged');
  });

  test('beside another one of the same version in one file is no key', async () => {
    const copy = await encryptedCopy(keyFile([key, { ...planted, version: 0 }]));
    expect(await problemOf(open({ ...files, [place(0)]: copy }))).toEqual({
      id: 'git-crypt-key-unreadable',
      details: { path: place(0) },
    });
  });

  test('is an obstacle that the operator is told of, and in no removal’s way', async () => {
    const { obstacle, remove } = await open({ ...files, [place(1)]: await copyOf(1) });
    expect(await obstacle()).toEqual(unproved());
    const [gone] = await remove({ kind: 'external-provider', name: 'arm' });
    expect(gone?.summary.recipients).toHaveLength(2);
  });

  test('the very same key in two copies is one', async () => {
    const again = { [place(0, 'default', 0)]: await encryptedCopy(keyFile([key])) };
    const { content } = await (await open({ ...files, ...again })).add(addition('build-cluster'));
    expect(unlockKubeconfig(content, key)).toContain('token-of-new');
  });
});

describe('a change of what is there', () => {
  const buildCluster = kubeconfigOf('rosa').replace(
    '    user:',
    '    namespace: prow-jobs\n    user:',
  );
  const commented = `# Ask in #sig-ci\n${buildCluster}`;
  const withRosa = { ...files, ...lockKubeconfigs({ rosa: commented }, key) };
  const rosa = { kind: 'build-cluster', name: 'rosa' } as const;
  const provider = { kind: 'external-provider', name: 'arm' } as const;
  const credentials = { type: 'token', token: 'renewed' } as const;
  const renewed = (server: string) => ({ server: `https://${server}.example.com`, credentials });

  test('the kind is told by the namespace for jobs, the name by the file', async () => {
    const { registrations } = await open({
      ...withRosa,
      ...lockKubeconfigs({ odd: 'apiVersion: v1\nkind: Config\n', 'a/b': buildCluster }, key),
    });
    expect(registrations.map(({ kind, name, cluster }) => [name, kind, cluster?.server])).toEqual([
      ['workloads', 'external-provider', 'https://workloads.example.com'],
      ['arm', 'external-provider', 'https://a64.example.com'],
      ['rosa', 'build-cluster', 'https://rosa.example.com'],
      ['odd', 'external-provider', undefined],
    ]);
  });

  describe('that the script of the deployment names', () => {
    const told = ['workloads', 'arm', 'rosa', 'stray', 'missing'];
    const stray = kubeconfigOf('elsewhere');
    const there = { ...withRosa, ...lockKubeconfigs({ stray, other: kubeconfigOf('other') }, key) };
    const kindsOf = async (layout?: LayoutSettings['layout']) => {
      const { registrations, clusters } = await open(there, layout, told);
      const kinds = registrations.map(({ kind, name, cluster }) => [name, kind, cluster?.server]);
      return { kinds, clusters: clusters.map(({ name, kind }) => [name, kind]) };
    };

    test('is a build cluster, with or without a namespace, whatever its context is called', async () => {
      const { kinds, clusters } = await kindsOf();
      expect(kinds).toEqual([
        ['workloads', 'build-cluster', 'https://workloads.example.com'],
        ['arm', 'build-cluster', 'https://a64.example.com'],
        ['rosa', 'build-cluster', 'https://rosa.example.com'],
        ['stray', 'build-cluster', 'https://elsewhere.example.com'],
        ['other', 'external-provider', 'https://other.example.com'],
      ]);
      expect(clusters).toEqual([
        ['workloads', 'build-cluster'],
        ['a64', 'build-cluster'],
        ['rosa', 'build-cluster'],
        ['elsewhere', 'build-cluster'],
        ['other', 'external-provider'],
      ]);
    });

    test('can be rotated and removed as one, and not as a provider', async () => {
      const workloads = { kind: 'build-cluster', name: 'workloads' } as const;
      const secrets = await open(there, 'git-crypt', told);
      const [rotated] = await secrets.rotate({ ...workloads, kubeconfig: renewed('workloads') });
      expect(unlockKubeconfig(rotated?.content ?? new Uint8Array(), key)).toBe(
        kubeconfigOf('workloads').replace('token-of-workloads', 'renewed'),
      );
      expect(await secrets.remove(workloads)).toMatchObject([
        { path: 'secrets/kubeconfigs/workloads', content: undefined },
      ]);
      expect(await secrets.remove({ ...workloads, kind: 'external-provider' })).toEqual([]);
    });

    test('is one also where the other layout is written', async () => {
      const both = { ...there, 'secrets.tar.asc': archive };
      const { registrations } = await open(both, 'archive', told);
      expect(registrations).toContainEqual(
        expect.objectContaining({ kind: 'build-cluster', name: 'workloads' }),
      );
    });
  });

  test('new credentials change one line of one file; going there and back is no change', async () => {
    const rotation = { ...rosa, kubeconfig: renewed('rosa') };
    const [changed, ...others] = await (await open(withRosa)).rotate(rotation);
    expect(others).toEqual([]);
    expect(changed?.path).toBe('secrets/kubeconfigs/rosa');
    expect(unlockKubeconfig(changed?.content ?? new Uint8Array(), key)).toBe(
      commented.replace('token-of-rosa', 'renewed'),
    );
    expect(changed?.summary).toMatchObject({
      ...{ operation: 'rotate', file: 'secrets/kubeconfigs/rosa', isNew: false },
      ...{ context: 'rosa', cluster: 'rosa', user: 'rosa-user', unchangedFiles: 2 },
      replaced: { server: 'https://rosa.example.com', isAuthoritySame: true },
      sharedKey: 'default',
    });
    const there = { ...withRosa, [changed?.path ?? '']: changed?.content };
    const old = { ...renewed('rosa'), credentials: { ...credentials, token: 'token-of-rosa' } };
    const [back] = await (await open(there)).rotate({ ...rosa, kubeconfig: old });
    expect(back?.content).toEqual(
      lockKubeconfigs({ rosa: commented }, key)['secrets/kubeconfigs/rosa'],
    );
  });

  test('a removal is a file less, whatever its context is called', async () => {
    const [gone, ...others] = await (await open(withRosa)).remove(provider);
    expect(others).toEqual([]);
    expect(gone).toMatchObject({
      path: 'secrets/kubeconfigs/arm',
      content: undefined,
      summary: { operation: 'remove', isGone: true, context: 'a64', unchangedFiles: 2 },
    });
  });

  test('a file that no rule encrypts any more can be removed, and not be written', async () => {
    const bare = { ...withRosa, '.gitattributes': '' };
    expect(await (await open(bare)).remove(rosa)).toHaveLength(1);
    const rotation = { ...rosa, kubeconfig: renewed('rosa') };
    expect(await problemOf((await open(bare)).rotate(rotation))).toMatchObject({
      id: 'git-crypt-not-applied',
    });
  });

  test.each([
    [
      'the same credentials again',
      commented,
      'token-of-rosa',
      problem('credentials-unchanged', {}),
    ],
    [
      'another context in the file',
      kubeconfigOf('rosa', 'b').replaceAll('    user:', '    namespace: prow-jobs\n    user:'),
      'new',
      problem('git-crypt-kubeconfig', {
        path: 'secrets/kubeconfigs/rosa',
        reason: 'several contexts',
      }),
    ],
    [
      'a context that leads nowhere',
      commented.replace('user: rosa-user', 'user: nobody'),
      'new',
      problem('git-crypt-kubeconfig', { path: 'secrets/kubeconfigs/rosa', reason: 'no context' }),
    ],
  ])('%s is refused', async (_what, text, token, expected) => {
    const { rotate } = await open({ ...files, ...lockKubeconfigs({ rosa: text }, key) });
    const kubeconfig = { ...renewed('rosa'), credentials: { ...credentials, token } };
    expect(await problemOf(rotate({ ...rosa, kubeconfig }))).toEqual(expected);
  });

  test.each(['archive', 'git-crypt'] as const)(
    'is made wherever a cluster is, with %s as the layout',
    async (layout) => {
      const inArchive = kubeconfigOf('control-plane', 'rosa', 'old');
      const main = `a: 1\nkubeconfig: ${asBlock(inArchive)}`;
      const both = { ...withRosa, 'secrets.tar.asc': await packSecrets(main, [bot]) };
      const there = await open(both, layout);
      const paths = (changed: readonly { readonly path: string }[]) =>
        changed.map(({ path }) => path).toSorted();
      const inBoth = ['secrets.tar.asc', 'secrets/kubeconfigs/rosa'];
      expect(paths(await there.remove(rosa))).toEqual(inBoth);
      expect(paths(await there.rotate({ ...rosa, kubeconfig: renewed('rosa') }))).toEqual(inBoth);
      expect(paths(await there.remove({ ...rosa, name: 'old' }))).toEqual(['secrets.tar.asc']);
      expect(paths(await there.remove(provider))).toEqual(['secrets/kubeconfigs/arm']);
      expect(await there.remove({ ...provider, name: 'rosa' })).toEqual([]);
      expect(there.find({ ...rosa, name: 'old' }, new Date())?.server).toBe(
        'https://old.example.com',
      );
    },
  );
});

describe('where the files of the folder together', () => {
  const large = (name: string, length: number) =>
    kubeconfigOf(name).replace(`token-of-${name}`, 'x'.repeat(length));
  const full = { ...files, ...lockKubeconfigs({ workloads: large('workloads', 195_400) }, key) };

  test('fill the Secret, no build cluster is added', async () => {
    const { add } = await open(full);
    expect(await problemOf(add(addition('build-cluster')))).toEqual({
      id: 'kubeconfig-full',
      details: { limitBytes: 262_144 },
    });
    expect((await add(addition('external-provider'))).path).toBe('secrets/kubeconfigs/new');
  });

  test('nearly fill it, one is, and none may get larger credentials', async () => {
    const namespaced = (text: string) =>
      text.replace('    user:', '    namespace: prow-jobs\n    user:');
    const own = { new: namespaced(kubeconfigOf('new')), workloads: large('workloads', 180_000) };
    const { rotate } = await open({ ...files, ...lockKubeconfigs(own, key) });
    const { kubeconfig } = addition('build-cluster');
    const withToken = (length: number) => ({
      kind: 'build-cluster' as const,
      name: 'new',
      kubeconfig: {
        ...kubeconfig,
        credentials: { type: 'token' as const, token: 'x'.repeat(length) },
      },
    });
    expect(await rotate(withToken(10_000))).toHaveLength(1);
    expect((await problemOf(rotate(withToken(16_000))))?.id).toBe('kubeconfig-full');
  });
});
