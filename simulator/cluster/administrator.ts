import * as z from 'zod';
import { base64 } from '../base64.ts';
import { managedBy } from './apply.ts';
import type { PolicyRule } from './rbac.ts';
import { type ResourceType, resourceTypes } from './resources.ts';
import {
  complete,
  type NewObject,
  type ObjectKey,
  type Store,
  type StoredObject,
} from './store.ts';
import type { TokenIssuer } from './tokens.ts';
import type { ServiceAccountRef, User } from './users.ts';

/** What an administrator does with kubectl, in words. Throws where kubectl would complain. */
export interface Administrator {
  /** With a Pod Security level, pods in it must meet that standard. */
  createNamespace(name: string, podSecurity?: 'restricted'): void;
  deleteNamespace(name: string): void;
  createServiceAccount(account: ServiceAccountRef): void;
  deleteServiceAccount(account: ServiceAccountRef): void;
  /** A secret of type `kubernetes.io/service-account-token`; returns the token in it. */
  createTokenSecret(name: string, account: ServiceAccountRef): string;
  /** As `kubectl create secret generic`. */
  createSecret(key: ObjectKey, data: Readonly<Record<string, string>>): void;
  /** What is in a secret; undefined where there is none. */
  readSecret(key: ObjectKey): Readonly<Record<string, string>> | undefined;
  deleteSecret(key: ObjectKey): void;
  /** As `kubectl create token`: returns a token that ends by itself. */
  createToken(account: ServiceAccountRef, seconds?: number): string;
  /** A token of a user who is no service account. */
  createUserToken(user: User): string;
  createRole(namespace: string, name: string, rules: readonly PolicyRule[]): void;
  createClusterRole(name: string, rules: readonly PolicyRule[]): void;
  /** Lets a service account do in one namespace what a role says. */
  bindRole(binding: RoleBinding): void;
  deleteRoleBinding(key: ObjectKey): void;
  /** Lets a service account do everywhere what a cluster role says. */
  bindClusterRole(name: string, clusterRole: string, account: ServiceAccountRef): void;
  /** Ready unless it says otherwise. */
  createNode(name: string, labels?: Readonly<Record<string, string>>, isReady?: boolean): void;
  deleteNode(name: string): void;
  /** The addresses in the EndpointSlice `kubernetes` of `default`. */
  setApiServers(addresses: readonly string[]): void;
  limitPods(namespace: string, pods: number): void;
  /** Installs a webhook for pods or secrets that has side effects, so dry runs are refused. */
  addWebhookWithSideEffects(name: string, resource: 'pods' | 'secrets'): void;
}

interface RoleBinding {
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'Role' | 'ClusterRole';
  readonly role: string;
  readonly account: ServiceAccountRef;
}

export interface Administered {
  readonly store: Store;
  readonly tokens: TokenIssuer;
  /** PEM */
  readonly certificateAuthority: string;
  readonly staticTokens: Map<string, User>;
  readonly webhooks: Map<ResourceType, string>;
}

export function createAdministrator(cluster: Administered): Administrator {
  return {
    ...namespaceCommands(cluster.store),
    ...tokenCommands(cluster),
    ...roleCommands(cluster.store),
    ...nodeCommands(cluster.store),
    addWebhookWithSideEffects: (name, resource) => {
      cluster.webhooks.set(resourceTypes[resource], name);
    },
  };
}

function namespaceCommands(store: Store) {
  return {
    createNamespace: (name: string, podSecurity?: 'restricted') => {
      const labels = {
        'kubernetes.io/metadata.name': name,
        ...(podSecurity && { 'pod-security.kubernetes.io/enforce': podSecurity }),
      };
      put(store, resourceTypes.namespaces, { metadata: { name, labels } });
    },
    deleteNamespace: (name: string) => store.remove(resourceTypes.namespaces, { name }),
    createServiceAccount: (account: ServiceAccountRef) => {
      put(store, resourceTypes.serviceAccounts, { metadata: { ...account } });
    },
    deleteServiceAccount: (account: ServiceAccountRef) =>
      store.remove(resourceTypes.serviceAccounts, account),
    createSecret: ({ namespace, name }: ObjectKey, values: Readonly<Record<string, string>>) => {
      const data = Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, base64(value)]),
      );
      const managedFields = [managedBy('kubectl-create', 'Update', data)];
      const metadata = { namespace, name, managedFields };
      put(store, resourceTypes.secrets, { metadata, type: 'Opaque', data });
    },
    readSecret: (key: ObjectKey) => {
      const secret = store.get(resourceTypes.secrets, key);
      return secret && withData.parse(secret).data;
    },
    deleteSecret: (key: ObjectKey) => store.remove(resourceTypes.secrets, key),
    limitPods: (namespace: string, pods: number) => {
      const spec = { hard: { pods: String(pods) } };
      put(store, resourceTypes.resourceQuotas, { metadata: { namespace, name: 'quota' }, spec });
    },
  };
}

