import * as z from 'zod';
import { resourceTypes } from './resources.ts';
import type { Store, StoredObject } from './store.ts';
import type { User } from './users.ts';

/** What a request wants to do. */
export type Attributes = ResourceAttributes | NonResourceAttributes;

export interface ResourceAttributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Absent: at the cluster scope. */
  readonly namespace?: string;
  readonly name?: string;
}

interface NonResourceAttributes {
  readonly verb: string;
  readonly path: string;
}

const strings = z.array(z.string()).default([]);

const ruleSchema = z.object({
  verbs: z.array(z.string()),
  apiGroups: strings,
  resources: strings,
  resourceNames: strings,
  nonResourceURLs: strings,
});

export type PolicyRule = z.input<typeof ruleSchema>;
type FullRule = z.infer<typeof ruleSchema>;

const roleSchema = z.object({ rules: z.array(ruleSchema) });

const bindingSchema = z.object({
  roleRef: z.object({ kind: z.enum(['Role', 'ClusterRole']), name: z.string() }),
  subjects: z.array(
    z.object({
      kind: z.enum(['User', 'Group', 'ServiceAccount']),
      name: z.string(),
      namespace: z.string().optional(),
    }),
  ),
});

export type Binding = z.infer<typeof bindingSchema>;

export interface Decision {
  readonly allowed: boolean;
  /** As the real authorizer words it. */
  readonly reason: string;
}

/** Decides as the RBAC authorizer of Kubernetes does: allowed if any rule of any binding fits. */
export function authorize(store: Store, user: User, attributes: Attributes): Decision {
  const namespace = 'path' in attributes ? undefined : attributes.namespace;
  const bindings = [
    ...store.list(resourceTypes.clusterRoleBindings),
    ...(namespace === undefined ? [] : store.list(resourceTypes.roleBindings, namespace)),
  ];
  const granting = bindings.find(
    (object) => isSubject(bindingOf(object), user) && grants(store, object, attributes),
  );
  if (granting === undefined) return { allowed: false, reason: '' };
  const { name } = bindingOf(granting).roleRef;
  const binding = `${granting.kind} "${granting.metadata.name}"`;
  return { allowed: true, reason: `RBAC: allowed by ${binding} of ${name} to ${user.username}` };
}

function bindingOf(object: StoredObject): Binding {
  return bindingSchema.parse(object);
}

function isSubject({ subjects }: Binding, { username, groups }: User): boolean {
  return subjects.some(({ kind, name, namespace = '' }) => {
    if (kind === 'Group') return groups.includes(name);
    if (kind === 'User') return username === name;
    return username === `system:serviceaccount:${namespace}:${name}`;
  });
}

function grants(store: Store, binding: StoredObject, attributes: Attributes): boolean {
  const { kind, name } = bindingOf(binding).roleRef;
  const role =
    kind === 'Role'
      ? store.get(resourceTypes.roles, { name, namespace: binding.metadata.namespace })
      : store.get(resourceTypes.clusterRoles, { name });
  if (role === undefined) return false;
  return roleSchema.parse(role).rules.some((rule) => fits(rule, attributes));
}

function fits(rule: FullRule, attributes: Attributes): boolean {
  if (!includes(rule.verbs, attributes.verb)) return false;
  if ('path' in attributes) return rule.nonResourceURLs.some((url) => covers(url, attributes.path));
  const { group, resource, subresource, name } = attributes;
  const wanted = subresource === undefined ? resource : `${resource}/${subresource}`;
  const isNamed = rule.resourceNames.length === 0 || rule.resourceNames.includes(name ?? '');
  return includes(rule.apiGroups, group) && includes(rule.resources, wanted) && isNamed;
}

/** A wish for `*` itself is only met by a rule with `*`. */
function includes(values: readonly string[], wanted: string): boolean {
  return values.includes('*') || values.includes(wanted);
}

function covers(url: string, path: string): boolean {
  return url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1)));
}
