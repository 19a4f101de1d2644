import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import { text } from 'node:stream/consumers';
import {
  AuthenticationV1Api,
  AuthorizationV1Api,
  type Configuration,
  CoreV1Api,
  createConfiguration,
  DiscoveryV1Api,
  PatchStrategy,
  type RequestContext,
  ResponseContext,
  ServerConfiguration,
  setHeaderOptions,
  VersionApi,
  wrapHttpLibrary,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Authority, createAuthority } from '../../../simulator/certificates.ts';
import { createConnectCluster } from '../../../src/adapters/kubernetes/cluster-api.ts';
import { parseNetwork } from '../../../src/adapters/kubernetes/network-address.ts';
import type { ClusterApi } from '../../../src/probe/cluster.ts';
import { sampleJobPod, sampleJobSecret } from '../../../src/probe/sample-objects.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly type: string | undefined;
  /** Of what kind the answer is to be, where it is not the object. */
  readonly as: string | undefined;
  readonly body: unknown;
}

let authority: Authority;
let server: Server;
let port: number;
const seen: Promise<Asked>[] = [];

beforeAll(async () => {
  authority = await createAuthority('some-ca');
  const { certificate: cert, key } = await authority.issue({ ipAddresses: ['127.0.0.1'] });
  server = createServer({ cert, key }, (request, response) => {
    seen.push(asked(request));
    response.setHeader('content-type', 'application/json').end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  port = address.port;
});
afterAll(() => server.close());

async function asked(request: IncomingMessage): Promise<Asked> {
  const { method = '', url = '', headers } = request;
  const { 'content-type': type, accept } = headers;
  return askedOf({ method, url, type, accept, body: await text(request) });
}

function askedOf(said: {
  readonly method: string;
  readonly url: string;
  readonly type: string | undefined;
  readonly accept: string | undefined;
  readonly body: string;
}): Asked {
  const { pathname: path, searchParams } = new URL(said.url, `https://127.0.0.1:${port}`);
  const body: unknown = said.body === '' ? undefined : JSON.parse(said.body);
  const query = Object.fromEntries(searchParams);
  const as = /;as=.*/.exec(said.accept ?? '')?.[0];
  return { method: said.method, path, query, type: said.type, as, body };
}

/** What the bot asks of a server below a path, over TLS. */
async function askedByBot(base: string, call: Call) {
  seen.length = 0;
  const allowedNetworks = [parseNetwork('127.0.0.0/8')].filter((each) => each !== undefined);
  const api = await createConnectCluster({ allowedNetworks })({
    server: `https://127.0.0.1:${port}${base}`,
    certificateAuthority: authority.certificate,
    credentials: { type: 'token', token: 'header.payload.signature' },
  });
  await call(api);
  await api.close();
  return Promise.all(seen);
}

/** What Kubernetes' own client asks. */
async function askedByClient(base: string, calls: Calls) {
  const found: Asked[] = [];
  const send = async (context: RequestContext) => {
    const { 'Content-Type': type, Accept: accept } = context.getHeaders();
    const body = String(context.getBody() ?? '');
    const method = context.getHttpMethod();
    found.push(askedOf({ method, url: context.getUrl(), type, accept, body }));
    const empty = { text: async () => '{}', binary: async () => Buffer.from('{}') };
    const headers = { 'content-type': 'application/json' };
    return new ResponseContext(200, headers, { ...empty, stream: () => null });
  };
  const baseServer = new ServerConfiguration(`https://127.0.0.1:${port}${base}`, {});
  const to = createConfiguration({ baseServer, httpApi: wrapHttpLibrary({ send }) });
  for (const call of calls) await call(to);
  return found;
}

const namespace = 'jobs';
const name = 'runner';
const access = { verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace };
const slice = { namespace: 'default', name: 'kubernetes' };
const fieldSelector = 'type=kubernetes.io/service-account-token';
/** Of a secret there must be no values in the answer. */
const metadata = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
const asDryRun = { dryRun: 'All' };
const secret = { namespace, name, data: new Map([['a', Buffer.from('b')]]) };
const applied = {
  ...{ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name }, type: 'Opaque' },
  data: { a: 'Yg==' },
};
const accessReview = {
  ...{ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' },
  spec: { resourceAttributes: access },
};

const core = (to: Configuration) => new CoreV1Api(to);

type Call = (api: ClusterApi) => Promise<unknown>;
type Calls = readonly ((to: Configuration) => unknown)[];

/** Each call of the port, and those of the client that do the same. */
const cases: Readonly<
  Record<Exclude<keyof ClusterApi, 'close'> | 'admits a secret', readonly [Call, Calls]>
> = {
  version: [(api) => api.version(), [(to) => new VersionApi(to).getCode()]],
  whoAmI: [
    (api) => api.whoAmI(),
    [
      (to) =>
        new AuthenticationV1Api(to).createSelfSubjectReview({
          body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
        }),
    ],
  ],
  namespace: [
    (api) => api.namespace('odd name/..?'),
    [(to) => core(to).readNamespace({ name: 'odd name/..?' })],
  ],
  serviceAccount: [
    (api) => api.serviceAccount({ namespace, name }),
    [(to) => core(to).readNamespacedServiceAccount({ namespace, name })],
  ],
  tokenSecrets: [
    (api) => api.tokenSecrets(namespace),
    [(to) => core(to).listNamespacedSecret({ namespace, fieldSelector, limit: 500 })],
  ],
  canI: [
    (api) => api.canI(access),
    [(to) => new AuthorizationV1Api(to).createSelfSubjectAccessReview({ body: accessReview })],
  ],
  admits: [
    (api) => api.admits('pod', namespace),
    [(to) => core(to).createNamespacedPod({ namespace, body: sampleJobPod, ...asDryRun })],
  ],
  'admits a secret': [
    (api) => api.admits('secret', namespace),
    [(to) => core(to).createNamespacedSecret({ namespace, body: sampleJobSecret, ...asDryRun })],
  ],
  controlPlaneNodes: [
    (api) => api.controlPlaneNodes(),
    ['control-plane', 'master'].map((role) => (to) => {
      const labelSelector = `node-role.kubernetes.io/${role}`;
      return core(to).listNode({ labelSelector, limit: 100 });
    }),
  ],
  apiServerAddresses: [
    (api) => api.apiServerAddresses(),
    [(to) => new DiscoveryV1Api(to).readNamespacedEndpointSlice(slice)],
  ],
  secretManagers: [
    (api) => api.secretManagers({ namespace, name }),
    [
      (to) =>
        core(to).readNamespacedSecret({ namespace, name }, setHeaderOptions('Accept', metadata)),
    ],
  ],
  applySecret: [
    (api) => api.applySecret(secret, 'the bot & more'),
    [
      (to) =>
        core(to).patchNamespacedSecret(
          { namespace, name, body: applied, fieldManager: 'the bot & more' },
          setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply),
        ),
    ],
  ],
};

const byQuery = (one: Asked, other: Asked) =>
  JSON.stringify(one.query).localeCompare(JSON.stringify(other.query));

describe.each(Object.entries(cases))('%s asks what the client asks', (_name, [call, calls]) => {
  test.each(['', '/k8s/clusters/c-1'])('of a server at %j', async (base) => {
    const byClient = await askedByClient(base, calls);
    const byBot = await askedByBot(base, call);
    expect(byBot.toSorted(byQuery)).toEqual(byClient.toSorted(byQuery));
    expect(byBot.length).toBeGreaterThan(0);
  });
});
