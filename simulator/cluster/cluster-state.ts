import type { Api } from './api.ts';
import type { Authenticator } from './authentication.ts';
import { defaultClusterRoleBindings, defaultClusterRoles } from './default-roles.ts';
import { type ResourceType, resourceTypes } from './resources.ts';
import { complete, createStore, type Store } from './store.ts';
import { createTokenIssuer } from './tokens.ts';
import type { User } from './users.ts';

/** Everything that a cluster knows. */
export interface ClusterState extends Authenticator, Api {
  readonly staticTokens: Map<string, User>;
  readonly webhooks: Map<ResourceType, string>;
  /** PEM */
  readonly certificateAuthority: string;
}

/** A cluster as it is when it was just installed. */
export function createClusterState(version: string, certificateAuthority: string): ClusterState {
  const store = createStore();
  for (const name of ['default', 'kube-system']) {
    store.put(resourceTypes.namespaces, complete(resourceTypes.namespaces, { metadata: { name } }));
  }
  addDefaultRoles(store);
  return {
    store,
    version,
    certificateAuthority,
    tokens: createTokenIssuer(),
    staticTokens: new Map(),
    webhooks: new Map(),
  };
}

function addDefaultRoles(store: Store): void {
  const { clusterRoles, clusterRoleBindings } = resourceTypes;
  for (const [name, rules] of Object.entries(defaultClusterRoles)) {
    store.put(clusterRoles, complete(clusterRoles, { metadata: { name }, rules }));
  }
  for (const [name, binding] of Object.entries(defaultClusterRoleBindings)) {
    const object = { metadata: { name }, ...binding };
    store.put(clusterRoleBindings, complete(clusterRoleBindings, object));
  }
}
