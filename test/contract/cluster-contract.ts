import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { base64 } from '../../simulator/base64.ts';
import type { Administrator } from '../../simulator/cluster/administrator.ts';
import { sampleJobPod, sampleJobSecret } from '../../src/probe/sample-objects.ts';

type Commands =
  | 'createNamespace'
  | 'createServiceAccount'
  | 'deleteServiceAccount'
  | 'createTokenSecret'
  | 'createToken'
  | 'createSecret'
  | 'deleteSecret'
  | 'createRole'
  | 'createClusterRole'
  | 'bindRole'
  | 'bindClusterRole'
  | 'createNode'
  | 'limitPods';

/** What an administrator does before the contract is looked at, here and there. */
export type ContractAdministrator = {
  readonly [Command in Commands]: (
    ...args: Parameters<Administrator[Command]>
  ) => ReturnType<Administrator[Command]> | Promise<ReturnType<Administrator[Command]>>;
};

/** A cluster whose EndpointSlice `kubernetes` names one API server, 192.0.2.1. */
export interface ContractCluster {
  /** `https://127.0.0.1:<port>` */
  readonly server: string;
  /** PEM */
  readonly certificateAuthority: string;
  readonly admin: ContractAdministrator;
  close(): Promise<void>;
}

const namespace = 'jobs';
const runner = { namespace, name: 'runner' };
const user = `system:serviceaccount:${namespace}:${runner.name}`;
const tokenSecretType = 'kubernetes.io/service-account-token';

/** Every path that the bot asks for, given its namespace for jobs and a service account. */
export const paths = (within: string, account: string) => ({
  version: '/version',
  self: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
  access: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
  namespace: `/api/v1/namespaces/${within}`,
  account: `/api/v1/namespaces/${within}/serviceaccounts/${account}`,
  tokens: `/api/v1/namespaces/${within}/secrets?fieldSelector=${encodeURIComponent(`type=${tokenSecretType}`)}&limit=500`,
  podDryRun: `/api/v1/namespaces/${within}/pods?dryRun=All`,
  secretDryRun: `/api/v1/namespaces/${within}/secrets?dryRun=All`,
  nodes: '/api/v1/nodes?labelSelector=node-role.kubernetes.io%2Fcontrol-plane&limit=100',
  oldNodes: '/api/v1/nodes?labelSelector=node-role.kubernetes.io%2Fmaster&limit=100',
  slice: '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes',
});

interface Asked {
  readonly token?: string;
  readonly body?: object;
  readonly method?: 'PATCH';
}

interface Refusal {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: object;
}

/** The whole of a refusal, field by field. */
const refusal = (what: Refusal) => ({
  status: what.code,
  type: 'application/json',
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', ...what },
});

const unauthorized = refusal({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });

/**
 * What the bot relies on in a Kubernetes API. Run against the simulated cluster and a real one, so
 * that the first can't drift from the second.
 */
