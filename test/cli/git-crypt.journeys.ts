import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { account } from '../../simulator/cluster/build-cluster.ts';
import {
  type GitCryptFiles,
  kubeconfigFolder,
  makeGitCryptFiles,
  unlockKubeconfig,
} from '../../simulator/git-crypt-files.ts';
import { secretsRepository, startSetting } from '../../simulator/setting.ts';
import { type ChangeOptions, change } from '../../src/cli/change.ts';
import type { ClusterRequest } from '../../src/request/request.ts';
import { hasGitCrypt, hasGpg } from '../installed.ts';
import { sharedGround } from '../journeys/open-story.ts';
import { type Gpg, startGpg } from '../openpgp/gpg.ts';
import { kubeconfigOf } from '../secrets/archive-samples.ts';
import { createRepository, type GitRepository } from '../secrets/git-crypt/real-git-crypt.ts';
import { reasonOf } from './maintainer.ts';

const ground = sharedGround(({ cluster }) => cluster.prepareBuildCluster(account));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'maintainer-'));
  await writeFile(join(folder, 'kubeconfig'), ground().cluster.kubeconfigFor(account));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

type Options = Partial<ChangeOptions> & { readonly environment?: NodeJS.ProcessEnv };

function addTo(secrets: string, name: string, options: Options = {}) {
  const kubeconfig = join(folder, 'kubeconfig');
  return run(
    { operation: 'add', kind: 'build-cluster', name },
    { kubeconfig, secrets, ...options },
  );
}

/** What was added before. */
function changeIn(secrets: string, operation: 'rotate' | 'remove', options: Options = {}) {
  const needed = operation === 'rotate' ? { kubeconfig: join(folder, 'kubeconfig') } : {};
  const request = { operation, kind: 'build-cluster', name: 'rosa-1' } as const;
  return run(request, { ...needed, secrets, ...options });
}

/** An exit code, or why it stopped. */
function run(request: ClusterRequest, { environment, ...options }: Options & { secrets: string }) {
  return change(request, options, {
    SECRETS_LAYOUT: 'git-crypt',
    PGP_PRIVATE_KEY: ground().maintainerKey.armoredPrivateKey,
    CLUSTER_ALLOWED_NETWORKS: '127.0.0.0/8',
    ...environment,
  }).catch(reasonOf);
}

describe('the encrypted files in a folder', () => {
  let gitCrypt: GitCryptFiles;
  let checkout: string;
  const newFile = () => readFile(join(checkout, kubeconfigFolder, 'rosa-1'));

  beforeEach(async () => {
    const kubeconfigs = { workloads: kubeconfigOf('workloads') };
    gitCrypt = await makeGitCryptFiles(kubeconfigs, [ground().maintainerKey]);
    checkout = join(folder, 'secrets');
    for (const [path, content] of Object.entries(gitCrypt.files)) {
      await mkdir(dirname(join(checkout, path)), { recursive: true });
      await writeFile(join(checkout, path), content);
    }
  });

  test('one is added, encrypted', async () => {
    expect(await addTo(checkout, 'rosa-1')).toBe(0);
    expect(unlockKubeconfig(await newFile(), gitCrypt.key)).toContain('current-context: rosa-1');
    expect((await readdir(join(checkout, kubeconfigFolder))).toSorted()).toEqual([
      ...['rosa-1', 'workloads'],
    ]);
    expect(await addTo(checkout, 'rosa-1')).toBe('name-taken');
  });

  test('gets new credentials and goes: the others are as they were', async () => {
    const path = join(checkout, kubeconfigFolder, 'workloads');
    const before = await readFile(path);
    await addTo(checkout, 'rosa-1');
    expect(await changeIn(checkout, 'rotate')).toBe('credentials-unchanged');
    const token = ground().cluster.admin.createTokenSecret('renewed', account);
    await writeFile(join(folder, 'kubeconfig'), ground().cluster.kubeconfigFor(account, token));
    expect(await changeIn(checkout, 'rotate')).toBe(0);
    expect(unlockKubeconfig(await newFile(), gitCrypt.key)).toContain(`token: ${token}\n`);
    expect(await changeIn(checkout, 'remove', { dryRun: true })).toBe(0);
    expect(await newFile()).not.toHaveLength(0);
    expect(await changeIn(checkout, 'remove')).toBe(0);
    expect(await readdir(join(checkout, kubeconfigFolder))).toEqual(['workloads']);
    expect(await readFile(path)).toEqual(before);
    expect(await changeIn(checkout, 'remove')).toBe('name-unknown');
  });

  describe('--pull-request', () => {
    const publish = async (change: (files: GitCryptFiles['files']) => GitCryptFiles['files']) => {
      const given = { ...gitCrypt, files: change(gitCrypt.files) };
      const setting = await startSetting({
        ground: ground(),
        layout: 'git-crypt',
        gitCrypt: given,
      });
      const { GHE_HOST, GHE_PROTOCOL } = setting.environment;
      const GITHUB_TOKEN = setting.github.tokens.get('maintainer');
      try {
        // The archive counts as well; here the checkout and GitHub have none.
        const environment = { GHE_HOST, GHE_PROTOCOL, GITHUB_TOKEN, SECRETS_ARCHIVE: 'absent' };
        const outcome = await addTo(checkout, 'rosa-1', { pullRequest: true, environment });
        const { pulls } = setting.github.as('maintainer').rest;
        const [pull] = (await pulls.list({ ...secretsRepository })).data;
        const pull_number = pull?.number ?? 0;
        const files = pull
          ? (await pulls.listFiles({ ...secretsRepository, pull_number })).data
          : [];
        return { outcome, body: pull?.body, files: files.map(({ filename }) => filename) };
      } finally {
        await setting.close();
      }
    };

    test('adds exactly one file', async () => {
      const { outcome, files, body } = await publish((given) => given);
      expect(outcome).toBe(0);
      expect(files).toEqual(['secrets/kubeconfigs/rosa-1']);
      expect(body).toContain('+ secrets/kubeconfigs/rosa-1\n+     cluster rosa-1: server https://');
      expect(body).toContain('The users of the git-crypt key `default`');
    });

    test('refuses a checkout that lacks a kubeconfig, whose names may be taken', async () => {
      const newer = { [`${kubeconfigFolder}/newer`]: 'x' };
      const { outcome, files } = await publish((given) => ({ ...given, ...newer }));
      expect(outcome).toMatch(/^secrets\/kubeconfigs\/newer differs from the one on GitHub; /);
      expect(files).toEqual([]);
    });
  });
});

