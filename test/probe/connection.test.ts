import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type Server } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Authority, createAuthority } from '../../simulator/certificates.ts';
import { account } from '../../simulator/cluster/build-cluster.ts';
import {
  type ClusterOptions,
  type SimulatedCluster,
  startCluster,
} from '../../simulator/cluster/cluster.ts';
import type { ClusterFault } from '../../simulator/cluster/server.ts';
import { tooManyRequests } from '../../simulator/cluster/status.ts';
import { findFreePort, listen } from '../../simulator/loopback.ts';
import { createConnectCluster } from '../../src/adapters/kubernetes/cluster-api.ts';
import { parseNetwork } from '../../src/adapters/kubernetes/network-address.ts';
import type { Kubeconfig } from '../../src/kubeconfig/kubeconfig.ts';
import { probeCluster } from '../../src/probe/probe.ts';
import {
  badTls,
  checksOf,
  complaintsOf,
  evidenceOf,
  failed,
  jobsNamespace,
  kubeconfigOf,
  outageIn,
  type ProbeOptions,
  probe,
  unreachable,
} from './probe-fixture.ts';

const clusters: SimulatedCluster[] = [];
const servers: Server[] = [];
let authority: Authority;

beforeAll(async () => {
  authority = await createAuthority('some-ca');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(clusters.splice(0).map((cluster) => cluster.close()));
  for (const server of servers.splice(0)) server.close();
});

async function start(server: Server): Promise<string> {
  servers.push(server);
  return `https://127.0.0.1:${await listen(server)}`;
}

const token = 'header.payload.signature';

function kubeconfigAt(server: string): Kubeconfig {
  return {
    server,
    certificateAuthority: authority.certificate,
    credentials: { type: 'token', token },
  };
}

async function buildCluster(options?: ClusterOptions): Promise<[SimulatedCluster, Kubeconfig]> {
  const cluster = await startCluster(options);
  clusters.push(cluster);
  cluster.prepareBuildCluster(account);
  return [cluster, kubeconfigOf(cluster.kubeconfigFor(account))];
}

const outageOf = async (kubeconfig: Kubeconfig, options?: ProbeOptions) =>
  outageIn(await probe(kubeconfig, options));
const notKubernetes = { id: 'cluster-not-kubernetes', details: {} };
const refusedAddress = (server: string) => ({ id: 'cluster-address', details: { server } });

describe('TLS', () => {
  test('a certificate of another authority', async () => {
    const [, kubeconfig] = await buildCluster();
    const { certificate } = await createAuthority('kubernetes-ca');
    const other = { ...kubeconfig, certificateAuthority: certificate };
    expect(await outageOf(other)).toEqual(badTls('other CA'));
  });

  test('a certificate of an own authority, where the public ones are expected', async () => {
    const [, { server, credentials }] = await buildCluster();
    expect(await outageOf({ server, credentials })).toEqual(badTls('other CA'));
  });

  test('a certificate that is over', async () => {
    const day = 24 * 3600 * 1000;
    const notBefore = new Date(Date.now() - 3 * day);
    const notAfter = new Date(Date.now() - day);
    const [, kubeconfig] = await buildCluster({ serving: { notBefore, notAfter } });
    expect(await outageOf(kubeconfig)).toEqual(badTls('expired'));
  });

  test('a certificate for another name', async () => {
    const serving = { dnsNames: ['api.example.org'], ipAddresses: ['192.0.2.1'] };
    const [, kubeconfig] = await buildCluster({ serving });
    expect(await outageOf(kubeconfig)).toEqual(badTls('other host name'));
  });

  test.each(['api.example.org', '192.0.2.1'])(
    'a certificate for %s, where the kubeconfig says so with tls-server-name',
    async (tlsServerName) => {
      const serving = { dnsNames: ['api.example.org'], ipAddresses: ['192.0.2.1'] };
      const [, kubeconfig] = await buildCluster({ serving });
      expect(complaintsOf(await probe({ ...kubeconfig, tlsServerName }))).toEqual([]);
    },
  );

  test('a tls-server-name that the certificate is not for', async () => {
    const [, kubeconfig] = await buildCluster();
    const other = { ...kubeconfig, tlsServerName: 'api.example.org' };
    expect(await outageOf(other)).toEqual(badTls('other host name'));
  });

  test('is verified whatever the environment says', async () => {
    const [, { server, credentials }] = await buildCluster();
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    expect(await outageOf({ server, credentials })).toEqual(badTls('other CA'));
  });

  test('a server that wants a client certificate', async () => {
    const { certificate: cert, key } = await authority.issue({ ipAddresses: ['127.0.0.1'] });
    const options = { cert, key, ca: authority.certificate, requestCert: true };
    const server = await start(createHttpsServer({ ...options, rejectUnauthorized: true }));
    expect(await outageOf(kubeconfigAt(server))).toEqual(badTls('client certificate wanted'));
  });
});

