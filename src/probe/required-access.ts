import type { Access } from './cluster.ts';

/** What Prow does with pods: its plank creates, watches and patches, its sinker lists and deletes. */
const podVerbs = ['create', 'delete', 'get', 'list', 'patch', 'watch'];
/** What it takes to keep the secrets of jobs up to date. */
const secretVerbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

/** What the service account of a build cluster must be allowed to do. */
export function accessOfProw(namespace: string): readonly Access[] {
  return [
    ...podVerbs.map((verb) => ({ verb, group: '', resource: 'pods', namespace })),
    { verb: 'get', group: '', resource: 'pods', subresource: 'log', namespace },
    ...secretVerbs.map((verb) => ({ verb, group: '', resource: 'secrets', namespace })),
  ];
}

/**
 * Everything that a cluster's administrator may do with resources. Whoever may use every verb may
 * also `bind` and `escalate`, so this is all.
 */
export const accessOfClusterAdmin: Access = { verb: '*', group: '*', resource: '*' };

/**
 * What a build cluster's service account should not be allowed to do: each of these reaches
 * beyond the namespace. The last two are what a ClusterRoleBinding gives by mistake.
 */
export const accessInExcess: readonly Access[] = [
  accessOfClusterAdmin,
  { verb: 'list', group: '', resource: 'secrets' },
  { verb: 'create', group: '', resource: 'pods' },
];
