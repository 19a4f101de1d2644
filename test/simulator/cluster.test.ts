import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SimulatedCluster, startCluster } from '../../simulator/cluster/cluster.ts';
import { hasKubectl } from '../installed.ts';
import { kubeconfigOf } from '../probe/probe-fixture.ts';

const namespace = 'jobs';
const runner = { namespace, name: 'runner' };
const user = 'system:serviceaccount:jobs:runner';

let cluster: SimulatedCluster;
let agent: Agent;

beforeAll(async () => {
  cluster = await startCluster();
  agent = new Agent({ connect: { ca: cluster.certificateAuthority } });
  cluster.prepareBuildCluster(runner);
});

afterAll(async () => {
  await agent.close();
  await cluster.close();
});

interface Asked {
  readonly token?: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: object;
}

/** Sends a request and gives back the status and what came. */
async function ask(path: string, { token, method = 'GET', body }: Asked = {}) {
  const response = await request(`${cluster.server}${path}`, {
    dispatcher: agent,
    method,
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.statusCode, body: await response.body.json() };
}

function tokenOf(kubeconfig: string): string {
  const { credentials } = kubeconfigOf(kubeconfig);
  return credentials.type === 'token' ? credentials.token : '';
}

const runnerToken = () => tokenOf(cluster.kubeconfigFor(runner));

async function canI(token: string, resourceAttributes: object): Promise<unknown> {
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const { body } = await ask(path, {
    token,
    method: 'POST',
    body: { spec: { resourceAttributes } },
  });
  return body;
}

describe('authentication', () => {
  test('a request without credentials may read the version and nothing else', async () => {
    expect(await ask('/version')).toMatchObject({ status: 200, body: { gitVersion: 'v1.34.2' } });
    expect(await ask('/api/v1/nodes')).toMatchObject({
      status: 403,
      body: {
        message:
          'nodes is forbidden: User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope',
      },
    });
  });

  test.each(['nonsense', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.'])(
    'the token "%s" is refused, even for the version',
    async (token) => {
      expect(await ask('/version', { token })).toEqual({
        status: 401,
        body: {
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Failure',
          message: 'Unauthorized',
          reason: 'Unauthorized',
          code: 401,
        },
      });
    },
  );

  test('a token with another payload is refused', async () => {
    const [header, , signature] = runnerToken().split('.');
    const payload = Buffer.from(JSON.stringify({ sub: 'system:admin' })).toString('base64url');
    const token = `${header}.${payload}.${signature}`;
    expect(await ask('/version', { token })).toMatchObject({ status: 401 });
  });

  test('a token tells who one is', async () => {
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const answer = await ask(path, { token: runnerToken(), method: 'POST', body: {} });
    expect(answer).toMatchObject({
      status: 201,
      body: { kind: 'SelfSubjectReview', status: { userInfo: { username: user } } },
    });
  });

  test('a token dies with its service account, even if one of that name comes back', async () => {
    const account = { namespace, name: 'shortlived' };
    cluster.admin.createServiceAccount(account);
    const token = cluster.admin.createTokenSecret('shortlived-token', account);
    expect(await ask('/version', { token })).toMatchObject({ status: 200 });
    cluster.admin.deleteServiceAccount(account);
    cluster.admin.createServiceAccount(account);
    expect(await ask('/version', { token })).toMatchObject({ status: 401 });
  });
});

describe('authorization', () => {
  test.each([
    ['create', { resource: 'pods', namespace }, true],
    ['get', { resource: 'pods', subresource: 'log', namespace }, true],
    ['get', { resource: 'pods', subresource: 'exec', namespace }, false],
    ['*', { resource: 'pods', namespace }, false],
    ['create', { resource: 'pods', namespace: 'default' }, false],
    ['create', { resource: 'pods' }, false],
    ['list', { resource: 'nodes' }, false],
    ['get', { group: 'apps', resource: 'pods', namespace }, false],
    [
      'get',
      {
        group: 'discovery.k8s.io',
        resource: 'endpointslices',
        namespace: 'default',
        name: 'kubernetes',
      },
      true,
    ],
    [
      'get',
      { group: 'discovery.k8s.io', resource: 'endpointslices', namespace: 'default', name: 'x' },
      false,
    ],
  ])('the service account of a build cluster: %s %j: %s', async (verb, attributes, allowed) => {
    expect(await canI(runnerToken(), { verb, ...attributes })).toMatchObject({
      status: { allowed },
    });
  });

  test('cluster-admin may do everything', async () => {
    const token = tokenOf(cluster.adminKubeconfig());
    const everything = { verb: '*', group: '*', resource: '*' };
    expect(await canI(token, everything)).toMatchObject({ status: { allowed: true } });
  });

  test('a binding that is deleted grants nothing', async () => {
    const account = { namespace, name: 'temporary' };
    const binding = { namespace, name: 'temporary' };
    cluster.admin.createServiceAccount(account);
    const token = cluster.admin.createTokenSecret('temporary-token', account);
    const wish = { verb: 'list', resource: 'pods', namespace };
    cluster.admin.bindRole({ ...binding, kind: 'ClusterRole', role: 'admin', account });
    expect(await canI(token, wish)).toMatchObject({ status: { allowed: true } });
    cluster.admin.deleteRoleBinding(binding);
    expect(await canI(token, wish)).toMatchObject({ status: { allowed: false } });
  });

  test('a refusal has the words of a real API server', async () => {
    const path = '/api/v1/namespaces/default/secrets/token';
    expect(await ask(path, { token: runnerToken() })).toEqual({
      status: 403,
      body: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: `secrets "token" is forbidden: User "${user}" cannot get resource "secrets" in API group "" in the namespace "default"`,
        reason: 'Forbidden',
        details: { name: 'token', kind: 'secrets' },
        code: 403,
      },
    });
  });
});

describe('objects', () => {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const pod = (name: string) => ({
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'test' }] },
  });

  test('are created once, listed, read and deleted', async () => {
    const token = runnerToken();
    const body = pod('first');
    expect(await ask(pods, { token, method: 'POST', body })).toMatchObject({ status: 201 });
    expect(await ask(pods, { token, method: 'POST', body })).toMatchObject({
      status: 409,
      body: { message: 'pods "first" already exists', reason: 'AlreadyExists' },
    });
    expect(await ask(`${pods}?fieldSelector=metadata.name%3Dfirst`, { token })).toMatchObject({
      body: { kind: 'PodList', items: [{ metadata: { name: 'first', namespace } }] },
    });
    expect(await ask(`${pods}/first`, { token, method: 'DELETE' })).toMatchObject({ status: 200 });
    expect(await ask(`${pods}/first`, { token })).toMatchObject({
      status: 404,
      body: { message: 'pods "first" not found', reason: 'NotFound' },
    });
  });

  test('of a dry run are not kept', async () => {
    const token = runnerToken();
    const path = `${pods}?dryRun=All`;
    const answer = await ask(path, { token, method: 'POST', body: pod('dry') });
    expect(answer).toMatchObject({ status: 201, body: { metadata: { name: 'dry' } } });
    expect(await ask(`${pods}/dry`, { token })).toMatchObject({ status: 404 });
  });

  test('go with their namespace', async () => {
    const token = tokenOf(cluster.adminKubeconfig());
    cluster.admin.createNamespace('passing');
    const path = '/api/v1/namespaces/passing';
    await ask(`${path}/pods`, { token, method: 'POST', body: pod('guest') });
    cluster.admin.deleteNamespace('passing');
    expect(await ask(`${path}/pods/guest`, { token })).toMatchObject({ status: 404 });
    expect(await ask(`${path}/pods`, { token, method: 'POST', body: pod('late') })).toMatchObject({
      status: 404,
      body: { message: 'namespaces "passing" not found' },
    });
  });

  test('are selected by label', async () => {
    const token = tokenOf(cluster.adminKubeconfig());
    cluster.admin.createNode('worker');
    const label = 'node-role.kubernetes.io%2Fcontrol-plane';
    const count = async (selector: string) => {
      const { body } = await ask(`/api/v1/nodes?labelSelector=${selector}`, { token });
      return body;
    };
    expect(await count(label)).toMatchObject({ items: [{}, {}, {}] });
    expect(await count(`${label}%3Dtrue`)).toMatchObject({ items: [] });
  });
});

describe.skipIf(!hasKubectl)('kubectl (left out where it is not installed)', () => {
  async function kubectl(kubeconfig: string, ...args: string[]): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'kubectl-'));
    try {
      const path = join(folder, 'config');
      await writeFile(path, kubeconfig);
      const options = { env: { ...process.env, HOME: folder, KUBECONFIG: path } };
      return (await promisify(execFile)('kubectl', args, options)).stdout;
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  test('reads namespaces with a token and with a client certificate', async () => {
    const jane = { username: 'jane', groups: ['system:masters'] };
    const certificate = await cluster.kubeconfigWithCertificate(jane);
    for (const kubeconfig of [cluster.adminKubeconfig(), certificate]) {
      const namespaces = await kubectl(kubeconfig, 'get', 'namespaces', '--output=name');
      expect(namespaces.split('\n')).toContain('namespace/jobs');
    }
  });

  test('is told in the usual words what it may not do', async () => {
    const nodes = kubectl(cluster.kubeconfigFor(runner), 'get', 'nodes');
    await expect(nodes).rejects.toThrow(/\(Forbidden\): nodes is forbidden: User/);
  });
});