export function describeClusterContract(name: string, start: () => Promise<ContractCluster>): void {
  describe(`what the bot asks of ${name}`, () => {
    let cluster: ContractCluster;
    let agent: Agent;
    let token: string;
    const here = paths(namespace, runner.name);

    beforeAll(async () => {
      cluster = await start();
      agent = new Agent({ connect: { ca: cluster.certificateAuthority } });
      token = await prepare(cluster.admin);
      // What an administrator did reaches the server's caches a moment later.
      await vi.waitFor(async () => expect((await get(here.namespace)).status).toBe(200), lag);
    });
    afterAll(async () => {
      await agent.close();
      await cluster.close();
    });

    async function ask(path: string, { token: bearer, body, method }: Asked) {
      const type = method ? 'application/apply-patch+yaml' : 'application/json';
      const response = await request(`${cluster.server}${path}`, {
        dispatcher: agent,
        method: method ?? (body ? 'POST' : 'GET'),
        headers: {
          'content-type': type,
          ...(bearer && { authorization: `Bearer ${bearer}` }),
        },
        body: body ? JSON.stringify(body) : null,
      });
      const answer: unknown = JSON.parse(await response.body.text());
      return {
        status: response.statusCode,
        type: String(response.headers['content-type']),
        body: answer,
      };
    }
    const get = (path: string, bearer = token) => ask(path, { token: bearer });
    const post = (path: string, body: object, bearer = token) => ask(path, { token: bearer, body });

    describe('the version', () => {
      test.each([
        ['a user', () => token],
        ['nobody', () => ''],
      ])('is told to %s', async (_, bearer) => {
        const { status, type, body } = await get(here.version, bearer());
        expect({ status, type }).toEqual({ status: 200, type: 'application/json' });
        expect(body).toMatchObject({ gitVersion: expect.stringMatching(/^v1\.\d+\.\d+/) });
      });

      test('is not told to a token that the cluster does not know', async () => {
        expect(await get(here.version, 'some.other.token')).toEqual(unauthorized);
      });

      test('is under no other path', async () => {
        const path = '/k8s/clusters/c-1/version';
        expect(await get(path)).toEqual(
          refusal({
            code: 403,
            reason: 'Forbidden',
            message: `forbidden: User "${user}" cannot get path "${path}"`,
            details: {},
          }),
        );
      });
    });

    describe('who one is', () => {
      const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };

      test('is told to a service account', async () => {
        const { status, body } = await post(here.self, review);
        expect(status).toBe(201);
        expect(body).toMatchObject({
          ...review,
          status: {
            userInfo: {
              username: user,
              uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
              groups: [
                'system:serviceaccounts',
                `system:serviceaccounts:${namespace}`,
                'system:authenticated',
              ],
            },
          },
        });
      });

      test('is not told to nobody', async () => {
        expect(await post(here.self, review, '')).toEqual(
          refusal({
            code: 403,
            reason: 'Forbidden',
            message:
              'selfsubjectreviews.authentication.k8s.io is forbidden: User "system:anonymous" cannot create resource "selfsubjectreviews" in API group "authentication.k8s.io" at the cluster scope',
            details: { group: 'authentication.k8s.io', kind: 'selfsubjectreviews' },
          }),
        );
      });
    });

    describe('what is there', () => {
      test('the namespace', async () => {
        expect(await get(here.namespace)).toMatchObject({
          status: 200,
          body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
        });
      });

      test('another namespace, which is not shown', async () => {
        expect(await get('/api/v1/namespaces/default')).toEqual(
          refusal({
            code: 403,
            reason: 'Forbidden',
            message: `namespaces "default" is forbidden: User "${user}" cannot get resource "namespaces" in API group "" in the namespace "default"`,
            details: { name: 'default', kind: 'namespaces' },
          }),
        );
      });

      test('the service account', async () => {
        expect(await get(here.account)).toMatchObject({
          status: 200,
          body: { kind: 'ServiceAccount', metadata: runner },
        });
      });

      test('a service account that is not there', async () => {
        expect(await get(paths(namespace, 'nobody').account)).toEqual(
          refusal({
            code: 404,
            reason: 'NotFound',
            message: 'serviceaccounts "nobody" not found',
            details: { name: 'nobody', kind: 'serviceaccounts' },
          }),
        );
      });

      test('the token secrets and no others', async () => {
        await post(`/api/v1/namespaces/${namespace}/secrets`, {
          ...sampleJobSecret,
          metadata: { name: 'opaque' },
        });
        const { status, body } = await get(here.tokens);
        expect(status).toBe(200);
        expect(body).toMatchObject({
          apiVersion: 'v1',
          kind: 'SecretList',
          items: [
            {
              metadata: {
                name: 'runner-token',
                annotations: {
                  'kubernetes.io/service-account.name': runner.name,
                  'kubernetes.io/service-account.uid': expect.stringMatching(/^[0-9a-f-]{36}$/),
                },
              },
              type: tokenSecretType,
              data: {
                token: Buffer.from(token).toString('base64'),
                namespace: Buffer.from(namespace).toString('base64'),
                'ca.crt': Buffer.from(cluster.certificateAuthority).toString('base64'),
              },
            },
          ],
        });
      });
    });

    describe('whether one may', () => {
      test.each([
        [{ verb: 'delete', resource: 'pods', namespace }, true],
        [{ verb: 'get', resource: 'pods', subresource: 'log', namespace }, true],
        [{ verb: 'watch', group: '', resource: 'secrets', namespace }, true],
        [{ verb: 'list', resource: 'secrets' }, false],
        [{ verb: 'create', resource: 'pods', namespace: 'default' }, false],
        [{ verb: '*', group: '*', resource: '*' }, false],
      ])('%j: %s', async (resourceAttributes, allowed) => {
        const apiVersion = 'authorization.k8s.io/v1';
        const review = {
          apiVersion,
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes },
        };
        expect(await post(here.access, review)).toMatchObject({
          status: 201,
          body: { apiVersion, kind: 'SelfSubjectAccessReview', status: { allowed } },
        });
      });
    });

    describe('a dry run', () => {
      test.each([
        ['pod', here.podDryRun, sampleJobPod],
        ['secret', here.secretDryRun, sampleJobSecret],
      ])('admits a %s and stores nothing', async (_, path, object) => {
        const { status, body } = await post(path, object);
        expect(status).toBe(201);
        const { metadata } = z.object({ metadata: z.object({ name: z.string() }) }).parse(body);
        expect(metadata.name).toMatch(/^onboarding-check-[a-z0-9]{5}$/);
        const [stored = ''] = path.split('?');
        expect((await get(`${stored}/${metadata.name}`)).status).toBe(404);
      });

      test.each([
        [
          'by Pod Security',
          'strict',
          /^pods "onboarding-check-\w{5}" is forbidden: violates PodSecurity "restricted:latest": /,
        ],
        [
          'by a quota',
          'full',
          /^pods "onboarding-check-\w{5}" is forbidden: exceeded quota: quota, requested: pods=1, used: pods=0, limited: pods=0$/,
        ],
      ])('refuses a pod %s', async (_, within, message) => {
        const path = paths(within, runner.name).podDryRun;
        await expect
          .poll(() => post(path, sampleJobPod), lag)
          .toMatchObject({
            status: 403,
            body: {
              kind: 'Status',
              code: 403,
              reason: 'Forbidden',
              message: expect.stringMatching(message),
            },
          });
      });

      test('refuses a pod where one may create none', async () => {
        expect(await post(paths('default', '').podDryRun, sampleJobPod)).toEqual(
          refusal({
            code: 403,
            reason: 'Forbidden',
            message: `pods is forbidden: User "${user}" cannot create resource "pods" in API group "" in the namespace "default"`,
            details: { kind: 'pods' },
          }),
        );
      });
    });

    describe('the control plane', () => {
      test('is not shown to a service account of a namespace', async () => {
        expect(await get(here.nodes)).toEqual(
          refusal({
            code: 403,
            reason: 'Forbidden',
            message: `nodes is forbidden: User "${user}" cannot list resource "nodes" in API group "" at the cluster scope`,
            details: { kind: 'nodes' },
          }),
        );
        expect(await get(here.slice)).toEqual(
          refusal({
            code: 403,
            reason: 'Forbidden',
            message: `endpointslices.discovery.k8s.io "kubernetes" is forbidden: User "${user}" cannot get resource "endpointslices" in API group "discovery.k8s.io" in the namespace "default"`,
            details: { name: 'kubernetes', group: 'discovery.k8s.io', kind: 'endpointslices' },
          }),
        );
      });

      test('is shown to whom a role lets see it', async () => {
        const reader = { namespace: 'default', name: 'reader' };
        await cluster.admin.createServiceAccount(reader);
        const readers = await cluster.admin.createTokenSecret('reader-token', reader);
        await cluster.admin.createClusterRole('reader', [
          { verbs: ['list'], apiGroups: [''], resources: ['nodes'] },
          {
            verbs: ['get'],
            apiGroups: ['discovery.k8s.io'],
            resources: ['endpointslices'],
            resourceNames: ['kubernetes'],
          },
        ]);
        await cluster.admin.bindClusterRole('reader', 'reader', reader);
        await expect
          .poll(() => get(here.nodes, readers), lag)
          .toMatchObject({
            status: 200,
            body: {
              kind: 'NodeList',
              items: [
                {
                  metadata: { name: 'control-plane-1' },
                  status: { conditions: [{ type: 'Ready', status: 'True' }] },
                },
                {
                  metadata: { name: 'control-plane-2' },
                  status: { conditions: [{ type: 'Ready', status: 'False' }] },
                },
              ],
            },
          });
        expect(await get(here.oldNodes, readers)).toMatchObject({
          status: 200,
          body: { items: [] },
        });
        expect(await get(here.slice, readers)).toMatchObject({
          status: 200,
          body: {
            apiVersion: 'discovery.k8s.io/v1',
            kind: 'EndpointSlice',
            addressType: 'IPv4',
            endpoints: [{ addresses: ['192.0.2.1'], conditions: { ready: true } }],
          },
        });
      });
    });

    describe('a secret that is applied', () => {
      const path = (name: string) => `/api/v1/namespaces/${namespace}/secrets/${name}`;
      const apply = (name: string, values: Readonly<Record<string, string>>, manager = 'bot') =>
        ask(`${path(name)}${manager && `?fieldManager=${manager}`}`, {
          token,
          method: 'PATCH',
          body: {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { namespace, name },
            type: 'Opaque',
            data: Object.fromEntries(
              Object.entries(values).map(([key, value]) => [key, base64(value)]),
            ),
          },
        });
      const managed = (...managers: readonly string[]) => ({
        metadata: { managedFields: managers.map((manager) => ({ manager })) },
      });

      test('is created, and belongs to who applied it', async () => {
        expect(await apply('mine', { 'a.json': 'one' })).toMatchObject({ status: 201 });
        expect(await get(path('mine'))).toMatchObject({
          status: 200,
          body: {
            ...managed('bot'),
            kind: 'Secret',
            type: 'Opaque',
            data: { 'a.json': base64('one') },
          },
        });
      });

      test('may be applied again, with other values', async () => {
        await apply('again', { key: 'one' });
        expect(await apply('again', { key: 'one' })).toMatchObject({ status: 200 });
        expect(await apply('again', { key: 'two' })).toMatchObject({ status: 200 });
        expect(await get(path('again'))).toMatchObject({
          body: { ...managed('bot'), data: { key: base64('two') } },
        });
      });

      test('is in conflict with what somebody else has set', async () => {
        await cluster.admin.createSecret({ namespace, name: 'theirs' }, { key: 'one' });
        expect(await get(path('theirs'))).toMatchObject({ body: managed('kubectl-create') });
        expect(await apply('theirs', { key: 'two' })).toMatchObject({
          status: 409,
          body: {
            kind: 'Status',
            reason: 'Conflict',
            message: expect.stringMatching(
              /^Apply failed with 1 conflict: conflict with "kubectl-create"/,
            ),
          },
        });
        expect(await get(path('theirs'))).toMatchObject({ body: { data: { key: base64('one') } } });
      });

      test('needs somebody to belong to', async () => {
        expect(await apply('nobodys', { key: 'one' }, '')).toMatchObject({
          status: 422,
          body: { reason: 'Invalid' },
        });
      });

      test('is not there before', async () => {
        expect(await get(path('absent'))).toEqual(
          refusal({
            code: 404,
            reason: 'NotFound',
            message: 'secrets "absent" not found',
            details: { name: 'absent', kind: 'secrets' },
          }),
        );
      });
    });

    describe('tokens', () => {
      const guest = (number: number) => ({ namespace, name: `guest-${number}` });

      test.each([
        [
          'its secret was deleted',
          1,
          (admin: ContractAdministrator) =>
            admin.deleteSecret({ namespace, name: 'guest-1-token' }),
        ],
        [
          'its service account was deleted',
          2,
          (admin: ContractAdministrator) => admin.deleteServiceAccount(guest(2)),
        ],
      ])('one is refused once %s', async (_, number, revoke) => {
        await cluster.admin.createServiceAccount(guest(number));
        const guests = await cluster.admin.createTokenSecret(
          `guest-${number}-token`,
          guest(number),
        );
        await revoke(cluster.admin);
        await expect.poll(() => get(here.version, guests), lag).toEqual(unauthorized);
      });

      test('one of a secret does not expire and names its user, another one expires', async () => {
        expect(claimsOf(token)).toMatchObject({ iss: 'kubernetes/serviceaccount', sub: user });
        expect(claimsOf(token)).not.toHaveProperty('exp');
        const bound = await cluster.admin.createToken(runner, 600);
        const exp = expect.any(Number);
        expect(claimsOf(bound)).toMatchObject({ exp, sub: user });
        expect((await get(here.namespace, bound)).status).toBe(200);
      });
    });
  });
}

const lag = { timeout: 15_000, interval: 100 };

async function prepare(admin: ContractAdministrator): Promise<string> {
  await admin.createNamespace(namespace);
  await admin.createNamespace('strict', 'restricted');
  await admin.createNamespace('full');
  await admin.limitPods('full', 0);
  await admin.createServiceAccount(runner);
  const token = await admin.createTokenSecret('runner-token', runner);
  for (const within of [namespace, 'strict', 'full']) {
    const binding = { namespace: within, name: 'runner', account: runner };
    await admin.bindRole({ ...binding, kind: 'ClusterRole', role: 'admin' });
  }
  const label = { 'node-role.kubernetes.io/control-plane': '' };
  await admin.createNode('control-plane-1', label);
  await admin.createNode('control-plane-2', label, false);
  await admin.createNode('worker-1');
  return token;
}

function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
