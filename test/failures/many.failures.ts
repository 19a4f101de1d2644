import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { type SimulatedCluster, startCluster } from '../../simulator/cluster/cluster.ts';
import { changeFile, fileAt } from '../../simulator/repository-files.ts';
import {
  archivePath,
  type Ground,
  secretsRepository,
  startGround,
} from '../../simulator/setting.ts';
import { freeMemory } from './free-memory.ts';
import { openScene, type Scene } from './scene.ts';

/** `FAILURES=all`: as many as may come in one minute, merged one after another; else a few. */
const count = process.env.FAILURES === 'all' ? 50 : 4;
const limitMs = 3_600_000;

describe(`${count} requests at once`, { timeout: limitMs }, () => {
  let ground: Ground;
  let clusters: readonly SimulatedCluster[];
  let scene: Scene;
  let issues: readonly number[];
  beforeAll(async () => {
    ground = await startGround({});
    clusters = await Promise.all(Array.from({ length: count }, () => startCluster()));
    scene = await openScene(ground);
  }, limitMs);
  afterAll(async () => {
    await scene.close();
    await Promise.all([ground, ...clusters].map((each) => each.close()));
  });

  const nameOf = (index: number) => `rosa-${index + 1}`;
  const openPulls = async () => (await scene.story.pulls()).filter(({ state }) => state === 'open');
  const merge = async () => {
    const [first] = await openPulls();
    if (first) await scene.story.merge(first.number);
    await scene.story.settle();
  };
  const contexts = async (): Promise<readonly string[]> => {
    const { kubeconfig } = parse((await scene.setting.readSecrets()).get('main.yml') ?? '');
    return parse(kubeconfig).contexts.map(({ name }: { name: string }) => name);
  };
  const writeArchive = async (content: string | Uint8Array) => {
    const { rest } = scene.setting.github.as('maintainer');
    const place = { ...secretsRepository, path: archivePath };
    const { bytes: before } = await fileAt(rest, place);
    await changeFile(rest, place, content);
    return before;
  };

  test('all are put forward, once each, in bounded memory', async () => {
    const before = freeMemory();
    issues = await Promise.all(
      clusters.map((cluster, index) => {
        cluster.prepareBuildCluster(account);
        const kubeconfig = cluster.kubeconfigFor(account);
        return scene.story.fileRequest('build-cluster', nameOf(index), kubeconfig);
      }),
    );
    await scene.story.settle();
    for (const issue of issues) {
      expect(await scene.story.status(issue)).toContain('Waiting for review');
    }
    expect(await openPulls()).toHaveLength(count);
    const grownMiB = (freeMemory() - before) / 1024 / 1024;
    // The simulator is in the same process, with all that it was told.
    expect(grownMiB).toBeLessThan(100);
  });

  test('no webhook waits for the work that it makes', () => {
    const { deliveries } = scene.setting.github;
    expect(new Set(deliveries.map(({ status }) => status))).toEqual(new Set([200]));
    const slowest = Math.max(...deliveries.map(({ answeredInMs }) => answeredInMs));
    console.info(`${deliveries.length} webhooks, the slowest answered in ${slowest} ms`);
    // GitHub gives up after ten seconds.
    expect(slowest).toBeLessThan(5000);
  });

  test('a base that cannot be decrypted stops them all, with one word to each', async () => {
    const good = await writeArchive('not a message');
    await scene.story.settle();
    for (const issue of issues) {
      expect(await scene.story.status(issue)).toContain('secrets-undecryptable');
    }
    expect((await openPulls()).map(({ labels }) => labels)).toEqual(
      issues.map(() => ['do-not-merge/hold']),
    );
    const told = scene.logs.length;
    await scene.resync();
    const lines = scene.logs.slice(told).filter((line) => line.includes('secrets-undecryptable'));
    expect(lines).toHaveLength(1);

    await writeArchive(good);
    await scene.resync();
    for (const issue of issues) {
      expect(await scene.story.status(issue)).toContain('Waiting for review');
    }
    expect((await openPulls()).map(({ labels }) => labels)).toEqual(issues.map(() => []));
  });

  test('two are merged within a second: one of them, and the other once it is rebuilt', async () => {
    const [first, second] = await openPulls();
    const both = await Promise.allSettled(
      [first, second].map((pull) => scene.story.merge(pull?.number ?? 0)),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await scene.story.settle();
    expect(await contexts()).toHaveLength(2);
    await merge();
    expect(await contexts()).toHaveLength(3);
  });

  test('merged one after another, all are in the secrets and all issues are closed', async () => {
    const { requests } = scene.setting.github;
    const before = requests.length;
    for (let left = count - 2; left > 0; left -= 1) await merge();
    console.info(
      `${count - 2} merges, with all others rebuilt: ${requests.length - before} requests`,
    );
    expect((await contexts()).toSorted()).toEqual(
      ['prow-workloads', ...issues.map((_, index) => nameOf(index))].toSorted(),
    );
    for (const issue of issues) {
      expect(await scene.story.issue(issue)).toMatchObject({ state: 'closed' });
    }
    expect(await scene.story.pulls()).toHaveLength(count);
    expect(scene.setting.github.violations).toEqual([]);
  });
});
