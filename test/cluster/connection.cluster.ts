import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuthority } from '../../simulator/certificates.ts';
import { findFreePort, listen } from '../../simulator/loopback.ts';
import type { Kubeconfig } from '../../src/kubeconfig/kubeconfig.ts';
import {
  badTls,
  checksOf,
  complaintsOf,
  outageIn,
  type ProbeOptions,
  probe,
  unreachable,
} from '../probe/probe-fixture.ts';
import { type ControlPlane, startControlPlane } from './control-plane.ts';
import { type Prepared, prepareBuildCluster } from './preparation.ts';
import { startErrorPage } from './proxy.ts';

const day = 24 * 3600 * 1000;
let plane: ControlPlane;
let prepared: Prepared;

beforeAll(async () => {
  plane = await startControlPlane({
    apiServers: 3,
    certificates: {
      'expired.test': {
        dnsNames: ['expired.test'],
        notBefore: new Date(Date.now() - 3 * day),
        notAfter: new Date(Date.now() - day),
      },
      'elsewhere.test': { dnsNames: ['api.example.org'] },
      'good.test': { dnsNames: ['good.test'] },
    },
  });
  prepared = await prepareBuildCluster(plane);
});
afterAll(() => plane.close());

async function look(change: Partial<Kubeconfig>, options: ProbeOptions = {}) {
  const { namespace: jobsNamespace, kubeconfig } = prepared;
  return probe({ ...kubeconfig, ...change }, { jobsNamespace, ...options });
}

const outageOf = async (change: Partial<Kubeconfig>, options?: ProbeOptions) =>
  outageIn(await look(change, options));

describe('TLS with a real API server', () => {
  test('its own certificate', async () => {
    expect(complaintsOf(await look({}))).toEqual([]);
  });

  test('a certificate for the name that "tls-server-name" says', async () => {
    expect(complaintsOf(await look({ tlsServerName: 'good.test' }))).toEqual([]);
  });

  test('a certificate of another authority', async () => {
    const { certificate: certificateAuthority } = await createAuthority('kubernetes-ca');
    expect(await outageOf({ certificateAuthority })).toEqual(badTls('other CA'));
  });

  test('a certificate that is over', async () => {
    expect(await outageOf({ tlsServerName: 'expired.test' })).toEqual(badTls('expired'));
  });

  test('a certificate for another host name', async () => {
    const elsewhere = await outageOf({ tlsServerName: 'elsewhere.test' });
    expect(elsewhere).toEqual(badTls('other host name'));
  });
});

describe('the network', () => {
  test('a plain HTTP port', async () => {
    const http = createHttpServer((_, response) => response.end('{}'));
    const server = `https://127.0.0.1:${await listen(http)}`;
    expect(await outageOf({ server })).toEqual(unreachable('no TLS'));
    http.close();
  });

  test('the port of etcd, which hangs up on TLS', async () => {
    const server = plane.etcd.replace('http:', 'https:');
    expect(await outageOf({ server })).toEqual(unreachable('connection lost'));
  });

  test('a closed port', async () => {
    const server = `https://127.0.0.1:${await findFreePort()}`;
    expect(await outageOf({ server })).toEqual(unreachable('refused'));
  });

  test('a port that accepts and never answers', async () => {
    const silent = createServer((socket) => socket.resume());
    const server = `https://127.0.0.1:${await listen(silent)}`;
    const limits = { callMs: 200, totalMs: 1000 };
    expect(await outageOf({ server }, { limits })).toEqual(unreachable('timeout'));
    silent.close();
  });

  test('an address that the operator does not allow', async () => {
    const refused = { id: 'cluster-address', details: { server: 'this machine' } };
    expect(await outageOf({}, { allowedNetworks: [] })).toEqual(refused);
  });

  test.each([
    [500, { id: 'cluster-error', details: { status: 500 } }],
    [502, { id: 'cluster-error', details: { status: 502 } }],
    [200, { id: 'cluster-not-kubernetes', details: {} }],
  ])('a page of a load balancer with status %i', async (status, problem) => {
    const page = await startErrorPage(plane, status);
    expect(await outageOf({ server: page.url })).toEqual(problem);
    await page.close();
  });

  test('a path that no API server is under', async () => {
    const server = `${plane.server}/k8s/clusters/c-1`;
    expect(await outageOf({ server })).toEqual({ id: 'cluster-not-kubernetes', details: {} });
  });
});

// The last one: nothing works after it.
test('an API server that lost its etcd still says who the user is, and is told as unreachable', async () => {
  await plane.stopEtcd();
  const report = await look({}, { limits: { callMs: 1000, totalMs: 5000 } });
  expect(complaintsOf(report)).toEqual([
    { check: 'reachable', outcome: 'failed', ...unreachable('timeout') },
  ]);
  expect(checksOf(report)).toContain('credentials');
  expect(checksOf(report)).not.toContain('namespace');
});
