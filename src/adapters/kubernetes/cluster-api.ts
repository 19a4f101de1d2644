import { X509Certificate } from 'node:crypto';
import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts';
import { openssl } from '../../kubeconfig/openssl.ts';
import { readAuthorities } from '../../kubeconfig/vet/certificates.ts';
import type { Certificate } from '../../kubeconfig/x509/certificate.ts';
import type {
  Access,
  AdmittedObject,
  Answer,
  ClusterApi,
  ConnectCluster,
  ControlPlaneNode,
  NewSecret,
} from '../../probe/cluster.ts';
import { sampleJobPod, sampleJobSecret } from '../../probe/sample-objects.ts';
import { fail } from '../../problem.ts';
import * as schemas from './answers.ts';
import { at, type Call, createCall } from './call.ts';
import { createKeyedLock } from './keyed-lock.ts';
import type { Network } from './network-address.ts';
import { secureContextOf } from './tls/secure-context.ts';
import { createTransport, type TimeLimits } from './transport.ts';

export interface ConnectClusterOptions {
  /** Networks that may be reached though they are not public. */
  readonly allowedNetworks: readonly Network[];
  readonly limits?: Partial<TimeLimits>;
}

const defaultLimits: TimeLimits = { lookupMs: 4_000, callMs: 5_000, totalMs: 15_000 };

/**
 * Opens clusters, one at a time for each server's name and port: many issues that name one server
 * must not make a crowd of the bot.
 */
export function createConnectCluster(options: ConnectClusterOptions): ConnectCluster {
  const { allowedNetworks } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const takeTurn = createKeyedLock();
  return async (kubeconfig) => {
    const trust = trustOf(kubeconfig);
    const { origin } = new URL(kubeconfig.server);
    const endTurn = await takeTurn(serverKey(kubeconfig.server));
    const token =
      kubeconfig.credentials.type === 'token' ? kubeconfig.credentials.token : undefined;
    const transport = createTransport({
      origin,
      allowedNetworks,
      ...trust,
      limits,
      ...(kubeconfig.tlsServerName && { serverName: kubeconfig.tlsServerName }),
      ...(token && { token }),
    });
    const call = createCall(kubeconfig.server, transport);
    return clusterApi(call, () => transport.close().finally(endTurn));
  };
}

/** A name with a dot behind it is the same name, and the port may be left to be understood. */
function serverKey(server: string): string {
  const { hostname, port } = new URL(server);
  return `${hostname.replace(/\.$/, '')}:${port}`;
}

/**
 * OpenSSL passes over an authority that it can't read in silence. So each is read before, though
 * those of a vetted kubeconfig were written anew.
 */
function trustOf({ certificateAuthority: ca, credentials }: Kubeconfig) {
  const authorities = ca === undefined ? undefined : readAuthorities(ca, openssl);
  const { certificate: cert, key } = credentials.type === 'token' ? {} : credentials;
  const trust = (pem: string | undefined) => secureContextOf({ ca: pem, cert, key });
  const trustOnly = (some: readonly Certificate[]) => trust(some.map(pemOf).join(''));
  if (credentials.type === 'token') return { authorities, trustOnly, secureContext: trust(ca) };
  try {
    return { authorities, trustOnly, secureContext: trust(ca) };
  } catch {
    return fail('kubeconfig-client-certificate', { reason: 'key of another certificate' });
  }
}

function pemOf({ der }: Certificate): string {
  return new X509Certificate(der).toString();
}

function clusterApi(call: Call, close: () => Promise<void>): ClusterApi {
  return {
    version: () => call(schemas.version, '/version'),
    whoAmI: () => whoAmI(call),
    namespace: (name) => call(schemas.named(name), at`/api/v1/namespaces/${name}`),
    serviceAccount: ({ namespace, name }) =>
      call(schemas.named(name), at`/api/v1/namespaces/${namespace}/serviceaccounts/${name}`),
    tokenSecrets: (namespace) =>
      call(
        schemas.tokenSecrets,
        at`/api/v1/namespaces/${namespace}/secrets?fieldSelector=${tokenSecretType}&limit=${schemas.mostTokenSecrets}`,
      ),
    canI: (access) => canI(call, access),
    admits: (object, namespace) => admits(call, object, namespace),
    controlPlaneNodes: () => controlPlaneNodes(call),
    apiServerAddresses: () =>
      call(
        schemas.addresses,
        '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes',
      ),
    secretManagers: ({ namespace, name }) =>
      call(schemas.managers, at`/api/v1/namespaces/${namespace}/secrets/${name}`, 'metadata only'),
    applySecret: (secret, fieldManager) => applySecret(call, secret, fieldManager),
    close,
  };
}

const tokenSecretType = 'type=kubernetes.io/service-account-token';

function whoAmI(call: Call): Promise<Answer<string>> {
  const post = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  return call(schemas.user, '/apis/authentication.k8s.io/v1/selfsubjectreviews', { post });
}

function canI(call: Call, access: Access): Promise<Answer<boolean>> {
  const post = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: access },
  };
  return call(schemas.allowed, '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { post });
}

function admits(call: Call, object: AdmittedObject, namespace: string): Promise<Answer<void>> {
  const [resource, post] = object === 'pod' ? ['pods', sampleJobPod] : ['secrets', sampleJobSecret];
  const path = at`/api/v1/namespaces/${namespace}/${resource}?dryRun=All`;
  return call(schemas.admitted, path, { post });
}

/** The second label is the one before Kubernetes 1.24. Selectors know no "or" over labels. */
async function controlPlaneNodes(call: Call): Promise<Answer<readonly ControlPlaneNode[]>> {
  const labels = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];
  const lists = await Promise.all(
    labels.map((label) =>
      call(schemas.nodes, at`/api/v1/nodes?labelSelector=${label}&limit=${schemas.mostNodes}`),
    ),
  );
  const failure = lists.find((list) => !list.ok);
  if (failure) return failure;
  const all = lists.flatMap((list) => (list.ok ? list.value : []));
  return { ok: true, value: [...new Map(all.map((node) => [node.name, node])).values()] };
}

function applySecret(
  call: Call,
  { namespace, name, data }: NewSecret,
  fieldManager: string,
): Promise<Answer<void>> {
  const values = [...data].map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]);
  const apply = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name },
    type: 'Opaque',
    data: Object.fromEntries(values),
  };
  const path = at`/api/v1/namespaces/${namespace}/secrets/${name}?fieldManager=${fieldManager}`;
  return call(schemas.named(name), path, { apply });
}
