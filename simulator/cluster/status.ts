import type { Attributes, ResourceAttributes } from './rbac.ts';
import type { ResourceType } from './resources.ts';
import type { User } from './users.ts';

/** An answer to a request. */
export interface ApiAnswer {
  readonly status: number;
  /** JSON, or plain text where it is a string. */
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal, with the words of kube-apiserver: people search the web for them. */
export function unauthorized(): ApiAnswer {
  return failure({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
}

export function forbidden(user: User, attributes: Attributes): ApiAnswer {
  const cannot = `User "${user.username}" cannot ${attributes.verb}`;
  if ('path' in attributes) {
    const message = `forbidden: ${cannot} path "${attributes.path}"`;
    return failure({ code: 403, reason: 'Forbidden', message, details: {} });
  }
  const { group, name, namespace } = attributes;
  const resource = resourceWithSubresource(attributes);
  const qualified = group === '' ? resource : `${resource}.${group}`;
  const object = name === undefined ? qualified : `${qualified} "${name}"`;
  const scope =
    namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = `resource "${resource}" in API group "${group}" ${scope}`;
  return refusedObject(attributes, `${object} is forbidden: ${cannot} ${what}`);
}

/** An admission plugin's refusal. */
export function notAdmitted(type: ResourceType, name: string, why: string): ApiAnswer {
  const message = `${type.plural} "${name}" is forbidden: ${why}`;
  return refusedObject({ group: type.group, resource: type.plural, name }, message);
}

export function notFound({ group, plural }: ResourceType, name: string): ApiAnswer {
  const qualified = group === '' ? plural : `${plural}.${group}`;
  const message = `${qualified} "${name}" not found`;
  return failure({ code: 404, reason: 'NotFound', message, details: { name, kind: plural } });
}

export function alreadyExists({ plural }: ResourceType, name: string): ApiAnswer {
  const message = `${plural} "${name}" already exists`;
  return failure({ code: 409, reason: 'AlreadyExists', message, details: { name, kind: plural } });
}

/** What server-side apply says of fields that somebody else has set. */
export function conflict(manager: string, keys: readonly string[]): ApiAnswer {
  const fields = keys.map((key) => `.data.${key}`);
  const what = `conflict with "${manager}" using v1: ${fields.join(', ')}`;
  const message = `Apply failed with ${keys.length} conflict: ${what}`;
  const causes = fields.map((field) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${manager}" using v1`,
    field,
  }));
  return failure({ code: 409, reason: 'Conflict', message, details: { causes } });
}

export function invalid(kind: string, name: string, why: string): ApiAnswer {
  const message = `${kind} "${name}" is invalid: ${why}`;
  return failure({ code: 422, reason: 'Invalid', message });
}

export function badRequest(message: string): ApiAnswer {
  return failure({ code: 400, reason: 'BadRequest', message });
}

export function methodNotAllowed(): ApiAnswer {
  const message = 'the server does not allow this method on the requested resource';
  return failure({ code: 405, reason: 'MethodNotAllowed', message });
}

export function unsupportedMediaType(): ApiAnswer {
  const message =
    'the body of the request was in an unknown format - accepted media types include: application/json';
  return failure({ code: 415, reason: 'UnsupportedMediaType', message });
}

/** What kube-apiserver says where it has too much to do. */
export function tooManyRequests(seconds: number): ApiAnswer {
  const body = 'Too many requests, please try again later.\n';
  return { status: 429, body, headers: { 'retry-after': String(seconds) } };
}

/** What kube-apiserver says of a path that it does not know. */
export function pageNotFound(): ApiAnswer {
  return { status: 404, body: '404 page not found\n' };
}

export function success(details: object): ApiAnswer {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' };
  return { status: 200, body: { ...status, details } };
}

interface Failure {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: object;
}

function failure({ code, ...rest }: Failure): ApiAnswer {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' };
  return { status: code, body: { ...status, ...rest, code } };
}

function refusedObject(
  { group, resource, name }: Pick<ResourceAttributes, 'group' | 'resource' | 'name'>,
  message: string,
): ApiAnswer {
  const details = { ...(name && { name }), ...(group && { group }), kind: resource };
  return failure({ code: 403, reason: 'Forbidden', message, details });
}

function resourceWithSubresource({ resource, subresource }: ResourceAttributes): string {
  return subresource === undefined ? resource : `${resource}/${subresource}`;
}
