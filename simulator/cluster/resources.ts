/** A kind of object that the server stores, as its paths and messages name it. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1' };
const core = { group: '', version: 'v1' };

export const resourceTypes = {
  namespaces: { ...core, plural: 'namespaces', kind: 'Namespace', namespaced: false },
  nodes: { ...core, plural: 'nodes', kind: 'Node', namespaced: false },
  pods: { ...core, plural: 'pods', kind: 'Pod', namespaced: true },
  secrets: { ...core, plural: 'secrets', kind: 'Secret', namespaced: true },
  serviceAccounts: { ...core, plural: 'serviceaccounts', kind: 'ServiceAccount', namespaced: true },
  resourceQuotas: { ...core, plural: 'resourcequotas', kind: 'ResourceQuota', namespaced: true },
  endpointSlices: {
    group: 'discovery.k8s.io',
    version: 'v1',
    plural: 'endpointslices',
    kind: 'EndpointSlice',
    namespaced: true,
  },
  roles: { ...rbac, plural: 'roles', kind: 'Role', namespaced: true },
  roleBindings: { ...rbac, plural: 'rolebindings', kind: 'RoleBinding', namespaced: true },
  clusterRoles: { ...rbac, plural: 'clusterroles', kind: 'ClusterRole', namespaced: false },
  clusterRoleBindings: {
    ...rbac,
    plural: 'clusterrolebindings',
    kind: 'ClusterRoleBinding',
    namespaced: false,
  },
} as const satisfies Readonly<Record<string, ResourceType>>;

export function apiVersionOf({ group, version }: ResourceType): string {
  return group === '' ? version : `${group}/${version}`;
}

export function findResourceType(
  group: string,
  version: string,
  plural: string,
): ResourceType | undefined {
  return Object.values<ResourceType>(resourceTypes).find(
    (type) => type.group === group && type.version === version && type.plural === plural,
  );
}
