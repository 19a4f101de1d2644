import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  archivePath,
  type Ground,
  type Setting,
  startGround,
  startSetting,
  vault,
} from '../../simulator/setting.ts';
import {
  comeMaintainer,
  contextsIn,
  expectNoSecret,
  type Maintainer,
  unpackArchive,
} from '../cli/maintainer.ts';
import { startChild } from './child-process.ts';
import { account } from './open-story.ts';

let ground: Ground;
let setting: Setting;
let maintainer: Maintainer;

beforeAll(async () => {
  ground = await startGround({});
  ground.cluster.prepareBuildCluster(account);
});
beforeEach(async () => {
  setting = await startSetting({ ground });
  maintainer = await comeMaintainer(setting, ground);
  await maintainer.writeKubeconfig(ground.cluster.kubeconfigFor(account));
});
afterEach(async () => {
  await maintainer.leave();
  await setting.close();
});
afterAll(() => ground.close());

async function run(words: readonly string[], changes: NodeJS.ProcessEnv = {}) {
  const environment = { ...maintainer.environment, ...changes };
  const child = startChild(process.execPath, ['bin/cluster-onboarding.js', ...words], environment);
  const code = await child.end;
  const { stdout, stderr } = child.output();
  expectNoSecret(stdout + stderr, ground.cluster.kubeconfigFor(account));
  return { code, stdout, stderr };
}

function add(request: string, option?: string, changes?: NodeJS.ProcessEnv) {
  const { kubeconfig, checkout } = maintainer;
  const places = ['--kubeconfig', kubeconfig, '--secrets', checkout];
  const words = ['add', ...request.split(' '), ...places, ...(option ? [option] : [])];
  return run(words, changes);
}

const readArchive = async () =>
  unpackArchive(await readFile(join(maintainer.checkout, archivePath)), ground);

describe('cluster-onboarding add', () => {
  test('with --dry-run shows the report and the change, and writes nothing', async () => {
    const { code, stdout, stderr } = await add('prow-build-cluster rosa-1', '--dry-run');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {4}/m);
    expect(stdout).not.toMatch(/^FAIL/m);
    expect(stdout).toContain('rosa-1');
    expect(stdout).toContain('Dry run: nothing was written.');
    await maintainer.expectUntouched();
  });

  test('adds a build cluster to the archive and changes nothing else', async () => {
    const { code, stdout } = await add('prow-build-cluster rosa-1');
    expect(stdout).toContain(`Wrote ${archivePath}.`);
    expect(code).toBe(0);
    expect(await readdir(maintainer.checkout)).toEqual([archivePath]);
    const before = await unpackArchive(maintainer.archive, ground);
    const after = await readArchive();
    expect([...after.keys()]).toEqual([...before.keys()]);
    expect(after.get('README.md')).toBe(before.get('README.md'));
    expect(contextsIn(after)).toEqual([...contextsIn(before), 'rosa-1']);
    const lines = new Set((after.get('main.yml') ?? '').split('\n'));
    const lost = (before.get('main.yml') ?? '').split('\n').filter((line) => !lines.has(line));
    expect(lost).toEqual([]);
  });

  test('writes nothing where a check fails', async () => {
    await maintainer.writeKubeconfig(ground.providerCluster.adminKubeconfig());
    const { code, stdout, stderr } = await add('prow-build-cluster rosa-1');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL .*\n +identity-other-namespace: /m);
    expect(stderr).toBe('Nothing was written: mend what failed and run it again.\n');
    await maintainer.expectUntouched();
  });

  test('says a mistake on one line', async () => {
    const { code, stdout, stderr } = await add('prow-build-cluster rosa-1', undefined, {
      PGP_PRIVATE_KEY: '',
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^PGP_PRIVATE_KEY is not set; .*\n$/);
  });

  test('with --pull-request opens one as the person, with one file and a signed-off commit', async () => {
    const GITHUB_TOKEN = setting.github.tokens.get('maintainer');
    const { code, stdout, stderr } = await add('prow-build-cluster rosa-1', '--pull-request', {
      GITHUB_TOKEN,
    });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const { rest } = setting.github.as('maintainer');
    const { data: pulls } = await rest.pulls.list({ ...vault, state: 'all' });
    expect(pulls).toMatchObject([
      {
        title: 'Add Prow build cluster rosa-1',
        user: { login: 'maintainer' },
        base: { ref: 'master' },
        labels: [],
      },
    ]);
    const [pull] = pulls;
    expect(stdout).toContain(`Opened ${pull?.html_url}`);
    expectNoSecret(pull?.body ?? '', ground.cluster.kubeconfigFor(account));

    const pull_number = pull?.number ?? 0;
    const { data: files } = await rest.pulls.listFiles({ ...vault, pull_number });
    expect(files).toMatchObject([{ filename: archivePath, status: 'modified' }]);
    const { data: commits } = await rest.pulls.listCommits({ ...vault, pull_number });
    expect(commits).toMatchObject([{ author: { login: 'maintainer' } }]);
    expect(commits[0]?.commit.message).toMatch(
      /^Add Prow build cluster rosa-1\n(.*\n)*Signed-off-by: maintainer <\d+\+maintainer@users\.noreply\.github\.com>\n$/,
    );
    expect(contextsIn(await setting.readSecrets(pull?.head.ref))).toContain('rosa-1');
    // The change is on GitHub; the checkout follows by a pull.
    await maintainer.expectUntouched();
  });
});
