import { afterEach, describe, expect, test } from 'vitest';
import type { Administrator } from '../../simulator/cluster/administrator.ts';
import {
  account,
  controlPlaneLabel,
  controlPlaneNodes,
  hideControlPlane,
  manageControlPlane,
  showNodes,
} from '../../simulator/cluster/build-cluster.ts';
import {
  type ClusterOptions,
  type SimulatedCluster,
  startCluster,
} from '../../simulator/cluster/cluster.ts';
import { verdictOf } from '../../src/probe/report.ts';
import {
  buildClusterChecks,
  checksOf,
  complaintsOf,
  evidenceOf,
  failed,
  jobsNamespace,
  kubeconfigOf,
  probe,
  unverifiable,
  warning,
} from './probe-fixture.ts';

const running: SimulatedCluster[] = [];

async function buildCluster(options?: ClusterOptions): Promise<SimulatedCluster> {
  const cluster = await startCluster(options);
  running.push(cluster);
  cluster.prepareBuildCluster(account);
  return cluster;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((cluster) => cluster.close()));
});

describe('a cluster prepared as the procedure asks', () => {
  test('passes every check of a build cluster', async () => {
    const cluster = await buildCluster();
    const report = await probe(kubeconfigOf(cluster.kubeconfigFor(account)));
    expect(complaintsOf(report)).toEqual([]);
    expect(checksOf(report)).toEqual(buildClusterChecks);
    expect(verdictOf(report)).toBe('passed');
    expect(report.serviceAccount).toEqual(account);
    expect(report.seen).toMatchObject({
      version: 'v1.34.2',
      user: `system:serviceaccount:${jobsNamespace}:${account.name}`,
      controlPlane: { nodes: { status: 403 }, addresses: { found: 3 } },
    });
  });

  test('is checked in three rounds, so that a slow cluster takes little longer', async () => {
    // Who is asked and where; then over sixteen connections at once; then the rest.
    const rounds = [2, 16];
    let waiting: (() => void)[] = [];
    // Answers nothing until the whole round has been asked: one after the other would wait for ever.
    const wait = () =>
      new Promise<void>((answer) => {
        waiting.push(answer);
        if (waiting.length < (rounds[0] ?? 1)) return;
        rounds.shift();
        for (const each of waiting) each();
        waiting = [];
      });
    const cluster = await buildCluster({ wait });
    const report = await probe(kubeconfigOf(cluster.kubeconfigFor(account)));
    expect(verdictOf(report)).toBe('passed');
    expect(checksOf(report)).toEqual(buildClusterChecks);
    expect(cluster.requests.length).toBeLessThanOrEqual(2 + 2 * 16);
  });

  test('is left as it was', async () => {
    const cluster = await buildCluster();
    await probe(kubeconfigOf(cluster.kubeconfigFor(account)));
    const writes = cluster.requests.filter(
      ({ method, path }) => method !== 'GET' && !/reviews$/.test(path),
    );
    expect(writes.map(({ path }) => path).sort()).toEqual([
      `/api/v1/namespaces/${jobsNamespace}/pods?dryRun=All`,
      `/api/v1/namespaces/${jobsNamespace}/secrets?dryRun=All`,
    ]);
  });
});

function mayAll(
  admin: Administrator,
  resources: readonly string[],
  verbs: readonly string[],
): void {
  admin.deleteRoleBinding(account);
  admin.createRole(jobsNamespace, 'jobs', [
    { verbs: ['*'], apiGroups: [''], resources: [...resources] },
    { verbs: [...verbs], apiGroups: [''], resources: ['pods'] },
  ]);
  admin.bindRole({ ...account, name: 'jobs', kind: 'Role', role: 'jobs', account });
}

const namespace = jobsNamespace;
const small = (found: number) =>
  failed('control-plane', 'control-plane-small', { found, needed: 3 });

const refusedPod = (by: string) =>
  failed('pod-admission', 'admission-refused', { namespace, object: 'pod', by });