describe('the network', () => {
  test('a port that speaks plain HTTP', async () => {
    const server = await start(createHttpServer((_, response) => response.end('{}')));
    expect(await outageOf(kubeconfigAt(server))).toEqual(unreachable('no TLS'));
  });

  test('a closed port', async () => {
    const server = `https://127.0.0.1:${await findFreePort()}`;
    expect(await outageOf(kubeconfigAt(server))).toEqual(unreachable('refused'));
  });

  test('a port that never answers', async () => {
    const server = await start(createTcpServer((socket) => socket.resume()));
    // The other limit is beyond that of this test.
    const limits = { callMs: 100, totalMs: 60_000 };
    expect(await outageOf(kubeconfigAt(server), { limits })).toEqual(unreachable('timeout'));
  });

  test('a port that hangs up', async () => {
    const server = await start(createTcpServer((socket) => socket.destroy()));
    expect(await outageOf(kubeconfigAt(server))).toEqual(unreachable('connection lost'));
  });

  test('a name that does not exist', async () => {
    const kubeconfig = kubeconfigAt('https://no-such-name.invalid');
    expect(await outageOf(kubeconfig)).toEqual(unreachable('name not found'));
  });

  test('a server that answers the first calls only', async () => {
    const [, kubeconfig] = await buildCluster({
      fault: ({ path }) =>
        /version|selfsubjectreviews/.test(path) ? undefined : { status: 503, body: 'overloaded' },
    });
    const report = await probe(kubeconfig);
    expect(complaintsOf(report).slice(0, 1)).toEqual([
      failed('reachable', 'cluster-error', { status: 503 }),
    ]);
    expect(checksOf(report)).not.toContain('namespace');
    expect(checksOf(report)).not.toContain('pods');
  });

  test.each<[string, (count: number) => ClusterFault | undefined]>([
    ['429 with Retry-After', (n) => (n % 5 === 0 ? tooManyRequests(1) : undefined)],
    [
      '503 of a load balancer',
      (n) => (n % 7 === 0 ? { status: 503, body: 'restarts' } : undefined),
    ],
    [
      '502 at the first request',
      (n) => (n === 1 ? { status: 502, body: 'Bad Gateway' } : undefined),
    ],
    [
      'a failure that names a pause',
      (n) => (n % 5 === 0 ? { status: 500, body: {}, headers: { 'retry-after': '0' } } : undefined),
    ],
  ])('a server that now and then answers %s', async (_what, answer) => {
    let count = 0;
    const fault = () => {
      count += 1;
      return answer(count);
    };
    const [, kubeconfig] = await buildCluster({ fault });
    expect(complaintsOf(await probe(kubeconfig))).toEqual([]);
  });

  test.each([
    ['with a pause beyond the limit', tooManyRequests(3600), 429],
    ['without a pause', { ...tooManyRequests(0), headers: {} }, 429],
    ['at once, for ever', tooManyRequests(0), 429],
    ['with a date', { ...tooManyRequests(0), headers: { 'retry-after': 'tomorrow' } }, 429],
  ])('a server that turns each request away %s', async (_how, answer, status) => {
    const [cluster, kubeconfig] = await buildCluster({ fault: () => answer });
    expect(await outageOf(kubeconfig)).toEqual({ id: 'cluster-error', details: { status } });
    expect(cluster.requests.length).toBeLessThanOrEqual(2 * 11);
  });

  test('no pause goes beyond the limit of all calls', async () => {
    const [cluster, kubeconfig] = await buildCluster({ fault: () => tooManyRequests(1) });
    const outage = await outageOf(kubeconfig, { limits: { totalMs: 500 } });
    expect(outage).toEqual({ id: 'cluster-error', details: { status: 429 } });
    expect(cluster.requests).toHaveLength(2);
  });

  test('all calls together end within their limit', async () => {
    const [, kubeconfig] = await buildCluster({ wait: () => new Promise(() => undefined) });
    const report = await probe(kubeconfig, { limits: { callMs: 60_000, totalMs: 200 } });
    expect(report.checks[0]).toMatchObject({ problem: unreachable('timeout') });
  });
});

