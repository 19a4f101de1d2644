import * as z from 'zod';
import { refuse, type WebhooksWithSideEffects } from './admission.ts';
import type { ApiRequest } from './api-request.ts';
import { applySecret } from './apply.ts';
import { discover } from './discovery.ts';
import { authorize, type ResourceAttributes } from './rbac.ts';
import { apiVersionOf, findResourceType, type ResourceType, resourceTypes } from './resources.ts';
import { reviewAccess, reviewSelf } from './reviews.ts';
import { isSelected } from './selectors.ts';
import {
  type ApiAnswer,
  alreadyExists,
  badRequest,
  forbidden,
  methodNotAllowed,
  notFound,
  pageNotFound,
  success,
} from './status.ts';
import { complete, type ObjectKey, type Store, type StoredObject } from './store.ts';
import type { User } from './users.ts';

export interface Api {
  readonly store: Store;
  readonly webhooks: WebhooksWithSideEffects;
  /** Such as `v1.34.2`. */
  readonly version: string;
}

/** Answers a request of a known user, in the order of kube-apiserver: authorization comes first. */
export function answerRequest(api: Api, user: User, request: ApiRequest): ApiAnswer {
  const { attributes } = request;
  if (!authorize(api.store, user, attributes).allowed) return forbidden(user, attributes);
  if ('path' in attributes) return answerPath(api, request.path);
  return (
    answerReview(api, user, request, attributes) ?? answerResource(api, user, request, attributes)
  );
}

function answerPath({ version }: Api, path: string): ApiAnswer {
  if (['/healthz', '/livez', '/readyz'].includes(path)) return { status: 200, body: 'ok' };
  if (path === '/version' || path === '/version/') {
    const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
    return { status: 200, body: { major, minor, gitVersion: version, platform: 'linux/amd64' } };
  }
  return discover(path) ?? pageNotFound();
}

function answerReview(
  { store }: Api,
  user: User,
  { body }: ApiRequest,
  { resource, verb }: ResourceAttributes,
): ApiAnswer | undefined {
  if (verb !== 'create') return undefined;
  if (resource === 'selfsubjectreviews') return reviewSelf(user);
  if (resource !== 'selfsubjectaccessreviews') return undefined;
  return reviewAccess(store, user, body) ?? badRequest('no attributes to review');
}

function answerResource(
  api: Api,
  user: User,
  request: ApiRequest,
  { group, resource, subresource, verb, namespace, name }: ResourceAttributes,
): ApiAnswer {
  const type = findResourceType(group, request.version ?? '', resource);
  if (type === undefined || subresource !== undefined) return pageNotFound();
  const within = type.namespaced && namespace !== undefined ? { namespace } : {};
  if (verb === 'list') return list(api.store, type, within.namespace, request.query);
  if (verb === 'create') return create(api, type, within.namespace, request);
  if (verb === 'patch') return apply(api, user, request, { type, namespace, name });
  if (name === undefined) return methodNotAllowed();
  const answer = getOrDelete(api.store, verb, type, { ...within, name });
  return request.isOfMetadata && answer.status === 200 ? metadataOf(answer) : answer;
}

const withMetadata = z.object({ metadata: z.unknown() });

function metadataOf({ status, body }: ApiAnswer): ApiAnswer {
  const { metadata } = withMetadata.parse(body);
  const kind = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };
  return { status, body: { ...kind, metadata } };
}

function getOrDelete(store: Store, verb: string, type: ResourceType, key: ObjectKey): ApiAnswer {
  if (verb !== 'get' && verb !== 'delete') return methodNotAllowed();
  const object = store.get(type, key);
  if (object === undefined) return notFound(type, key.name);
  if (verb === 'get') return { status: 200, body: object };
  store.remove(type, object.metadata);
  return success({ name: key.name, kind: type.plural, uid: object.metadata.uid });
}

interface Target {
  readonly type: ResourceType;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

/** Only secrets can be applied here. Whoever applies what is not there creates it. */
function apply(
  { store }: Api,
  user: User,
  request: ApiRequest,
  { type, namespace, name }: Target,
): ApiAnswer {
  if (type !== resourceTypes.secrets || !namespace || !name) return methodNotAllowed();
  const creating = { ...request.attributes, verb: 'create' };
  const isNew = store.get(type, { namespace, name }) === undefined;
  if (isNew && !authorize(store, user, creating).allowed) return forbidden(user, creating);
  const missing = refuseWhereNamespaceIsMissing(store, type, namespace);
  return missing ?? applySecret(store, { namespace, name }, request);
}

function list(
  store: Store,
  type: ResourceType,
  namespace: string | undefined,
  query: URLSearchParams,
): ApiAnswer {
  const items = store.list(type, namespace).filter((object) => isSelected(object, query));
  const kind = `${type.kind}List`;
  return { status: 200, body: { kind, apiVersion: apiVersionOf(type), metadata: {}, items } };
}

const newObject = z.looseObject({
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string().optional(),
    generateName: z.string().optional(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});

function create(
  api: Api,
  type: ResourceType,
  namespace: string | undefined,
  { body, query }: ApiRequest,
): ApiAnswer {
  const parsed = newObject.safeParse(body).data;
  if (parsed?.kind !== type.kind) return badRequest(`the body is no ${type.kind}`);
  const metadata = { ...parsed.metadata, ...(namespace && { namespace }) };
  const object = complete(type, { ...parsed, metadata });
  const dryRun = query.get('dryRun') === 'All';
  const refusal =
    refuseWhereNamespaceIsMissing(api.store, type, namespace) ??
    refuseDuplicate(api.store, type, object) ??
    refuse(api.store, api.webhooks, { type, object, dryRun });
  if (refusal) return refusal;
  return { status: 201, body: dryRun ? object : api.store.put(type, object) };
}

function refuseWhereNamespaceIsMissing(
  store: Store,
  type: ResourceType,
  namespace: string | undefined,
): ApiAnswer | undefined {
  if (!type.namespaced) return undefined;
  if (namespace === undefined) return methodNotAllowed();
  const found = store.get(resourceTypes.namespaces, { name: namespace });
  return found ? undefined : notFound(resourceTypes.namespaces, namespace);
}

function refuseDuplicate(
  store: Store,
  type: ResourceType,
  { metadata }: StoredObject,
): ApiAnswer | undefined {
  return store.get(type, metadata) ? alreadyExists(type, metadata.name) : undefined;
}
