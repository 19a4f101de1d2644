import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SimulatedCluster, startCluster } from '../../simulator/cluster/cluster.ts';
import { verdictOf } from '../../src/probe/report.ts';
import {
  checksOf,
  complaintsOf,
  failed,
  kubeconfigOf,
  type ProbeOptions,
  probe,
  providerChecks,
  warning,
} from './probe-fixture.ts';

let cluster: SimulatedCluster;

beforeAll(async () => {
  cluster = await startCluster();
});

afterAll(() => cluster.close());

const kind = 'external-provider' as const;
const admins = ['system:masters'];

describe('an external provider', () => {
  test('passes with a service account that is cluster-admin', async () => {
    const report = await probe(kubeconfigOf(cluster.adminKubeconfig()), { kind });
    expect(complaintsOf(report)).toEqual([]);
    expect(checksOf(report)).toEqual(providerChecks);
    expect(report.serviceAccount).toEqual({ namespace: 'kube-system', name: 'provider-admin' });
  });

  test('passes with the client certificate of an administrator, which is no token', async () => {
    const kubeconfig = await cluster.kubeconfigWithCertificate({ username: 'jo', groups: admins });
    const report = await probe(kubeconfigOf(kubeconfig), { kind });
    expect(complaintsOf(report)).toEqual([]);
    expect(checksOf(report)).toEqual([
      'reachable',
      'credentials',
      'token-lifetime',
      'cluster-admin',
      'not-registered',
    ]);
    expect(report.serviceAccount).toBeUndefined();
  });

  test.each([
    [60, warning('token-lifetime', 'credentials-end', { credentials: 'client certificate' })],
    [2, failed('token-lifetime', 'certificate-expires')],
  ])('is told of a client certificate that ends in %s days', async (days, expected) => {
    const end = new Date(Date.now() + days * 24 * 60 * 60 * 1000);
    const jo = { username: 'jo', groups: admins };
    const report = await probe(kubeconfigOf(await cluster.kubeconfigWithCertificate(jo, end)), {
      kind,
    });
    expect(complaintsOf(report)).toEqual([expected]);
  });

  test('fails with a client certificate of somebody else', async () => {
    const groups = ['developers'];
    const kubeconfig = await cluster.kubeconfigWithCertificate({ username: 'jo', groups });
    expect(complaintsOf(await probe(kubeconfigOf(kubeconfig), { kind }))).toEqual([
      failed('cluster-admin', 'not-cluster-admin'),
    ]);
  });

  test('fails with an administrator of every namespace only', async () => {
    const account = { namespace: 'default', name: 'almost' };
    cluster.admin.createServiceAccount(account);
    cluster.admin.createTokenSecret('almost-token', account);
    cluster.admin.bindClusterRole('almost', 'admin', account);
    const report = await probe(kubeconfigOf(cluster.kubeconfigFor(account)), { kind });
    expect(complaintsOf(report)).toMatchObject([{ id: 'not-cluster-admin' }]);
  });

  test('fails with a client certificate of another authority', async () => {
    const other = await startCluster();
    const user = { username: 'jo', groups: admins };
    const foreign = kubeconfigOf(await other.kubeconfigWithCertificate(user));
    await other.close();
    const own = kubeconfigOf(await cluster.kubeconfigWithCertificate(user));
    const report = await probe({ ...own, credentials: foreign.credentials }, { kind });
    expect(complaintsOf(report)).toMatchObject([
      { check: 'credentials', outcome: 'failed', id: 'credentials-refused' },
    ]);
  });

  test('passes with an opaque token, and a warning that nobody knows how long it lives', async () => {
    const token = cluster.admin.createUserToken({ username: 'jo', groups: admins });
    const kubeconfig = kubeconfigOf(cluster.kubeconfigWithToken('jo', token));
    const report = await probe(kubeconfig, { kind });
    expect(complaintsOf(report)).toEqual([
      warning('token-lifetime', 'token-lifetime-unknown', { of: 'others' }),
    ]);
    expect(verdictOf(report)).toBe('passed');
  });
});

describe('a cluster that the secrets hold already', () => {
  const registered = (server: string, certificateAuthority?: string): ProbeOptions => ({
    kind,
    registered: [
      { kind, name: 'old', server, ...(certificateAuthority && { certificateAuthority }) },
    ],
  });

  test('fails where the address is the same', async () => {
    const options = registered(`${cluster.server}/`);
    const report = await probe(kubeconfigOf(cluster.adminKubeconfig()), options);
    expect(complaintsOf(report)).toMatchObject([
      { check: 'not-registered', outcome: 'failed', id: 'cluster-registered' },
    ]);
  });

  test('warns where only the authority is the same', async () => {
    const options = registered('https://elsewhere.example', cluster.certificateAuthority);
    const report = await probe(kubeconfigOf(cluster.adminKubeconfig()), options);
    expect(complaintsOf(report)).toMatchObject([
      { check: 'not-registered', outcome: 'warning', id: 'cluster-shares-ca' },
    ]);
  });
});
