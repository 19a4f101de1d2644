import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../../simulator/cluster/build-cluster.ts';
import { type SimulatedCluster, startCluster } from '../../../simulator/cluster/cluster.ts';
import type { ClusterFault, SeenRequest } from '../../../simulator/cluster/server.ts';
import { createConnectCluster } from '../../../src/adapters/kubernetes/cluster-api.ts';
import { parseNetwork } from '../../../src/adapters/kubernetes/network-address.ts';
import type { Kubeconfig } from '../../../src/kubeconfig/kubeconfig.ts';
import type { ClusterApi } from '../../../src/probe/cluster.ts';
import { cpuTimeOf } from '../../cpu-time.ts';
import { jobsNamespace, kubeconfigOf } from '../../probe/probe-fixture.ts';

const mebibyte = 1024 * 1024;
const loopback = [parseNetwork('127.0.0.0/8')].filter((network) => network !== undefined);

let cluster: SimulatedCluster;
let kubeconfig: Kubeconfig;
let answers: (request: SeenRequest) => ClusterFault | undefined;
let api: ClusterApi;

beforeEach(async () => {
  answers = () => undefined;
  cluster = await startCluster({ fault: (request) => answers(request) });
  cluster.prepareBuildCluster(account);
  kubeconfig = kubeconfigOf(cluster.kubeconfigFor(account));
  api = await createConnectCluster({ allowedNetworks: loopback })(kubeconfig);
});
afterEach(async () => {
  await api.close();
  await cluster.close();
});

function answering(text: string, status = 200) {
  const answer = { status, body: text, headers: { 'content-type': 'application/json' } };
  answers = () => answer;
}

const filled = (start: string, filler: string, end: string, bytes = 4 * mebibyte - 4096) =>
  `${start}${filler.repeat(Math.floor(bytes / filler.length)).slice(0, -1)}${end}`;

const notKubernetes = { ok: false, failure: { type: 'not-kubernetes' } };

describe('what a hostile cluster answers is turned away at little cost', () => {
  const secrets = () => api.tokenSecrets(jobsNamespace);
  test.each<readonly [string, string, () => Promise<unknown>]>([
    ['items that are empty', filled('{"items":[', '{},', ']}'), secrets],
    ['items that are numbers', filled('{"items":[', '5,', ']}'), secrets],
    ['a text for items', filled('{"items":"', 'x', '"}'), secrets],
    ['a text for labels', filled('{"items":[{"metadata":{"labels":"', 'x', '"}}]}'), secrets],
    ['lists in lists', filled('{"items":', '[', ''), secrets],
    ['an endless name', filled('{"items":[{"metadata":{"name":"', 'x', '"}}]}'), secrets],
    ['more items than were asked for', itemsOf(501, { metadata: { name: 'a' } }), secrets],
    ['as many wrong items as are let through', filled('{"items":[', '{},', ']}', 70_000), secrets],
    ['a pod with a text for containers', filled('{"spec":{"containers":"', 'x', '"}}'), admits],
    [
      'conditions that are empty',
      filled('{"items":[{"metadata":{"name":"a"},"status":{"conditions":[', '{},', ']}}]}'),
      nodes,
    ],
    ['managers that are empty', filled('{"metadata":{"managedFields":[', '{},', ']}}'), managers],
    ['endpoints that are empty', filled('{"endpoints":[', '{},', ']}'), addresses],
    ['an endless version', filled('{"gitVersion":"', 'x', '"}'), () => api.version()],
  ])('%s', async (_what, text, ask) => {
    answering(text);
    const asked: unknown[] = [];
    expect(await cpuTimeOf(async () => asked.push(await ask()))).toBeLessThan(1500);
    expect(asked).toEqual([notKubernetes]);
  });

  function admits() {
    return api.admits('pod', jobsNamespace);
  }
  function nodes() {
    return api.controlPlaneNodes();
  }
  function managers() {
    return api.secretManagers({ namespace: jobsNamespace, name: 'a' });
  }
  function addresses() {
    return api.apiServerAddresses();
  }

  test('of an endless refusal nothing but its status is taken', async () => {
    answering(filled('{"kind":"Status","reason":"Forbidden","message":"', 'x', '"}'), 403);
    const failure = { type: 'http', status: 403, reason: '', message: '' };
    expect(await api.version()).toEqual({ ok: false, failure });
  });

  test('all of its answers together may be as long as one', async () => {
    answering(filled('{"gitVersion":"v1", "x":"', 'x', '"}', 1.5 * mebibyte));
    const asked = [await api.version(), await api.version(), await api.version()];
    expect(asked.map(({ ok }) => ok)).toEqual([true, true, false]);
  });
});