test('two requests that name one server are looked at one after the other', async () => {
  const [cluster, kubeconfig] = await buildCluster({ wait: () => delay(20) });
  const [loopback] = [parseNetwork('127.0.0.0/8')].filter((network) => network !== undefined);
  const connect = createConnectCluster({ allowedNetworks: loopback ? [loopback] : [] });
  const settings = { jobsNamespace, controlPlaneNodes: 3 };
  const subject = { ...settings, now: new Date(), registered: [], replaces: [] };
  await Promise.all(
    (['build-cluster', 'external-provider'] as const).map((kind) =>
      probeCluster(kubeconfig, { ...subject, kind }, connect),
    ),
  );
  const paths = cluster.requests.map(({ path }) => path);
  // A provider takes three calls, and they come when all of the build cluster's are over.
  expect(paths.slice(0, 2)).toContain('/version');
  expect(paths.slice(2, -3)).not.toContain('/version');
  expect(paths.slice(-3)).toContain('/version');
});

describe('addresses', () => {
  test('loopback is refused unless the operator allows it, and nothing is sent', async () => {
    const [cluster, kubeconfig] = await buildCluster();
    expect(await outageOf(kubeconfig, { allowedNetworks: [] })).toEqual(
      refusedAddress('this machine'),
    );
    expect(cluster.requests).toEqual([]);
  });

  test.each([
    ['a name that resolves to loopback', 'https://localhost'],
    ['a short form of loopback', 'https://127.1'],
    ['loopback as a number', 'https://2130706433'],
    ['loopback of IPv6', 'https://[::1]'],
    ['IPv4 mapped into IPv6', 'https://[::ffff:127.0.0.1]', 'private address'],
    ['a private address', 'https://10.0.0.1', 'private address'],
    ['the metadata service of clouds', 'https://169.254.169.254', 'private address'],
    ['no address at all', 'https://0.0.0.0'],
  ])('%s is refused', async (_, host, kind = 'this machine') => {
    const [cluster, kubeconfig] = await buildCluster();
    const elsewhere = { ...kubeconfig, server: `${host}:${new URL(cluster.server).port}` };
    const found = await outageOf(elsewhere, { allowedNetworks: [] });
    expect(found).toEqual(refusedAddress(kind));
    expect(cluster.requests).toEqual([]);
  });

  test('a name works where the operator allows what it resolves to', async () => {
    const [cluster, kubeconfig] = await buildCluster();
    const server = cluster.server.replace('127.0.0.1', 'localhost');
    expect(complaintsOf(await probe({ ...kubeconfig, server }))).toEqual([]);
  });
});

