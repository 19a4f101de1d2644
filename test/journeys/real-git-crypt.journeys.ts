import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { type Ground, infra, secretsRepository, startGround } from '../../simulator/setting.ts';
import { parseKeyFile } from '../../src/secrets/git-crypt/key-file.ts';
import { hasGitCrypt, hasGpg, hasKubectl } from '../installed.ts';
import { type Gpg, startGpg } from '../openpgp/gpg.ts';
import { kubeconfigOf } from '../secrets/archive-samples.ts';
import { createRepository, type GitRepository } from '../secrets/git-crypt/real-git-crypt.ts';
import { type OpenStory, openStory, preparedKubeconfig } from './open-story.ts';

const hasAll = hasGpg && hasGitCrypt && hasKubectl;
const folder = 'secrets/kubeconfigs';
const jobSecret = { namespace: account.namespace, name: 'gcs-credentials' };
const jobSecretFile = 'secrets/prow/google/gcs.json';
const jobSecretValue = '{"type":"service_account"}\n';

describe.skipIf(!hasAll)(
  'the real git-crypt takes the file for its own (left out without gpg, git-crypt or kubectl)',
  () => {
    let gpg: Gpg;
    let ground: Ground;
    let open: OpenStory;
    /** The maintainers' repository, and checkouts of what GitHub has after the merges. */
    let origin: GitRepository;
    let checkout: GitRepository;
    let later: GitRepository;

    beforeAll(async () => {
      gpg = startGpg();
      ground = await startGround({});
      gpg.run(['--import'], ground.automationKey.armoredPublicKey);
      gpg.run(['--import'], ground.maintainerKey.armoredPrivateKey);
      origin = createRepository({ GNUPGHOME: gpg.home });
      checkout = createRepository({ GNUPGHOME: gpg.home });
      later = createRepository({ GNUPGHOME: gpg.home });
      open = await openStory({
        ...{ ground, layout: 'git-crypt', gitCrypt: await initialise() },
        environment: { JOB_SECRETS: `${jobSecret.name}/service-account.json=${jobSecretFile}` },
      });
    }, 60_000);
    afterAll(async () => {
      gpg.end();
      for (const repository of [origin, checkout, later]) repository.remove();
      await open.close();
      await ground.close();
    });

    /** `git-crypt init` and `add-gpg-user`, for the bot and a maintainer. */
    async function initialise() {
      const { automationKey, maintainerKey } = ground;
      origin.gitCrypt('init');
      for (const { keyId } of [automationKey, maintainerKey]) {
        origin.gitCrypt('add-gpg-user', '--trusted', keyId);
      }
      origin.write('.gitattributes', `${folder}/** filter=git-crypt diff=git-crypt\n`);
      origin.write('secrets/prow/.gitattributes', 'google/** filter=git-crypt diff=git-crypt\n');
      origin.write(jobSecretFile, jobSecretValue);
      origin.write(`${folder}/prow-workloads`, kubeconfigOf('prow-workloads'));
      origin.commit('Begin');
      const paths = origin.git('ls-files').toString().trim().split('\n');
      const files = Object.fromEntries(paths.map((path) => [path, origin.stored(path)]));
      const keyFile = readFileSync(join(origin.folder, '.git/git-crypt/keys/default'));
      const [key] = parseKeyFile(keyFile)?.keys ?? [];
      if (!key) throw new Error('no key');
      return { key, files };
    }

    /** Brings GitHub's newest commit into the checkout, as a clone does. */
    async function cloneFromGitHub(clone: GitRepository) {
      const { git } = open.setting.github.as('maintainer').rest;
      const { data } = await git.getTree({
        ...secretsRepository,
        tree_sha: 'master',
        recursive: '1',
      });
      for (const { path, sha, type } of data.tree) {
        if (type !== 'blob') continue;
        const { data: blob } = await git.getBlob({ ...secretsRepository, file_sha: sha });
        clone.write(path, Buffer.from(blob.content, 'base64'));
      }
      // No filter is set up yet: what lies there is what is stored.
      clone.commit('As on GitHub');
    }

    /** Each as soon as it is there. */
    async function mergeAll() {
      const { story } = open;
      for (const repository of [infra, secretsRepository, infra, secretsRepository]) {
        for (const { number, state } of await story.pulls(repository)) {
          if (state !== 'open') continue;
          await story.settle(story.merge(number, repository));
        }
      }
    }

    test('a build cluster and a provider are added and merged', async () => {
      const { story, setting } = open;
      await story.fileRequest('build-cluster', 'rosa-1', preparedKubeconfig(setting));
      const provider = setting.providerCluster.adminKubeconfig();
      await story.settle(story.fileRequest('external-provider', 's390x-test', provider));
      await mergeAll();
      for (const issue of [1, 2]) expect((await story.issue(issue)).state).toBe('closed');
    });

    test('the build cluster gets its secret for jobs from a file that git-crypt wrote', () => {
      const { admin } = open.setting.cluster;
      expect(admin.readSecret(jobSecret)).toEqual({ 'service-account.json': jobSecretValue });
    });

    test('git-crypt unlocks them, and has nothing to complain of', async () => {
      await cloneFromGitHub(checkout);
      checkout.gitCrypt('unlock');
      for (const name of ['rosa-1', 's390x-test', 'prow-workloads']) {
        const text = readFileSync(join(checkout.folder, folder, name), 'utf8');
        expect(parse(text)['current-context']).toBe(name);
      }
      const status = checkout.gitCrypt('status').toString();
      expect(status).toContain(`    encrypted: ${folder}/rosa-1\n`);
      expect(status).toContain(`    encrypted: ${folder}/s390x-test\n`);
      expect(status).not.toMatch(/warning|\*\*\*/i);
      expect(checkout.git('status', '--porcelain').toString()).toBe('');
    });

    test('adding the plaintext again gives the very same blob', () => {
      const path = `${folder}/rosa-1`;
      const before = checkout.stored(path);
      const text = readFileSync(join(checkout.folder, path), 'utf8');
      checkout.git('rm', '-q', '--cached', path);
      checkout.git('add', path);
      expect(checkout.stored(path)).toEqual(before);
      expect(before.includes(text.slice(0, 20))).toBe(false);
      expect(checkout.git('status', '--porcelain').toString()).toBe('');
    });

    test('kubectl merges it with the others, as the script that deploys Prow does', async () => {
      const names = ['prow-workloads', 'rosa-1'];
      const KUBECONFIG = names.map((name) => join(checkout.folder, folder, name)).join(':');
      const view = ['config', 'view', '--flatten', '--raw'];
      const env = { ...process.env, KUBECONFIG };
      const merged = (await promisify(execFile)('kubectl', view, { env })).stdout;
      const { contexts, clusters, users, 'current-context': current } = parse(merged);
      expect(contexts).toEqual([
        expect.objectContaining({ name: 'prow-workloads' }),
        {
          name: 'rosa-1',
          context: { cluster: 'rosa-1', user: account.name, namespace: account.namespace },
        },
      ]);
      expect([clusters.length, users.length, current]).toEqual([2, 2, 'prow-workloads']);
      // The new file is written as kubectl writes it.
      const alone = { ...process.env, KUBECONFIG: join(checkout.folder, folder, 'rosa-1') };
      const { stdout } = await promisify(execFile)('kubectl', view, { env: alone });
      // Older ones add a field that says nothing.
      const written = stdout.replace('preferences: {}\n', '');
      expect(written).toBe(readFileSync(alone.KUBECONFIG, 'utf8'));
    });

    test('one gets new credentials and the other goes: no other file differs', async () => {
      const { story, setting } = open;
      const { providerCluster } = setting;
      const robot = { namespace: 'kube-system', name: 'provider-admin' };
      const token = providerCluster.admin.createTokenSecret('renewed', robot);
      const renewed = await story.attach(providerCluster.kubeconfigFor(robot, token));
      await story.fileIssue('Rotate KubeVirtCI external provider s390x-test', renewed);
      await story.settle(story.fileIssue('Remove Prow build cluster rosa-1', 'Please.'));
      await mergeAll();

      await cloneFromGitHub(later);
      const path = `${folder}/s390x-test`;
      const tracked = (repository: GitRepository) =>
        repository.git('ls-files').toString().trim().split('\n');
      expect(tracked(later)).toEqual(
        tracked(checkout).filter((each) => each !== `${folder}/rosa-1`),
      );
      for (const each of tracked(later)) {
        expect(later.stored(each).equals(checkout.stored(each)), each).toBe(each !== path);
      }
      later.gitCrypt('unlock');
      const { users, contexts } = parse(readFileSync(join(later.folder, path), 'utf8'));
      expect(users).toEqual([expect.objectContaining({ user: { token } })]);
      expect(contexts).toEqual(parse(readFileSync(join(checkout.folder, path), 'utf8')).contexts);
      expect(later.gitCrypt('status').toString()).not.toMatch(/warning|\*\*\*/i);
      expect(later.git('status', '--porcelain').toString()).toBe('');
    });
  },
);
