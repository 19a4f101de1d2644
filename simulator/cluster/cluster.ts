import { type Authority, createAuthority, type IssueOptions } from '../certificates.ts';
import { type Administrator, createAdministrator } from './administrator.ts';
import { prepareBuildCluster } from './build-cluster.ts';
import { type ClusterState, createClusterState } from './cluster-state.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { resourceTypes } from './resources.ts';
import { type ClusterFault, type SeenRequest, serveCluster } from './server.ts';
import type { Store } from './store.ts';
import type { ServiceAccountRef, User } from './users.ts';

export interface ClusterOptions {
  /** What each answer waits for. */
  readonly wait?: () => Promise<void>;
  /** Such as `v1.34.2`. */
  readonly version?: string;
  /** What is special about the server's certificate. */
  readonly serving?: IssueOptions;
  /** Answers in place of the server, wherever it returns something. */
  readonly fault?: (request: SeenRequest) => ClusterFault | undefined;
}

export interface SimulatedCluster extends Kubeconfigs {
  /** `https://127.0.0.1:<port>` */
  readonly server: string;
  /** PEM */
  readonly certificateAuthority: string;
  readonly admin: Administrator;
  readonly requests: readonly SeenRequest[];
  /** How many connections to it are open. */
  connections(): Promise<number>;
  /** All that the procedure asks of the administrator of a build cluster. */
  prepareBuildCluster(account: ServiceAccountRef): void;
  close(): Promise<void>;
}

/** Kubeconfigs as YAML. */
interface Kubeconfigs {
  /** Of a service account, with the token of its token secret unless another is given. */
  kubeconfigFor(account: ServiceAccountRef, token?: string): string;
  /** Of any user. */
  kubeconfigWithToken(user: string, token: string): string;
  /** Of a user who authenticates with a client certificate. */
  /** With a client certificate that lives for two years, or until then. */
  kubeconfigWithCertificate(user: User, notAfter?: Date): Promise<string>;
  /** Of someone who may do everything, with a token that does not end. */
  adminKubeconfig(): string;
}

/** Starts a Kubernetes API on loopback: TLS, authentication, RBAC and admission are for real. */
export async function startCluster(options: ClusterOptions = {}): Promise<SimulatedCluster> {
  const { version = 'v1.34.2', wait, fault } = options;
  const authority = await createAuthority('kubernetes-ca');
  const serving = await authority.issue({
    commonName: 'kube-apiserver',
    dnsNames: ['localhost', 'kubernetes', 'kubernetes.default.svc'],
    ipAddresses: ['127.0.0.1'],
    ...options.serving,
  });
  const state = createClusterState(version, authority.certificate);
  const admin = createAdministrator(state);
  const requests: SeenRequest[] = [];
  const { url, connections, close } = await serveCluster(state, {
    serving,
    clientAuthority: authority.certificate,
    ...(wait && { wait }),
    ...(fault && { fault }),
    onRequest: (request) => requests.push(request),
  });
  return {
    server: url,
    certificateAuthority: authority.certificate,
    admin,
    requests,
    connections,
    prepareBuildCluster: (account) => prepareBuildCluster(admin, account),
    ...createKubeconfigs({ authority, server: url, state, admin }),
    close,
  };
}

interface KubeconfigSources {
  readonly authority: Authority;
  readonly server: string;
  readonly state: ClusterState;
  readonly admin: Administrator;
}

function createKubeconfigs({ authority, server, state, admin }: KubeconfigSources): Kubeconfigs {
  const endpoint = { server, certificateAuthority: authority.certificate };
  let administratorToken: string | undefined;
  const withToken = (user: string, token: string) =>
    writeKubeconfig({ ...endpoint, user, credentials: { token } });
  return {
    kubeconfigFor: ({ namespace, name }, token = tokenOf(state.store, { namespace, name })) =>
      writeKubeconfig({ ...endpoint, namespace, user: name, credentials: { token } }),
    kubeconfigWithToken: withToken,
    kubeconfigWithCertificate: async ({ username, groups }, notAfter = inTwoYears()) => {
      const options = { commonName: username, organizations: groups, clientAuth: true };
      const credentials = await authority.issue({ ...options, notAfter });
      return writeKubeconfig({ ...endpoint, user: username, credentials });
    },
    adminKubeconfig: () => {
      administratorToken ??= createClusterAdmin(admin);
      return withToken('provider-admin', administratorToken);
    },
  };
}

function inTwoYears(): Date {
  return new Date(Date.now() + 2 * 365 * 24 * 60 * 60 * 1000);
}

/** Returns the token of a new service account that may do everything. */
function createClusterAdmin(admin: Administrator): string {
  const account = { namespace: 'kube-system', name: 'provider-admin' };
  admin.createServiceAccount(account);
  admin.bindClusterRole(account.name, 'cluster-admin', account);
  return admin.createTokenSecret('provider-admin-token', account);
}

function tokenOf(store: Store, { namespace, name }: ServiceAccountRef): string {
  const annotation = 'kubernetes.io/service-account.name';
  for (const { metadata, data } of store.list(resourceTypes.secrets, namespace)) {
    if (metadata.annotations?.[annotation] !== name) continue;
    if (typeof data !== 'object' || data === null || !('token' in data)) continue;
    return Buffer.from(String(data.token), 'base64').toString('utf8');
  }
  throw new Error(`service account "${name}" has no token secret`);
}
