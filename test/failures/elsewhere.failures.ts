import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { type SimulatedCluster, startCluster } from '../../simulator/cluster/cluster.ts';
import type { ClusterFault } from '../../simulator/cluster/server.ts';
import type { DownloadFault } from '../../simulator/github/attachments.ts';
import { type Ground, startGround } from '../../simulator/setting.ts';
import { openScene, type Scene } from './scene.ts';

/** `FAILURES=all`: every call to the cluster fails in every way; otherwise one in one way. */
const all = process.env.FAILURES === 'all';
const some = <Item>(items: readonly Item[]) => (all ? items : items.slice(0, 1));
const limitMs = 600_000;

let ground: Ground;
let cluster: SimulatedCluster;
/** What goes wrong with the n-th call to the cluster. */
let clusterFault: (call: number) => ClusterFault | undefined = () => undefined;
let scene: Scene;
let issue: number;

beforeAll(async () => {
  let calls = -1;
  cluster = await startCluster({
    fault: () => {
      calls += 1;
      return clusterFault(calls);
    },
  });
  cluster.prepareBuildCluster(account);
  ground = { ...(await startGround({})), cluster };
});
afterAll(() => Promise.all([ground.close(), cluster.close()]));
beforeEach(async () => {
  scene = await openScene(ground);
});
afterEach(async () => {
  clusterFault = () => undefined;
  await scene.close();
});

const file = async () => {
  issue = await scene.story.fileRequest('build-cluster', 'rosa-1', cluster.kubeconfigFor(account));
  await scene.story.settle();
};
const says = async (words: string) => expect(await scene.story.status(issue)).toContain(words);
/** As if nothing had ever gone wrong. */
const expectProposed = async () => {
  await says('Waiting for review');
  const pulls = await scene.story.pulls();
  expect(pulls).toMatchObject([{ state: 'open', labels: [] }]);
  const files = await scene.setting.readSecrets(pulls[0]?.branch);
  expect(files.get('main.yml')).toContain('rosa-1');
  expect(scene.setting.github.violations).toEqual([]);
};

const text = (status: number, content: string, headers = {}) => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  bytes: Buffer.from(content),
});

describe('the attachment cannot be had', () => {
  const passing: readonly (readonly [string, DownloadFault])[] = [
    ['the connection is reset', 'drop'],
    ['500', text(500, 'Server Error')],
    ['503', text(503, 'Slow Down')],
    ['403', text(403, 'AccessDenied')],
    ['429', text(429, 'Too Many Requests')],
  ];
  test.each(some(passing))('%s: said at last, and tried again by itself', async (_what, fault) => {
    scene.setting.github.onDownload(() => fault);
    await file();
    await says('attachment-unavailable');
    scene.setting.github.onDownload(undefined);
    await scene.resync();
    await expectProposed();
  });

  test.each(some(passing))('%s, once: nobody gets to know', async (_what, fault) => {
    let times = 0;
    scene.setting.github.onDownload(() => {
      times += 1;
      return times === 1 ? fault : undefined;
    });
    await file();
    expect(times).toBeGreaterThan(1);
    await expectProposed();
  });

  const lasting: readonly (readonly [string, DownloadFault, string])[] = [
    ['404', text(404, 'Not Found'), 'attachment-gone'],
    ['410', text(410, 'Gone'), 'attachment-gone'],
    [
      'a redirect to elsewhere',
      text(302, '', { location: 'https://example.org/' }),
      'attachment-redirect',
    ],
    ['a web page', text(200, '<!doctype html><html></html>'), 'openpgp'],
    ['no end', 'endless', 'attachment-too-large'],
  ];
  test.each(some(lasting))(
    '%s: said at once, and gone on with by a command',
    async (_what, fault, problem) => {
      scene.setting.github.onDownload(() => fault);
      await file();
      await says(problem);
      await scene.resync();
      await says(problem);
      scene.setting.github.onDownload(undefined);
      await scene.story.settle(scene.story.comment('contributor', issue, '/onboard retry'));
      await expectProposed();
    },
  );
});

describe('the cluster fails at a call', () => {
  const status = (code: number): ClusterFault => ({
    status: code,
    body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason: '', message: '' },
  });
  const kinds: readonly (readonly [string, ClusterFault])[] = [
    ['the connection is reset', 'drop'],
    ['500', status(500)],
    ['503', status(503)],
    ['429', status(429)],
    ['401', status(401)],
    ['403', status(403)],
    ['404', status(404)],
    ['410', status(410)],
    [
      'malformed JSON',
      { status: 200, body: '{"kind": "Sta', headers: { 'content-type': 'application/json' } },
    ],
    [
      'a web page',
      { status: 200, body: '<html></html>', headers: { 'content-type': 'text/html' } },
    ],
    ['a redirect', { status: 302, body: '', headers: { location: 'https://127.0.0.1:1/' } }],
  ];
  /** Where the cluster doesn't show its control plane, that is an answer, and for people to judge. */
  const expectHeld = async () => {
    expect(await scene.story.pulls()).toMatchObject([{ labels: ['do-not-merge/hold'] }]);
    await scene.story.settle(scene.story.comment('contributor', issue, '/onboard retry'));
  };
  const refusals = ['401', '403', '404', '410'];
  test.each(some(kinds))(
    '%s: looked at again by itself',
    { timeout: limitMs },
    async (_what, fault) => {
      const before = cluster.requests.length;
      await file();
      const calls = cluster.requests.length - before;
      const wrong: string[] = [];
      const indices = Array.from({ length: calls }, (_, index) => index);
      for (const index of some(indices)) {
        await scene.close();
        scene = await openScene(ground);
        const first = cluster.requests.length;
        clusterFault = () => (cluster.requests.length - 1 - first === index ? fault : undefined);
        await file();
        const said = await scene.story.status(issue);
        await scene.resync();
        const path = cluster.requests[first + index]?.path;
        if (refusals.includes(_what) && path?.includes('/endpointslices/')) await expectHeld();
        await expectProposed().catch((error: unknown) => {
          wrong.push(`${index} ${path}: ${said.split('\n')[2]}\n${String(error)}`);
        });
      }
      console.info(`${_what}: ${calls} calls to the cluster`);
      expect(wrong).toEqual([]);
    },
  );
});