const withData = z.object({
  data: z.record(
    z.string(),
    z.string().transform((value) => Buffer.from(value, 'base64').toString()),
  ),
});

function tokenCommands({ store, tokens, staticTokens, certificateAuthority }: Administered) {
  return {
    createTokenSecret: (name: string, account: ServiceAccountRef) => {
      const { namespace } = account;
      const uid = uidOf(store, account);
      const token = tokens.issueLegacy({ ...account, uid }, name);
      const annotations = {
        'kubernetes.io/service-account.name': account.name,
        'kubernetes.io/service-account.uid': uid,
      };
      put(store, resourceTypes.secrets, {
        metadata: { namespace, name, annotations },
        type: 'kubernetes.io/service-account-token',
        data: {
          'ca.crt': base64(certificateAuthority),
          namespace: base64(namespace),
          token: base64(token),
        },
      });
      return token;
    },
    createToken: (account: ServiceAccountRef, seconds = 3600) => {
      const issuedAt = Math.floor(Date.now() / 1000);
      const times = { issuedAt, expiresAt: issuedAt + seconds };
      return tokens.issueBound({ ...account, uid: uidOf(store, account) }, times);
    },
    createUserToken: (user: User) => {
      const token = `token-of-${user.username}-${staticTokens.size}`;
      staticTokens.set(token, { ...user, groups: [...user.groups, 'system:authenticated'] });
      return token;
    },
  };
}

function roleCommands(store: Store) {
  return {
    createRole: (namespace: string, name: string, rules: readonly PolicyRule[]) => {
      put(store, resourceTypes.roles, { metadata: { namespace, name }, rules });
    },
    createClusterRole: (name: string, rules: readonly PolicyRule[]) => {
      put(store, resourceTypes.clusterRoles, { metadata: { name }, rules });
    },
    bindRole: ({ namespace, name, kind, role, account }: RoleBinding) => {
      const roleRef = { kind, name: role };
      const subjects = [{ kind: 'ServiceAccount', ...account }];
      put(store, resourceTypes.roleBindings, { metadata: { namespace, name }, roleRef, subjects });
    },
    deleteRoleBinding: (key: ObjectKey) => store.remove(resourceTypes.roleBindings, key),
    bindClusterRole: (name: string, clusterRole: string, account: ServiceAccountRef) => {
      const roleRef = { kind: 'ClusterRole', name: clusterRole };
      const subjects = [{ kind: 'ServiceAccount', ...account }];
      put(store, resourceTypes.clusterRoleBindings, { metadata: { name }, roleRef, subjects });
    },
  };
}

function nodeCommands(store: Store) {
  return {
    createNode: (name: string, labels: Readonly<Record<string, string>> = {}, isReady = true) => {
      const status = { conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }] };
      put(store, resourceTypes.nodes, { metadata: { name, labels }, status });
    },
    deleteNode: (name: string) => store.remove(resourceTypes.nodes, { name }),
    setApiServers: (addresses: readonly string[]) => {
      put(store, resourceTypes.endpointSlices, {
        metadata: {
          namespace: 'default',
          name: 'kubernetes',
          labels: { 'kubernetes.io/service-name': 'kubernetes' },
        },
        addressType: 'IPv4',
        endpoints: addresses.map((address) => ({
          addresses: [address],
          conditions: { ready: true },
        })),
        ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
      });
    },
  };
}

function put(store: Store, type: ResourceType, object: NewObject): StoredObject {
  const { namespace } = object.metadata;
  if (namespace !== undefined && !store.get(resourceTypes.namespaces, { name: namespace })) {
    throw new Error(`namespaces "${namespace}" not found`);
  }
  return store.put(type, complete(type, object));
}

function uidOf(store: Store, account: ServiceAccountRef): string {
  const found = store.get(resourceTypes.serviceAccounts, account);
  if (found === undefined) throw new Error(`serviceaccounts "${account.name}" not found`);
  return found.metadata.uid;
}
