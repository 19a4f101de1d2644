import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createMessage, encrypt, readKey } from 'openpgp';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { parse } from 'yaml';
import { account, hideControlPlane } from '../../simulator/cluster/build-cluster.ts';
import { changeFile } from '../../simulator/repository-files.ts';
import {
  archivePath,
  type Ground,
  type Setting,
  secretsRepository,
  startSetting,
} from '../../simulator/setting.ts';
import { type ChangeOptions, change } from '../../src/cli/change.ts';
import {
  contextsIn,
  expectNoSecret,
  forEachMaintainer,
  type Maintainer,
  reasonOf,
  unpackArchive,
} from './maintainer.ts';

let ground: Ground;
let setting: Setting;
let maintainer: Maintainer;
forEachMaintainer((workplace) => {
  ({ ground, setting, maintainer } = workplace);
});

interface Attempt {
  readonly kind?: 'build-cluster' | 'external-provider';
  readonly name?: string;
  readonly options?: Partial<ChangeOptions>;
  readonly environment?: NodeJS.ProcessEnv;
}

/** What a maintainer reads: an exit code and all that was printed, or why it stopped. */
async function attempt({ kind = 'build-cluster', name = 'rosa-1', ...given }: Attempt) {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const listenTo = (stream: NodeJS.WriteStream, heard: string[]) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => heard.push(String(text)) > 0);
  const spies = [listenTo(process.stdout, stdout), listenTo(process.stderr, stderr)];
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore();
  });
  const { kubeconfig, checkout } = maintainer;
  const outcome = await change(
    { operation: 'add', kind, name },
    { kubeconfig, secrets: checkout, ...given.options },
    { ...maintainer.environment, ...given.environment },
  ).catch(reasonOf);
  const text = [...stdout, ...stderr].join('');
  expectNoSecret(`${text}${outcome}`, ground.cluster.kubeconfigFor(account));
  return { outcome, text, stderr: stderr.join('') };
}

describe('what cannot be done is said, and nothing is written', () => {
  test.each<[string, Attempt, RegExp]>([
    ['a name that is none', { name: 'Rosa_1' }, /^name-invalid$/],
    ['a name that Prow uses', { name: 'default' }, /^name-reserved$/],
    ['a context of the secrets', { name: 'prow-workloads' }, /^name-taken$/],
    [
      'no OpenPGP key',
      { environment: { PGP_PRIVATE_KEY: '' } },
      /^PGP_PRIVATE_KEY is not set; .*$/,
    ],
    ['an unknown value', { environment: { SIGN_OFF: 'me' } }, /^SIGN_OFF is not a name .*$/],
    ['no token', { options: { pullRequest: true } }, /^GITHUB_TOKEN is not set; .*$/],
    ['no archive', { environment: { SECRETS_ARCHIVE: 'other.asc' } }, /^secrets-missing$/],
    [
      'no such folder',
      { options: { secrets: '/absent' } },
      /^--secrets cannot be read \(ENOENT\)$/,
    ],
    ['no public keys', { environment: { PGP_RECIPIENTS_PATH: '' } }, /^recipient-unknown$/],
    [
      'no kubeconfig where one is needed',
      { options: { kubeconfig: undefined } },
      /^submission-missing$/,
    ],
    [
      'an absent kubeconfig',
      { options: { kubeconfig: '/absent' } },
      /^--kubeconfig .* \(ENOENT\)$/,
    ],
    [
      'a kubeconfig that is a folder',
      { options: { kubeconfig: '/' } },
      /^--kubeconfig .* \(EISDIR\)$/,
    ],
  ])('%s', async (_what, given, expected) => {
    expect((await attempt(given)).outcome).toMatch(expected);
    await maintainer.expectUntouched();
  });

  test('a key of the secrets', async () => {
    await maintainer.writeKubeconfig(ground.providerCluster.adminKubeconfig());
    const { outcome } = await attempt({ kind: 'external-provider', name: 'githubToken' });
    expect(outcome).toBe('name-reserved');
    await maintainer.expectUntouched();
  });

  test('a checkout that is a file', async () => {
    const { outcome } = await attempt({ options: { secrets: maintainer.kubeconfig } });
    expect(outcome).toBe('--secrets cannot be read (ENOTDIR)');
  });

  test("a key that can't decrypt the secrets", async () => {
    const other = await startSetting();
    onTestFinished(() => other.close());
    const PGP_PRIVATE_KEY = other.maintainerKey.armoredPrivateKey;
    expect((await attempt({ environment: { PGP_PRIVATE_KEY } })).outcome).toBe(
      'key-cannot-decrypt',
    );
    await maintainer.expectUntouched();
  });
});

test('adds a build cluster to the archive and changes nothing else', async () => {
  const { outcome, text } = await attempt({});
  expect(text).toContain(`Wrote ${archivePath}.`);
  expect(outcome).toBe(0);
  expect(await readdir(maintainer.checkout)).toEqual([archivePath]);
  const before = await unpackArchive(maintainer.archive, ground);
  const after = await unpackArchive(await readFile(join(maintainer.checkout, archivePath)), ground);
  expect([...after.keys()]).toEqual([...before.keys()]);
  expect(after.get('README.md')).toBe(before.get('README.md'));
  expect(contextsIn(after)).toEqual([...contextsIn(before), 'rosa-1']);
  const lines = new Set((after.get('main.yml') ?? '').split('\n'));
  const lost = (before.get('main.yml') ?? '').split('\n').filter((line) => !lines.has(line));
  expect(lost).toEqual([]);
});

