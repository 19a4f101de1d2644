import { apiVersionOf, type ResourceType, resourceTypes } from './resources.ts';
import type { ApiAnswer } from './status.ts';

const reviews: readonly ResourceType[] = [
  {
    group: 'authentication.k8s.io',
    version: 'v1',
    plural: 'selfsubjectreviews',
    kind: 'SelfSubjectReview',
    namespaced: false,
  },
  {
    group: 'authorization.k8s.io',
    version: 'v1',
    plural: 'selfsubjectaccessreviews',
    kind: 'SelfSubjectAccessReview',
    namespaced: false,
  },
];

const all: readonly ResourceType[] = [...Object.values(resourceTypes), ...reviews];

/** Lists what the server knows, which is what kubectl asks for first. */
export function discover(path: string): ApiAnswer | undefined {
  if (path === '/api') return ok({ kind: 'APIVersions', versions: ['v1'] });
  if (path === '/apis') return ok({ kind: 'APIGroupList', apiVersion: 'v1', groups: groups() });
  const groupVersion = /^\/(?:api|apis)\/(.+)$/.exec(path)?.[1];
  const types = all.filter((type) => apiVersionOf(type) === groupVersion);
  if (types.length === 0) return undefined;
  const resources = types.map(({ plural, kind, namespaced }) => ({
    name: plural,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs: kind.endsWith('Review') ? ['create'] : ['create', 'delete', 'get', 'list'],
    ...(plural === 'namespaces' && { shortNames: ['ns'] }),
  }));
  return ok({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources });
}

function groups(): object[] {
  const names = new Set(all.map(({ group }) => group).filter((group) => group !== ''));
  return [...names].map((name) => {
    const version = { groupVersion: `${name}/v1`, version: 'v1' };
    return { name, versions: [version], preferredVersion: version };
  });
}

function ok(body: object): ApiAnswer {
  return { status: 200, body };
}
