import type { Administrator } from './administrator.ts';
import type { ServiceAccountRef } from './users.ts';

/** The service account in the namespace of Prow's jobs that the procedure makes. */
export const account: ServiceAccountRef = {
  namespace: 'kubevirt-prow-jobs',
  name: 'prow-workloads-cluster-automation',
};

export const controlPlaneNodes = ['control-plane-1', 'control-plane-2', 'control-plane-3'] as const;
export const controlPlaneLabel = { 'node-role.kubernetes.io/control-plane': '' };

/** All that the procedure asks of the administrator of a build cluster. */
export function prepareBuildCluster(admin: Administrator, account: ServiceAccountRef): void {
  const { namespace, name } = account;
  admin.createNamespace(namespace);
  admin.createServiceAccount(account);
  admin.createTokenSecret(`${name}-token`, account);
  admin.bindRole({ namespace, name, kind: 'ClusterRole', role: 'admin', account });
  for (const node of controlPlaneNodes) admin.createNode(node, controlPlaneLabel);
  admin.setApiServers(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
  letReadApiServers(admin, account);
}

const apiServersRole = { namespace: 'default', name: 'read-api-server-addresses' };

/** Nodes are not listed, and then neither is the EndpointSlice: the control plane is not counted. */
export function hideControlPlane(admin: Administrator): void {
  admin.deleteRoleBinding(apiServersRole);
}

/** Lets the service account of the procedure list the nodes. */
export function showNodes(admin: Administrator): void {
  admin.createClusterRole('read-nodes', [
    { verbs: ['list'], apiGroups: [''], resources: ['nodes'] },
  ]);
  admin.bindClusterRole('read-nodes', 'read-nodes', account);
}

/** As EKS, AKS and others do: only workers are nodes, and one address leads to all API servers. */
export function manageControlPlane(admin: Administrator): void {
  showNodes(admin);
  for (const node of controlPlaneNodes) admin.deleteNode(node);
  admin.createNode('worker-1', { 'node-role.kubernetes.io/worker': '' });
  admin.setApiServers(['192.0.2.1']);
}

/** The two-line role that proves the control plane without the right to list nodes. */
function letReadApiServers(admin: Administrator, account: ServiceAccountRef): void {
  const { name } = apiServersRole;
  admin.createRole('default', name, [
    {
      verbs: ['get'],
      apiGroups: ['discovery.k8s.io'],
      resources: ['endpointslices'],
      resourceNames: ['kubernetes'],
    },
  ]);
  admin.bindRole({ namespace: 'default', name, kind: 'Role', role: name, account });
}