describe('servers that are no Kubernetes API', () => {
  const html = { 'content-type': 'text/html' };

  test.each([
    ['a web page', { status: 200, body: '<html>Welcome</html>', headers: html }, notKubernetes],
    ['a page that is not found', { status: 404, body: 'nothing here' }, notKubernetes],
    [
      'a redirect',
      {
        status: 302,
        body: { gitVersion: 'v1.34.2' },
        headers: { location: 'https://192.0.2.1/version' },
      },
      notKubernetes,
    ],
    ['JSON of another shape', { status: 200, body: { hello: 'world' } }, notKubernetes],
    [
      'JSON with other types',
      { status: 200, body: { gitVersion: ['v1.34.2'], status: 1 } },
      notKubernetes,
    ],
    [
      'text that claims to be JSON',
      { status: 200, body: '{"gitVersion"', headers: { 'content-type': 'application/json' } },
      notKubernetes,
    ],
    [
      'an endless answer',
      { status: 200, body: { gitVersion: 'v'.repeat(5 * 1024 * 1024) } },
      notKubernetes,
    ],
    [
      'an error page',
      { status: 500, body: '<html>Oops</html>', headers: html },
      { id: 'cluster-error', details: { status: 500 } },
    ],
    [
      'a firewall',
      { status: 403, body: '<html>Blocked</html>', headers: html },
      { id: 'cluster-error', details: { status: 403 } },
    ],
  ])('%s', async (_, answer, expected) => {
    const [cluster, kubeconfig] = await buildCluster({
      fault: ({ path }) => (path === '/version' ? answer : undefined),
    });
    const report = await probe(kubeconfig);
    expect(report.checks[0]).toMatchObject({ check: 'reachable', problem: expected });
    expect(checksOf(report)).not.toContain('identity');
    expect(cluster.requests).toHaveLength(2);
  });

  test('a path that no API server is under', async () => {
    const [cluster, kubeconfig] = await buildCluster();
    const report = await probe({ ...kubeconfig, server: `${cluster.server}/k8s/clusters/c-1/` });
    expect(report.checks[0]).toMatchObject({ check: 'reachable', problem: notKubernetes });
    expect(cluster.requests.map(({ path }) => path).sort()).toEqual([
      '/k8s/clusters/c-1/apis/authentication.k8s.io/v1/selfsubjectreviews',
      '/k8s/clusters/c-1/version',
    ]);
  });
});

describe('secrets', () => {
  test('a server that sends the token back does not get it into the evidence', async () => {
    const { credentials } = kubeconfigAt('');
    const [, kubeconfig] = await buildCluster({
      fault: () => ({
        status: 500,
        body: { kind: 'Status', reason: `Echo\n\u202e${token}`, message: `you sent ${token}` },
      }),
    });
    const report = await probe({ ...kubeconfig, credentials });
    expect(evidenceOf(report, 'reachable')).toEqual({
      type: 'answer',
      status: 500,
      reason: 'Echo [token]',
    });
    expect(JSON.stringify(report)).not.toContain(token);
  });

  test.each([
    ['an authority', { certificateAuthority: 'garbage' }, 'kubeconfig-ca'],
    [
      'a client certificate',
      { credentials: { type: 'client-certificate', certificate: 'garbage', key: 'garbage' } },
      'kubeconfig-client-certificate',
    ],
  ] as const)('%s that is garbage is a problem of the kubeconfig', async (_, part, id) => {
    const kubeconfig = { ...kubeconfigAt('https://192.0.2.1'), ...part };
    await expect(probe(kubeconfig)).rejects.toMatchObject({ message: id });
  });

  test('no connection is left open', async () => {
    const [cluster, kubeconfig] = await buildCluster();
    await probe(kubeconfig);
    await expect.poll(() => cluster.connections()).toBe(0);
  });

  test('no connection is left half open', async () => {
    const server = createTcpServer((socket) => socket.resume());
    const address = await start(server);
    await probe(kubeconfigAt(address), { limits: { callMs: 100, totalMs: 1000 } });
    const connections = promisify(server.getConnections.bind(server));
    await expect.poll(() => connections()).toBe(0);
  });
});