function itemsOf(count: number, item: object): string {
  return JSON.stringify({ items: Array.from({ length: count }, () => item) });
}

test('a large and honest cluster is seen whole', async () => {
  const managedFields = Array.from({ length: 10 }, (_, n) => ({
    manager: `manager-${n}`,
    fieldsV1: Object.fromEntries(Array.from({ length: 60 }, (_, k) => [`f:field-${k}`, {}])),
  }));
  const images = Array.from({ length: 50 }, (_, n) => ({
    names: [`registry.example/image-${n}@sha256:${'0'.repeat(64)}`, `registry.example/image-${n}`],
    sizeBytes: n,
  }));
  const nodes = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => ({
    metadata: { name, managedFields },
    status: { images },
  }));
  const secrets = Array.from({ length: 200 }, (_, n) => ({
    metadata: { name: `token-${n}`, annotations: null },
    data: { token: Buffer.from(`token ${n}`).toString('base64'), 'ca.crt': 'A'.repeat(8192) },
  }));
  answers = ({ path }) => {
    const items = path.includes('/nodes') ? nodes : secrets;
    return { status: 200, body: { items } };
  };
  expect(await api.controlPlaneNodes()).toMatchObject({ value: { length: 7 } });
  const tokens = await api.tokenSecrets(jobsNamespace);
  expect(tokens).toMatchObject({ ok: true, value: { length: 200 } });
  expect(tokens).toMatchObject({ value: { 199: { name: 'token-199', token: 'token 199' } } });
});

test.each<[string, object, boolean]>([
  ['says so', { status: { conditions: [{ type: 'Ready', status: 'True' }] } }, true],
  ['says no', { status: { conditions: [{ type: 'Ready', status: 'False' }] } }, false],
  [
    'says nothing any more',
    { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } },
    false,
  ],
  [
    'says other things besides',
    {
      status: {
        conditions: [
          { type: 'MemoryPressure', status: 'False' },
          { type: 'Ready', status: 'True', reason: 'KubeletReady' },
        ],
      },
    },
    true,
  ],
  ['says other things only', { status: { conditions: [{ type: 'A', status: 'True' }] } }, false],
  [
    'is cordoned',
    { spec: { unschedulable: true }, status: { conditions: [{ type: 'Ready', status: 'True' }] } },
    true,
  ],
  ['has never said anything', { status: { conditions: null } }, false],
  ['has no status', {}, false],
])('whether a node is ready that %s', async (_how, node, isReady) => {
  answers = () => ({ status: 200, body: { items: [{ metadata: { name: 'a' }, ...node }] } });
  expect(await api.controlPlaneNodes()).toEqual({ ok: true, value: [{ name: 'a', isReady }] });
});

test.each(['https://api.example.org.', 'https://API.example.org:443/path'])(
  'the server of https://api.example.org is not looked at as %s meanwhile',
  async (server) => {
    const connect = createConnectCluster({ allowedNetworks: [] });
    const first = await connect({ ...kubeconfig, server: 'https://api.example.org' });
    const opened: string[] = [];
    const second = connect({ ...kubeconfig, server }).then((other) => {
      opened.push(server);
      return other.close();
    });
    await setImmediate();
    expect(opened).toEqual([]);
    await first.close();
    await second;
    expect(opened).toEqual([server]);
  },
);
