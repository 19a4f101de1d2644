import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { writeKubeconfig } from '../../simulator/cluster/kubeconfig.ts';
import { infra } from '../../simulator/setting.ts';
import { type OpenStory, openStory, preparedKubeconfig } from '../journeys/open-story.ts';

/** More than the bot works on at once. */
const count = 6;

type Line = Readonly<Record<string, unknown>>;

describe('somebody files request after request with clusters that never answer', () => {
  let open: OpenStory;
  const silent: Server[] = [];
  const evil: number[] = [];
  let honest: number;
  let seenBefore: readonly Line[];

  const lines = (): readonly Line[] => open.logs.map((line) => JSON.parse(line));
  const runs = (outcome: string) =>
    lines().filter((line) => line.msg === 'run ended' && line.outcome === outcome);
  const examined = (issue: number) =>
    lines().filter((line) => line.msg === 'examined' && line.issue === issue);

  beforeAll(async () => {
    open = await openStory();
    const { story } = open;
    for (let n = 0; n < count; n += 1) evil.push(await fileSilent(open, n));
    honest = await story.fileRequest('build-cluster', 'rosa-1', preparedKubeconfig(open.setting));
    // The first are looked at, and one of those that wait is given up, another one asked for again.
    await until(() => runs('postponed').length > 0 && examined(honest).length > 0);
    seenBefore = lines();
    await story.comment('stranger', evil.at(-1) ?? 0, '/onboard cancel');
    await story.settle(story.comment('stranger', evil[0] ?? 0, '/onboard retry'));
  }, 120_000);
  afterAll(async () => {
    for (const server of silent) server.close();
    await open.close();
  });

  async function fileSilent({ setting, story }: OpenStory, n: number): Promise<number> {
    const server = createServer((socket) => socket.on('error', () => undefined).resume());
    silent.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const text = writeKubeconfig({
      server: `https://127.0.0.1:${port}`,
      certificateAuthority: setting.cluster.certificateAuthority,
      user: 'me',
      credentials: { token: 'header.payload.signature' },
    });
    const { data } = await setting.github.as('stranger').rest.issues.create({
      ...infra,
      title: `Add KubeVirtCI external provider silent-${n}`,
      body: await story.attach(text),
    });
    return data.number;
  }

  const until = (holds: () => boolean) => vi.waitUntil(holds, { timeout: 60_000, interval: 20 });

  test("somebody else's cluster is looked at long before theirs have been", async () => {
    const before = evil.filter((issue) =>
      seenBefore.some((line) => line.msg === 'examined' && line.issue === issue),
    );
    expect(before.length).toBeLessThan(count - 1);
    expect(await open.story.status(honest)).toContain('Waiting for review');
  });

  test('what is postponed reads the issue and writes nothing', () => {
    for (const { steps, requests } of runs('postponed')) {
      // But for a reaction to a command.
      expect(steps).toBeLessThanOrEqual(1);
      expect(Number(requests) - Number(steps)).toBeLessThanOrEqual(4);
    }
    expect(runs('postponed').length).toBeLessThan(3 * count);
  });

  test('each is looked at in the end, and its author told', async () => {
    for (const issue of evil.slice(0, -1)) {
      expect(await open.story.status(issue)).toContain('does not answer in time');
    }
  });

  test('commands are obeyed meanwhile', async () => {
    expect(await open.story.status(evil.at(-1) ?? 0)).toContain('Cancelled');
    expect(examined(evil[0] ?? 0)).toHaveLength(2);
  });
});
