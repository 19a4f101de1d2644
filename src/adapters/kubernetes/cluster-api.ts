import {
  AuthenticationV1Api,
  AuthorizationV1Api,
  CoreV1Api,
  DiscoveryV1Api,
  PatchStrategy,
  setHeaderOptions,
  VersionApi,
} from '@kubernetes/client-node';
import type { Kubeconfig } from '../../kubeconfig/kubeconfig.ts';
import { readAuthorities } from '../../kubeconfig/vet/certificates.ts';
import type {
  Access,
  AdmittedObject,
  Answer,
  ClusterApi,
  ConnectCluster,
  NewSecret,
} from '../../probe/cluster.ts';
import { sampleJobPod, sampleJobSecret } from '../../probe/sample-objects.ts';
import { fail } from '../../problem.ts';
import * as schemas from './answers.ts';
import { type Call, createCall } from './call.ts';
import { createTurns } from './keyed-lock.ts';
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
 * Opens clusters with the client's API classes alone. Its loader for kubeconfigs runs programs
 * and reads files that a kubeconfig names, so nothing foreign ever reaches it.
 *
 * One at a time for each server's name and port: many issues that name one server must not make a
 * crowd of the bot.
 */
export function createConnectCluster(options: ConnectClusterOptions): ConnectCluster {
  const { allowedNetworks } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const takeTurn = createTurns();
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
  const authorities = ca === undefined ? undefined : readAuthorities(ca);
  if (credentials.type === 'token') return { authorities, secureContext: secureContextOf({ ca }) };
  const { certificate: cert, key } = credentials;
  try {
    return { authorities, secureContext: secureContextOf({ ca, cert, key }) };
  } catch {
    return fail('kubeconfig-client-certificate', { reason: 'key of another certificate' });
  }
}

function clusterApi(call: Call, close: () => Promise<void>): ClusterApi {
  return {
    version: () => call(schemas.version, (to) => new VersionApi(to).getCode()),
    whoAmI: () => whoAmI(call),
    namespace: (name) =>
      call(schemas.named(name), (to) => new CoreV1Api(to).readNamespace({ name })),
    serviceAccount: (account) =>
      call(schemas.named(account.name), (to) =>
        new CoreV1Api(to).readNamespacedServiceAccount({ ...account }),
      ),
    tokenSecrets: (namespace) =>
      call(schemas.tokenSecrets, (to) =>
        new CoreV1Api(to).listNamespacedSecret({
          namespace,
          fieldSelector: 'type=kubernetes.io/service-account-token',
          limit: schemas.mostTokenSecrets,
        }),
      ),
    mayI: (access) => mayI(call, access),
    admits: (object, namespace) => admits(call, object, namespace),
    controlPlaneNodes: () => controlPlaneNodes(call),
    apiServerAddresses: () =>
      call(schemas.addresses, (to) =>
        new DiscoveryV1Api(to).readNamespacedEndpointSlice({
          namespace: 'default',
          name: 'kubernetes',
        }),
      ),
    secretManagers: (secret) =>
      call(schemas.managers, (to) => new CoreV1Api(to).readNamespacedSecret({ ...secret })),
    applySecret: (secret, fieldManager) => applySecret(call, secret, fieldManager),
    close,
  };
}

function whoAmI(call: Call): Promise<Answer<string>> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  return call(schemas.user, (to) => new AuthenticationV1Api(to).createSelfSubjectReview({ body }));
}

function mayI(call: Call, access: Access): Promise<Answer<boolean>> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { ...access } },
  };
  return call(schemas.allowed, (to) =>
    new AuthorizationV1Api(to).createSelfSubjectAccessReview({ body }),
  );
}

function admits(call: Call, object: AdmittedObject, namespace: string): Promise<Answer<void>> {
  const asDryRun = { namespace, dryRun: 'All' };
  return call(schemas.admitted, (to) => {
    const core = new CoreV1Api(to);
    return object === 'pod'
      ? core.createNamespacedPod({ ...asDryRun, body: sampleJobPod })
      : core.createNamespacedSecret({ ...asDryRun, body: sampleJobSecret });
  });
}

/** The second label is the one before Kubernetes 1.24. Selectors know no "or" over labels. */
async function controlPlaneNodes(call: Call): Promise<Answer<readonly string[]>> {
  const labels = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];
  const lists = await Promise.all(
    labels.map((labelSelector) =>
      call(schemas.names, (to) =>
        new CoreV1Api(to).listNode({ labelSelector, limit: schemas.mostNodes }),
      ),
    ),
  );
  const failure = lists.find((list) => !list.ok);
  if (failure) return failure;
  return { ok: true, value: [...new Set(lists.flatMap((list) => (list.ok ? list.value : [])))] };
}

function applySecret(
  call: Call,
  { namespace, name, data }: NewSecret,
  fieldManager: string,
): Promise<Answer<void>> {
  const values = [...data].map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]);
  const body = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name },
    type: 'Opaque',
    data: Object.fromEntries(values),
  };
  const asApply = setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply);
  return call(schemas.named(name), (to) =>
    new CoreV1Api(to).patchNamespacedSecret({ namespace, name, body, fieldManager }, asApply),
  );
}
