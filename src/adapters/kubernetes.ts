import { X509Certificate } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import {
  AuthenticationV1Api,
  AuthorizationV1Api,
  type Configuration,
  CoreV1Api,
  createConfiguration,
  DiscoveryV1Api,
  PatchStrategy,
  ServerConfiguration,
  setHeaderOptions,
  VersionApi,
  wrapHttpLibrary,
} from '@kubernetes/client-node';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import type { Access, ClusterApi, ConnectCluster, NewSecret } from '../probe/cluster.ts';
import { sampleJobPod, sampleJobSecret } from '../probe/sample-objects.ts';
import { fail } from '../problem.ts';
import * as schemas from './kubernetes-answers.ts';
import { answer, createTransport, type TimeLimits } from './kubernetes-transport.ts';
import type { Network } from './network-address.ts';
import { secureContextOf } from './pinned-connection.ts';
import { createTurns } from './turns.ts';

export interface ConnectClusterOptions {
  /** Networks that may be reached though they are not public. */
  readonly allowedNetworks: readonly Network[];
  readonly limits?: TimeLimits;
}

const defaultLimits: TimeLimits = { callMs: 5_000, totalMs: 15_000 };

/**
 * Opens clusters with the client's API classes alone. Its loader for kubeconfigs runs programs
 * and reads files that a kubeconfig names, so nothing foreign ever reaches it.
 *
 * One at a time for each address: many issues that name one server must not make a crowd of the bot.
 */
export function createConnectCluster(options: ConnectClusterOptions): ConnectCluster {
  const { allowedNetworks, limits = defaultLimits } = options;
  const takeTurn = createTurns();
  return async (kubeconfig) => {
    const secureContext = trustedContext(kubeconfig);
    const { origin } = new URL(kubeconfig.server);
    const endTurn = await takeTurn(origin);
    const token =
      kubeconfig.credentials.type === 'token' ? kubeconfig.credentials.token : undefined;
    const transport = createTransport({
      origin,
      allowedNetworks,
      secureContext,
      limits,
      ...(kubeconfig.tlsServerName && { serverName: kubeconfig.tlsServerName }),
      ...(token && { token }),
    });
    const configuration = createConfiguration({
      baseServer: new ServerConfiguration(kubeconfig.server.replace(/\/+$/, ''), {}),
      httpApi: wrapHttpLibrary(transport),
    });
    return clusterApi(configuration, () => transport.close().finally(endTurn));
  };
}

/** OpenSSL passes over an authority that it can't read in silence, so each is read here first. */
function trustedContext({ certificateAuthority: ca, credentials }: Kubeconfig): SecureContext {
  try {
    if (ca !== undefined) new X509Certificate(ca);
    secureContextOf({ ca });
  } catch {
    fail('kubeconfig-ca', { reason: 'not a certificate' });
  }
  if (credentials.type === 'token') return secureContextOf({ ca });
  try {
    return secureContextOf({ ca, cert: credentials.certificate, key: credentials.key });
  } catch {
    return fail('kubeconfig-client-certificate', { reason: 'key of another certificate' });
  }
}

function clusterApi(configuration: Configuration, close: () => Promise<void>): ClusterApi {
  const core = new CoreV1Api(configuration);
  return {
    version: () =>
      answer(async () => schemas.version.parse(await new VersionApi(configuration).getCode())),
    whoAmI: () => answer(() => whoAmI(configuration)),
    namespace: (name) =>
      answer(async () => schemas.named(name).parse(await core.readNamespace({ name }))),
    serviceAccount: (account) =>
      answer(async () =>
        schemas.named(account.name).parse(await core.readNamespacedServiceAccount({ ...account })),
      ),
    tokenSecrets: (namespace) =>
      answer(async () =>
        schemas.tokenSecrets.parse(
          await core.listNamespacedSecret({
            namespace,
            fieldSelector: 'type=kubernetes.io/service-account-token',
            limit: 500,
          }),
        ),
      ),
    mayI: (access) => answer(() => mayI(configuration, access)),
    admits: (object, namespace) =>
      answer(async () => {
        const created =
          object === 'pod'
            ? await core.createNamespacedPod({ namespace, body: sampleJobPod, dryRun: 'All' })
            : await core.createNamespacedSecret({
                namespace,
                body: sampleJobSecret,
                dryRun: 'All',
              });
        schemas.admitted.parse(created);
      }),
    controlPlaneNodes: () => answer(() => controlPlaneNodes(core)),
    apiServerAddresses: () => answer(() => apiServerAddresses(configuration)),
    secretManagers: ({ namespace, name }) =>
      answer(async () =>
        schemas.managers.parse(await core.readNamespacedSecret({ namespace, name })),
      ),
    applySecret: (secret, fieldManager) => answer(() => applySecret(core, secret, fieldManager)),
    close,
  };
}

async function whoAmI(configuration: Configuration): Promise<string> {
  const api = new AuthenticationV1Api(configuration);
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  return schemas.user.parse(await api.createSelfSubjectReview({ body }));
}

async function mayI(configuration: Configuration, access: Access): Promise<boolean> {
  const api = new AuthorizationV1Api(configuration);
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { ...access } },
  };
  return schemas.allowed.parse(await api.createSelfSubjectAccessReview({ body }));
}

/** The second label is the one before Kubernetes 1.24. Selectors know no "or" over labels. */
async function controlPlaneNodes(core: CoreV1Api): Promise<readonly string[]> {
  const labels = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];
  const lists = await Promise.all(
    labels.map(async (labelSelector) =>
      schemas.names.parse(await core.listNode({ labelSelector, limit: 100 })),
    ),
  );
  return [...new Set(lists.flat())];
}

async function applySecret(
  core: CoreV1Api,
  { namespace, name, data }: NewSecret,
  fieldManager: string,
): Promise<void> {
  const values = [...data].map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]);
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name },
    type: 'Opaque',
    data: Object.fromEntries(values),
  };
  const asApply = setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply);
  const applied = await core.patchNamespacedSecret(
    { namespace, name, body, fieldManager },
    asApply,
  );
  schemas.named(name).parse(applied);
}

async function apiServerAddresses(configuration: Configuration): Promise<readonly string[]> {
  const api = new DiscoveryV1Api(configuration);
  return schemas.addresses.parse(
    await api.readNamespacedEndpointSlice({ namespace: 'default', name: 'kubernetes' }),
  );
}
