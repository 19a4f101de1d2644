import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Attributes, ResourceAttributes } from './rbac.ts';

/** A request as the server understands it; see "RequestInfo" in k8s.io/apiserver. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly attributes: Attributes;
  /** Of a resource's API. */
  readonly version?: string;
  readonly body: unknown;
  /** Whether the answer is to be a PartialObjectMetadata. */
  readonly isOfMetadata: boolean;
}

const resourcePath = new RegExp(
  '^/(?:api|apis/(?<group>[^/]+))/(?<version>[^/]+)' +
    '(?:/namespaces/(?<namespace>[^/]+)(?=/[^/]+))?' +
    '/(?<resource>[^/]+)(?:/(?<name>[^/]+)(?:/(?<subresource>[^/]+))?)?$',
);

/** Reads a request and what it wants to do. Rejects where its body is not JSON. */
export async function readRequest(request: IncomingMessage): Promise<ApiRequest> {
  const url = new URL(request.url ?? '/', 'https://cluster');
  const method = request.method ?? 'GET';
  const body = await text(request);
  return {
    method,
    path: url.pathname,
    query: url.searchParams,
    isOfMetadata: /\bas=PartialObjectMetadata\b/.test(request.headers.accept ?? ''),
    body: body === '' ? undefined : JSON.parse(body),
    ...attributesOf(method, url),
  };
}

function attributesOf(method: string, url: URL): Pick<ApiRequest, 'attributes' | 'version'> {
  const parts = resourcePath.exec(url.pathname)?.groups;
  if (parts === undefined) {
    return { attributes: { verb: method.toLowerCase(), path: url.pathname } };
  }
  const { group = '', version, resource = '', name, subresource } = parts;
  // A namespace is within itself: it may be read by a role there.
  const namespace = parts.namespace ?? (resource === 'namespaces' ? name : undefined);
  const attributes: ResourceAttributes = {
    verb: verbOf(method, name, url.searchParams),
    group: decodeURIComponent(group),
    resource: decodeURIComponent(resource),
    ...(name !== undefined && { name: decodeURIComponent(name) }),
    ...(subresource !== undefined && { subresource: decodeURIComponent(subresource) }),
    ...(namespace !== undefined && { namespace: decodeURIComponent(namespace) }),
  };
  return { attributes, ...(version !== undefined && { version }) };
}

function verbOf(method: string, name: string | undefined, query: URLSearchParams): string {
  if (method === 'POST') return 'create';
  if (method === 'PUT') return 'update';
  if (method === 'PATCH') return 'patch';
  if (method === 'DELETE') return name === undefined ? 'deletecollection' : 'delete';
  if (query.get('watch') === 'true') return 'watch';
  return name === undefined ? 'list' : 'get';
}
