import type { ClusterKind } from '../request/request.ts';

export interface AccountNames {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Of the secret with its token. */
  readonly secret: string;
}

/** Objects that belong together, and what they are for. */
interface ManifestPart {
  readonly why: string;
  readonly objects: readonly object[];
}

/** The names that are suggested, in place of which a block has variables. */
export const suggestedNames: Readonly<Record<ClusterKind, AccountNames>> = {
  'build-cluster': {
    namespace: 'kubevirt-prow-jobs',
    serviceAccount: 'prow-workloads-cluster-automation',
    secret: 'prow-workloads-cluster-automation',
  },
  'external-provider': {
    namespace: 'kube-system',
    serviceAccount: 'kubevirtci-automation',
    secret: 'kubevirtci-automation',
  },
};

/**
 * What a cluster needs before its kubeconfig can be written: the objects of the blocks to paste and
 * of the files in `manifests/`. All can be applied again. A binding is named after its account too,
 * so that it takes nothing from another one that is still in use.
 */
export const manifests: Readonly<
  Record<ClusterKind, (names: AccountNames) => readonly ManifestPart[]>
> = {
  'build-cluster': (names) => [
    { ...accountOf(names), objects: [namespaceOf(names), ...accountOf(names).objects] },
    {
      why: 'What Prow does in the namespace, and nothing else.',
      objects: [roleOf(names), bindRole('Role', jobsRole, names)],
    },
    {
      why: 'How many control planes run. Either rule is enough for the bot to see it.',
      objects: [controlPlaneReader, bindRole('ClusterRole', clusterRoles['build-cluster'], names)],
    },
  ],
  'external-provider': (names) => [
    accountOf(names),
    {
      why: 'Jobs install KubeVirt and change what they need for their tests.',
      objects: [bindRole('ClusterRole', clusterRoles['external-provider'], names)],
    },
  ],
};

/** The name of a binding, of a role to a service account. */
export function bindingName(role: string, serviceAccount: string): string {
  return `${role}-${serviceAccount}`;
}

/** What is bound in the whole cluster. */
export const clusterRoles: Readonly<Record<ClusterKind, string>> = {
  'build-cluster': 'kubevirt-prow-control-plane-reader',
  'external-provider': 'cluster-admin',
};

const jobsRole = 'kubevirt-prow-workloads';
const rbac = 'rbac.authorization.k8s.io';

const namespaceOf = ({ namespace }: AccountNames) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: namespace },
});

function accountOf({ namespace, serviceAccount, secret }: AccountNames): ManifestPart {
  return {
    why: 'A controller fills in the token. It stays valid, unlike one of `kubectl create token`.',
    objects: [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: serviceAccount, namespace } },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'kubernetes.io/service-account-token',
        metadata: {
          name: secret,
          namespace,
          annotations: { 'kubernetes.io/service-account.name': serviceAccount },
        },
      },
    ],
  };
}

function roleOf({ namespace }: AccountNames) {
  const manage = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name: jobsRole, namespace },
    rules: [
      { apiGroups: [''], resources: ['pods', 'secrets'], verbs: manage },
      {
        apiGroups: [''],
        resources: ['pods/log', 'namespaces', 'serviceaccounts'],
        verbs: ['get'],
      },
    ],
  };
}

const controlPlaneReader = {
  apiVersion: `${rbac}/v1`,
  kind: 'ClusterRole',
  metadata: { name: clusterRoles['build-cluster'] },
  rules: [
    { apiGroups: [''], resources: ['nodes'], verbs: ['list'] },
    {
      apiGroups: ['discovery.k8s.io'],
      resources: ['endpointslices'],
      verbs: ['get'],
      resourceNames: ['kubernetes'],
    },
  ],
};

function bindRole(
  kind: 'Role' | 'ClusterRole',
  role: string,
  { namespace, serviceAccount }: AccountNames,
) {
  const name = bindingName(role, serviceAccount);
  return {
    apiVersion: `${rbac}/v1`,
    kind: `${kind}Binding`,
    metadata: kind === 'Role' ? { name, namespace } : { name },
    roleRef: { apiGroup: rbac, kind, name: role },
    subjects: [{ kind: 'ServiceAccount', name: serviceAccount, namespace }],
  };
}
