import type { Credentials } from '../kubeconfig/kubeconfig.ts';
import type { ClusterKind } from '../request/request.ts';
import type { Access, Answer, ClusterApi, ControlPlaneNode, ServiceAccount } from './cluster.ts';
import { isApiServer, judgeable } from './outage.ts';
import { accessInExcess, accessOfClusterAdmin, accessOfProw } from './required-access.ts';
import { isRefused, serviceAccountOf, userOf } from './user.ts';

/**
 * What was seen of a cluster, without a secret in it. What was not looked at is absent, because
 * it does not matter for this kind of cluster or because nothing could be seen.
 */
export interface Observations {
  readonly version: Answer<string>;
  readonly whoAmI: Answer<string>;
  readonly namespace?: Answer<void>;
  readonly serviceAccount?: Answer<void>;
  readonly tokenSecrets?: Answer<readonly ObservedTokenSecret[]>;
  readonly access?: readonly ObservedAccess[];
  readonly accessInExcess?: readonly ObservedAccess[];
  readonly podAdmission?: Answer<void>;
  readonly secretAdmission?: Answer<void>;
  readonly controlPlaneNodes?: Answer<readonly ControlPlaneNode[]>;
  readonly apiServerAddresses?: Answer<readonly string[]>;
  readonly clusterAdmin?: Answer<boolean>;
}

export interface ObservedAccess {
  readonly access: Access;
  readonly answer: Answer<boolean>;
}

interface ObservedTokenSecret {
  readonly name: string;
  readonly serviceAccount?: string;
  /** Whether it holds the very token that the kubeconfig holds. */
  readonly holdsOurToken: boolean;
}

interface Subject {
  readonly kind: ClusterKind;
  readonly jobsNamespace: string;
  readonly credentials: Credentials;
}

/** Looks at everything that the checks need: first who and where, then all the rest at once. */
export async function observeCluster(api: ClusterApi, subject: Subject): Promise<Observations> {
  const [version, whoAmI] = await Promise.all([api.version(), api.whoAmI()]);
  const first = { version, whoAmI };
  if (!isWorthMore(version, whoAmI)) return first;
  const user = userOf(whoAmI, subject.credentials);
  const account = user === undefined ? undefined : serviceAccountOf(user);
  return { ...first, ...(await observers[subject.kind](api, subject, account)) };
}

type Observe = (
  api: ClusterApi,
  subject: Subject,
  account: ServiceAccount | undefined,
) => Promise<Omit<Observations, 'version' | 'whoAmI'>>;

/** What else is looked at, by the kind of cluster. */
const observers: Readonly<Record<ClusterKind, Observe>> = {
  'build-cluster': observeBuildCluster,
  'external-provider': async (api) => ({ clusterAdmin: await api.canI(accessOfClusterAdmin) }),
};

/** A server that does not answer, or refuses the credentials, would do so with every call. */
function isWorthMore(version: Answer<string>, whoAmI: Answer<string>): boolean {
  return isApiServer({ version, whoAmI }) && judgeable(whoAmI) !== undefined && !isRefused(whoAmI);
}

async function observeBuildCluster(
  api: ClusterApi,
  { jobsNamespace, credentials }: Subject,
  account: ServiceAccount | undefined,
): Promise<Omit<Observations, 'version' | 'whoAmI'>> {
  const ours = account?.namespace === jobsNamespace ? account : undefined;
  const [
    namespace,
    serviceAccount,
    tokenSecrets,
    access,
    excess,
    podAdmission,
    secretAdmission,
    controlPlaneNodes,
    apiServerAddresses,
  ] = await Promise.all([
    api.namespace(jobsNamespace),
    ours && api.serviceAccount(ours),
    ours && observeTokenSecrets(api, jobsNamespace, credentials),
    observeAccess(api, accessOfProw(jobsNamespace)),
    observeAccess(api, accessInExcess),
    api.admits('pod', jobsNamespace),
    api.admits('secret', jobsNamespace),
    api.controlPlaneNodes(),
    api.apiServerAddresses(),
  ]);
  return {
    namespace,
    ...(serviceAccount && { serviceAccount }),
    ...(tokenSecrets && { tokenSecrets }),
    access,
    accessInExcess: excess,
    podAdmission,
    secretAdmission,
    controlPlaneNodes,
    apiServerAddresses,
  };
}

function observeAccess(
  api: ClusterApi,
  wanted: readonly Access[],
): Promise<readonly ObservedAccess[]> {
  return Promise.all(wanted.map(async (access) => ({ access, answer: await api.canI(access) })));
}

async function observeTokenSecrets(
  api: ClusterApi,
  namespace: string,
  credentials: Credentials,
): Promise<Answer<readonly ObservedTokenSecret[]>> {
  const answer = await api.tokenSecrets(namespace);
  if (!answer.ok) return answer;
  const value = answer.value.map(({ token, ...secret }) => ({
    ...secret,
    holdsOurToken: credentials.type === 'token' && token === credentials.token,
  }));
  return { ok: true, value };
}