describe.skipIf(!hasGpg || !hasGitCrypt)(
  'a checkout with the real git-crypt (left out without gpg or git-crypt)',
  () => {
    let gpg: Gpg;
    let repository: GitRepository;
    const path = `${kubeconfigFolder}/rosa-1`;
    const inWorkingTree = () => readFile(join(repository.folder, path));

    beforeAll(() => {
      gpg = startGpg();
      gpg.run(['--import'], ground().maintainerKey.armoredPrivateKey);
    });
    afterAll(() => gpg.end());
    beforeEach(() => {
      repository = createRepository({ GNUPGHOME: gpg.home });
      repository.gitCrypt('init');
      repository.gitCrypt('add-gpg-user', '--trusted', ground().maintainerKey.keyId);
      repository.write(
        '.gitattributes',
        `${kubeconfigFolder}/** filter=git-crypt diff=git-crypt\n`,
      );
      repository.write(`${kubeconfigFolder}/workloads`, kubeconfigOf('workloads'));
      repository.commit('Begin');
    });
    afterEach(() => repository.remove());

    test('that is unlocked gets the plaintext, and git stores it encrypted', async () => {
      expect(await addTo(repository.folder, 'rosa-1')).toBe(0);
      const text = (await inWorkingTree()).toString();
      expect(parse(text)['current-context']).toBe('rosa-1');
      repository.commit('Add');
      expect(repository.stored(path).toString('latin1')).toMatch(/^\0GITCRYPT\0/);
      expect(repository.gitCrypt('status').toString()).toContain(`    encrypted: ${path}\n`);
    });

    test('that is unlocked gets the plaintext nowhere else, not even for a moment', async () => {
      // Whatever is written there first fails.
      await mkdir(join(repository.folder, `${path}.new`));
      expect(await addTo(repository.folder, 'rosa-1')).toBe(0);
    });

    test('that is locked gets the ciphertext, and git stores it as it is', async () => {
      repository.gitCrypt('lock');
      expect(await addTo(repository.folder, 'rosa-1')).toBe(0);
      const blob = await inWorkingTree();
      expect(blob.toString('latin1')).toMatch(/^\0GITCRYPT\0/);
      repository.commit('Add');
      expect(repository.stored(path)).toEqual(blob);
      repository.gitCrypt('unlock');
      expect(parse((await inWorkingTree()).toString())['current-context']).toBe('rosa-1');
      expect(repository.git('status', '--porcelain').toString()).toBe('');
    });

    test('counts names that are not committed yet as taken', async () => {
      repository.write(`${kubeconfigFolder}/other`, kubeconfigOf('rosa-1'));
      expect(await addTo(repository.folder, 'rosa-1')).toBe('name-reserved');
    });

    test('in which a kubeconfig was stored in clear raises the alarm', async () => {
      repository.git('config', 'filter.git-crypt.clean', 'cat');
      expect(await addTo(repository.folder, 'rosa-1')).toBe('git-crypt-in-clear');
      await expect(inWorkingTree()).rejects.toThrow('ENOENT');
    });
  },
);
