import type { Binding, PolicyRule } from './rbac.ts';

const read = ['get', 'list', 'watch'];
const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];

/** The roles that Kubernetes ships, as far as this server's resources go. */
export const defaultClusterRoles: Readonly<Record<string, readonly PolicyRule[]>> = {
  'cluster-admin': [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ],
  admin: [
    {
      verbs: [...read, ...write],
      apiGroups: [''],
      resources: ['pods', 'secrets', 'serviceaccounts'],
    },
    { verbs: ['create'], apiGroups: [''], resources: ['serviceaccounts/token'] },
    {
      verbs: read,
      apiGroups: [''],
      resources: ['namespaces', 'pods/log', 'pods/status', 'resourcequotas'],
    },
    { verbs: read, apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
    {
      verbs: [...read, ...write],
      apiGroups: ['rbac.authorization.k8s.io'],
      resources: ['roles', 'rolebindings'],
    },
  ],
  'system:basic-user': [
    {
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    },
    {
      verbs: ['create'],
      apiGroups: ['authentication.k8s.io'],
      resources: ['selfsubjectreviews'],
    },
  ],
  'system:discovery': [
    { verbs: ['get'], nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi/*'] },
  ],
  'system:public-info-viewer': [
    { verbs: ['get'], nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'] },
  ],
};

export const defaultClusterRoleBindings: Readonly<Record<string, Binding>> = {
  'cluster-admin': bindingTo('cluster-admin', ['system:masters']),
  'system:basic-user': bindingTo('system:basic-user', ['system:authenticated']),
  'system:discovery': bindingTo('system:discovery', ['system:authenticated']),
  'system:public-info-viewer': bindingTo('system:public-info-viewer', [
    'system:authenticated',
    'system:unauthenticated',
  ]),
};

function bindingTo(clusterRole: string, groups: readonly string[]): Binding {
  return {
    roleRef: { kind: 'ClusterRole', name: clusterRole },
    subjects: groups.map((name) => ({ kind: 'Group', name })),
  };
}