const cases: readonly {
  readonly what: string;
  readonly change: (admin: Administrator) => void;
  readonly complaints: readonly object[];
}[] = [
  {
    what: 'a role without the right to delete and watch pods',
    change: (admin) => mayAll(admin, ['secrets', 'pods/log'], ['create', 'get', 'list', 'patch']),
    complaints: [
      failed('pods', 'permissions-missing', {
        namespace,
        resource: 'pods',
        verbs: ['delete', 'watch'],
      }),
    ],
  },
  {
    what: 'a role without logs',
    change: (admin) => mayAll(admin, ['secrets', 'pods'], ['get']),
    complaints: [
      failed('pods-log', 'permissions-missing', {
        namespace,
        resource: 'pods/log',
        verbs: ['get'],
      }),
    ],
  },
  {
    what: 'a role without secrets, so that the token secret can not be seen either',
    change: (admin) => mayAll(admin, ['pods', 'pods/log'], ['get']),
    complaints: [
      unverifiable('token-secret', 'answer-unclear'),
      failed('secrets', 'permissions-missing', {
        namespace,
        resource: 'secrets',
        verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
      }),
    ],
  },
  {
    what: 'the ClusterRole admin bound everywhere, not only in the namespace',
    change: (admin) => admin.bindClusterRole('too-much', 'admin', account),
    complaints: [warning('least-privilege', 'permissions-excess', { namespace })],
  },
  {
    what: 'a namespace that enforces restricted pods',
    change: (admin) => admin.createNamespace(namespace, 'restricted'),
    complaints: [refusedPod('Pod Security')],
  },
  {
    what: 'a quota that lets no pod in',
    change: (admin) => admin.limitPods(namespace, 0),
    complaints: [refusedPod('quota')],
  },
  {
    what: 'an admission webhook for secrets that can not take part in a dry run',
    change: (admin) => admin.addWebhookWithSideEffects('audit.example.org', 'secrets'),
    complaints: [unverifiable('secret-admission', 'dry-run-unsupported', { object: 'secret' })],
  },
  {
    what: 'a single API server, and nodes that can not be read',
    change: (admin) => admin.setApiServers(['192.0.2.1']),
    complaints: [
      unverifiable('control-plane', 'control-plane-unreadable', { needed: 3, namespace }),
    ],
  },
  {
    what: 'a control plane that somebody else runs, out of sight',
    change: manageControlPlane,
    complaints: [
      unverifiable('control-plane', 'control-plane-hidden', { addresses: 1, needed: 3 }),
    ],
  },
  {
    what: 'a control plane node that reboots, and API servers that can not be read',
    change: (admin) => {
      hideControlPlane(admin);
      showNodes(admin);
      admin.createNode(controlPlaneNodes[1], controlPlaneLabel, false);
    },
    complaints: [
      unverifiable('control-plane', 'control-plane-not-ready', { listed: 3, ready: 2, needed: 3 }),
    ],
  },
  {
    what: 'a control plane node too many, which is not ready',
    change: (admin) => {
      hideControlPlane(admin);
      showNodes(admin);
      admin.createNode('control-plane-4', controlPlaneLabel, false);
    },
    complaints: [],
  },
  {
    what: 'neither nodes nor API servers that can be read',
    change: hideControlPlane,
    complaints: [
      unverifiable('control-plane', 'control-plane-unreadable', { needed: 3, namespace }),
    ],
  },
  {
    what: 'three control plane nodes behind one address',
    change: (admin) => {
      admin.setApiServers(['192.0.2.1']);
      showNodes(admin);
    },
    complaints: [],
  },
  {
    what: 'three nodes with the old label, and API servers that can not be read',
    change: (admin) => {
      hideControlPlane(admin);
      showNodes(admin);
      for (const node of controlPlaneNodes) {
        admin.createNode(node, { 'node-role.kubernetes.io/master': '' });
      }
    },
    complaints: [],
  },
  {
    what: 'two control plane nodes, and API servers that can not be read',
    change: (admin) => {
      hideControlPlane(admin);
      showNodes(admin);
      admin.deleteNode(controlPlaneNodes[2]);
    },
    complaints: [small(2)],
  },
  {
    what: 'nodes of which none is labelled, and API servers that can not be read',
    change: (admin) => {
      hideControlPlane(admin);
      showNodes(admin);
      for (const node of controlPlaneNodes) admin.createNode(node);
    },
    complaints: [
      unverifiable('control-plane', 'control-plane-unreadable', { needed: 3, namespace }),
    ],
  },
];