test('an encrypted kubeconfig is taken as well, and a provider gets an entry of its own', async () => {
  const encrypted = await encrypt({
    message: await createMessage({ text: ground.providerCluster.adminKubeconfig() }),
    encryptionKeys: await readKey({ armoredKey: ground.maintainerKey.armoredPublicKey }),
  });
  await maintainer.writeKubeconfig(encrypted);
  expect((await attempt({ kind: 'external-provider', name: 's390x_test' })).outcome).toBe(0);
  const archive = await readFile(join(maintainer.checkout, archivePath));
  const files = await unpackArchive(archive, ground);
  const entry = parse(parse(files.get('main.yml') ?? '').s390x_test);
  expect(entry['current-context']).toBe('s390x_test');
});

describe('--pull-request', () => {
  const publish = (login = 'maintainer') =>
    attempt({
      options: { pullRequest: true },
      environment: { GITHUB_TOKEN: setting.github.tokens.get(login) ?? login },
    });
  const rest = () => setting.github.as('maintainer').rest;
  const pulls = async () => (await rest().pulls.list({ ...secretsRepository, state: 'all' })).data;

  test('opens one as the person, with one file and a signed-off commit', async () => {
    const { outcome, text, stderr } = await publish();
    expect(stderr).toBe('');
    expect(outcome).toBe(0);
    const opened = await pulls();
    expect(opened).toMatchObject([
      {
        title: 'Add Prow build cluster rosa-1',
        user: { login: 'maintainer' },
        base: { ref: 'master' },
        labels: [],
      },
    ]);
    const [pull] = opened;
    expect(text).toContain(`Opened ${pull?.html_url}`);
    expectNoSecret(pull?.body ?? '', ground.cluster.kubeconfigFor(account));

    const pull_number = pull?.number ?? 0;
    const { data: files } = await rest().pulls.listFiles({ ...secretsRepository, pull_number });
    expect(files).toMatchObject([{ filename: archivePath, status: 'modified' }]);
    const { data: commits } = await rest().pulls.listCommits({ ...secretsRepository, pull_number });
    expect(commits).toMatchObject([{ author: { login: 'maintainer' } }]);
    expect(commits[0]?.commit.message).toMatch(
      /^Add Prow build cluster rosa-1\n(.*\n)*Signed-off-by: maintainer <\d+\+maintainer@users\.noreply\.github\.com>\n$/,
    );
    expect(contextsIn(await setting.readSecrets(pull?.head.ref))).toContain('rosa-1');
    // The change is on GitHub; the checkout follows by a pull.
    await maintainer.expectUntouched();
  });

  test('run again brings the same pull request up to date', async () => {
    expect((await publish()).outcome).toBe(0);
    const before = await pulls();
    const { outcome, text } = await publish();
    expect(outcome).toBe(0);
    const after = await pulls();
    expect(after.map(({ number }) => number)).toEqual(before.map(({ number }) => number));
    expect(after).toHaveLength(1);
    expect(after[0]?.head.sha).not.toBe(before[0]?.head.sha);
    expect(text).toContain(`Opened ${before[0]?.html_url}`);
  });

  test('holds it where the control plane could not be counted', async () => {
    hideControlPlane(ground.cluster.admin);
    onTestFinished(() => ground.cluster.prepareBuildCluster(account));
    const { outcome, text } = await publish();
    expect(outcome).toBe(0);
    expect(text).toContain('Make sure before you merge that the control plane is highly available');
    const [pull] = await pulls();
    expect(pull?.labels.map(({ name }) => name)).toEqual(['do-not-merge/hold']);
  });

  test('refuses a checkout that is behind', async () => {
    const renewed = Buffer.concat([maintainer.archive, Buffer.from('\n')]);
    await changeFile(rest(), { ...secretsRepository, path: archivePath }, renewed);
    expect((await publish()).outcome).toMatch(
      /^secrets\.tar\.asc differs from the one on GitHub; /,
    );
    expect(await pulls()).toEqual([]);
  });

  test('leaves a branch alone on which somebody else has committed', async () => {
    const branch = 'cluster-onboarding/add-build-cluster-rosa-1';
    const { data: base } = await rest().git.getRef({ ...secretsRepository, ref: 'heads/master' });
    const sha = base.object.sha;
    await rest().git.createRef({ ...secretsRepository, ref: `refs/heads/${branch}`, sha });
    expect((await publish()).outcome).toMatch(
      `${branch} on GitHub has commits of somebody else; delete the branch and run the command again`,
    );
    const { data: head } = await rest().git.getRef({
      ...secretsRepository,
      ref: `heads/${branch}`,
    });
    expect(head.object.sha).toBe(sha);
    expect(await pulls()).toEqual([]);
  });

  test.each([
    ['a token that GitHub does not know', 'ghp_unknown', 401],
    ['somebody who may not see the secrets', 'stranger', 404],
  ])('says what GitHub answers to %s', async (_what, login, status) => {
    expect((await publish(login)).outcome).toBe(
      `GitHub answered with HTTP ${status}; check GITHUB_TOKEN, SECRETS_REPOSITORY and SECRETS_BRANCH`,
    );
    expect(await pulls()).toEqual([]);
  });

  test('with --dry-run opens nothing', async () => {
    const { outcome } = await attempt({
      options: { pullRequest: true, dryRun: true },
      environment: { GITHUB_TOKEN: setting.github.tokens.get('maintainer') },
    });
    expect(outcome).toBe(0);
    expect(await pulls()).toEqual([]);
  });
});

test('an archive that cannot be written is said', async () => {
  // A folder stands where the new file is to be written first.
  const obstacle = join(maintainer.checkout, `${archivePath}.new`);
  await mkdir(obstacle);
  expect((await attempt({})).outcome).toBe('secrets.tar.asc cannot be written (EISDIR)');
  await rm(obstacle, { recursive: true });
  await maintainer.expectUntouched();
});
