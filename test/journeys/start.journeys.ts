import { existsSync, readFileSync } from 'node:fs';
import { createMessage, encrypt, readKey } from 'openpgp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { type SimulatedCluster, startCluster } from '../../simulator/cluster/cluster.ts';
import { findFreePort } from '../../simulator/loopback.ts';
import { type KeyPair, makeKeyPair } from '../../simulator/openpgp-keys.ts';
import { writeOperatorsKeys } from '../../simulator/operators-keys.ts';
import { fileAt } from '../../simulator/repository-files.ts';
import { initialEntries, packSecrets, unpackSecrets } from '../../simulator/secrets-archive.ts';
import { environmentOn, infra, secretsRepository } from '../../simulator/setting.ts';
import { type Child, logOf, npmStart } from './child-process.ts';
import { type SeparateGitHub, startSeparateGitHub } from './separate-github.ts';

describe('npm start, with GitHub in another process', () => {
  let port: number;
  let key: KeyPair;
  let cluster: SimulatedCluster;
  let github: SeparateGitHub;
  let keys: Awaited<ReturnType<typeof writeOperatorsKeys>>;
  let bot: Child;

  beforeAll(async () => {
    [port, key, cluster] = await Promise.all([
      findFreePort(),
      makeKeyPair({ name: 'kubevirt-bot automation' }),
      startCluster(),
    ]);
    cluster.prepareBuildCluster(account);
    const archive = await packSecrets(initialEntries('apiVersion: v1\nkind: Config\n'), [key]);
    github = await startSeparateGitHub(
      { 'secrets.tar.asc': archive },
      `http://127.0.0.1:${port}/api/github/webhooks`,
    );
    keys = await writeOperatorsKeys({ privateKey: key.armoredPrivateKey });
    bot = npmStart({
      ...environmentOn(github),
      PORT: String(port),
      ...keys.environment,
    });
  });
  afterAll(async () => {
    bot.kill();
    await Promise.all([github.close(), cluster.close(), keys.remove()]);
  });

  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, text: await response.text() };
  };
  const within = <Value>(seconds: number, look: () => Promise<Value>) =>
    vi.waitFor(look, { timeout: seconds * 1000, interval: 100 });

  test('a request lives its whole life, at the pace that GitHub asks for', {
    timeout: 60_000,
  }, async () => {
    await within(10, async () => {
      expect(await ask('/readyz')).toEqual({ status: 200, text: 'ready\n' });
    });
    expect(await ask('/healthz')).toEqual({ status: 200, text: 'ok\n' });

    const [contributor, maintainer] = [github.as('contributor').rest, github.as('maintainer').rest];
    const kubeconfig = cluster.kubeconfigFor(account);
    const encrypted = await encrypt({
      message: await createMessage({ text: kubeconfig }),
      encryptionKeys: await readKey({ armoredKey: key.armoredPublicKey }),
    });
    const { data: issue } = await contributor.issues.create({
      ...infra,
      title: 'Add Prow build cluster rosa-1',
      body: `[kubeconfig](${await github.upload('my-kubeconfig.txt', encrypted)})`,
    });
    const pull_number = await within(30, async () => {
      const { data: pulls } = await maintainer.pulls.list(secretsRepository);
      expect(pulls).toHaveLength(1);
      return pulls[0]?.number ?? 0;
    });
    await maintainer.pulls.merge({ ...secretsRepository, pull_number });
    await within(30, async () => {
      const { data } = await contributor.issues.get({ ...infra, issue_number: issue.number });
      expect(data).toMatchObject({ state: 'closed', state_reason: 'completed' });
    });

    const { bytes } = await fileAt(maintainer, { ...secretsRepository, path: 'secrets.tar.asc' });
    const files = await unpackSecrets(bytes.toString(), key);
    const { contexts } = parse(parse(files.get('main.yml') ?? '').kubeconfig);
    expect(contexts).toMatchObject([{ name: 'rosa-1' }]);
    expect((await github.report()).violations).toEqual([]);
  });

  test.skipIf(!existsSync('/proc/self/coredump_filter'))(
    'no core dump is written, and none would hold its memory (Linux)',
    () => {
      const pid = /"pid":(\d+)/.exec(bot.output().stdout)?.[1];
      expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/^Max core file size +0 +0 /m);
      expect(readFileSync(`/proc/${pid}/coredump_filter`, 'utf8')).toMatch(/^0+\n$/);
    },
  );

  test('no signal opens its debugger: nothing is said of one, below', () => {
    process.kill(Number(/"pid":(\d+)/.exec(bot.output().stdout)?.[1]), 'SIGUSR1');
  });

  test('SIGTERM ends it in order', async () => {
    const before = Date.now();
    bot.process.kill('SIGTERM');
    expect(await bot.end).toBe(0);
    expect(Date.now() - before).toBeLessThan(10_000);
    expect(logOf(bot).map(({ msg }) => msg)).toContain('stopping');
  });

  test('its log is JSON, tells of each step and holds no secret', () => {
    const { stdout, stderr } = bot.output();
    expect(stderr).toBe('');
    expect(logOf(bot).filter(({ msg }) => msg === 'step').length).toBeGreaterThan(3);
    expect(logOf(bot).filter(({ level }) => level > 30)).toEqual([]);
    const token = /token: (\S+)/.exec(cluster.kubeconfigFor(account))?.[1] ?? 'none';
    for (const secret of [token, github.webhookSecret, 'BEGIN', 'ghs_', 'not-a-real']) {
      expect(stdout).not.toContain(secret);
    }
  });
});