describe('a cluster with something else', () => {
  test.each(cases)('$what', async ({ change, complaints }) => {
    const cluster = await buildCluster();
    const kubeconfig = kubeconfigOf(cluster.kubeconfigFor(account));
    change(cluster.admin);
    expect(complaintsOf(await probe(kubeconfig))).toEqual(complaints);
  });

  test('what the server says of it is not repeated', async () => {
    const cluster = await buildCluster();
    cluster.admin.createNamespace(namespace, 'restricted');
    const report = await probe(kubeconfigOf(cluster.kubeconfigFor(account)));
    expect(evidenceOf(report, 'pod-admission')).toBeUndefined();
    expect(JSON.stringify(report)).not.toContain('violates');
  });
});

describe('a kubeconfig with other credentials', () => {
  const day = 24 * 3600;
  const isOther = failed('token-secret', 'token-secret-other', { namespace });
  test.each([
    ['an hour', 3600, [failed('token-lifetime', 'token-expires', { of: 'others' }), isOther]],
    [
      'two months',
      60 * day,
      [warning('token-lifetime', 'credentials-end', { credentials: 'token' }), isOther],
    ],
    ['ten years', 3650 * day, [isOther]],
  ])('a token of "kubectl create token" for %s is in no secret', async (_, seconds, expected) => {
    const cluster = await buildCluster();
    const token = cluster.admin.createToken(account, seconds);
    const report = await probe(kubeconfigOf(cluster.kubeconfigFor(account, token)));
    expect(complaintsOf(report)).toEqual(expected);
  });

  test('a bound token without any secret beside it', async () => {
    const cluster = await buildCluster();
    const token = cluster.admin.createToken(account);
    cluster.admin.deleteSecret({ ...account, name: `${account.name}-token` });
    const report = await probe(kubeconfigOf(cluster.kubeconfigFor(account, token)));
    expect(complaintsOf(report)).toContainEqual(
      failed('token-secret', 'token-secret-missing', { namespace }),
    );
  });

  test('a token that is over is refused, and its lifetime says why', async () => {
    const cluster = await buildCluster();
    const token = cluster.admin.createToken(account, -60);
    const report = await probe(kubeconfigOf(cluster.kubeconfigFor(account, token)));
    expect(checksOf(report)).toEqual(['reachable', 'credentials', 'token-lifetime']);
    expect(complaintsOf(report)).toEqual([
      failed('credentials', 'credentials-refused', { cause: 'token ended' }),
      failed('token-lifetime', 'token-expires', { of: 'others' }),
    ]);
  });

  test('a token whose secret was deleted is refused', async () => {
    const cluster = await buildCluster();
    const kubeconfig = kubeconfigOf(cluster.kubeconfigFor(account));
    cluster.admin.deleteSecret({ ...account, name: `${account.name}-token` });
    expect(complaintsOf(await probe(kubeconfig))).toEqual([
      failed('credentials', 'credentials-refused', { cause: 'unknown' }),
    ]);
  });

  test('a service account of another namespace', async () => {
    const cluster = await buildCluster();
    const stranger = { namespace: 'default', name: 'stranger' };
    cluster.admin.createServiceAccount(stranger);
    cluster.admin.createTokenSecret('stranger-token', stranger);
    cluster.admin.bindClusterRole('stranger', 'cluster-admin', stranger);
    const report = await probe(kubeconfigOf(cluster.kubeconfigFor(stranger)));
    expect(complaintsOf(report)).toEqual([
      failed('identity', 'identity-other-namespace', { namespace }),
      warning('least-privilege', 'permissions-excess', { namespace }),
    ]);
    expect(report.serviceAccount).toEqual(stranger);
  });

  test('an administrator with a client certificate, and no namespace for jobs yet', async () => {
    const cluster = await startCluster();
    running.push(cluster);
    const jane = { username: 'jane', groups: ['system:masters', 'developers'] };
    const report = await probe(kubeconfigOf(await cluster.kubeconfigWithCertificate(jane)));
    expect(complaintsOf(report)).toMatchObject([
      { check: 'identity', id: 'identity-not-service-account' },
      { check: 'namespace', id: 'namespace-missing' },
      { check: 'least-privilege', id: 'permissions-excess' },
      { check: 'control-plane', id: 'control-plane-unreadable' },
    ]);
    expect(checksOf(report)).not.toContain('pod-admission');
    expect(report.serviceAccount).toBeUndefined();
  });
});
