import * as z from 'zod';
import type { ApiRequest } from './api-request.ts';
import { resourceTypes } from './resources.ts';
import { type ApiAnswer, badRequest, conflict, invalid } from './status.ts';
import { complete, type ManagedFields, type Store, type StoredObject } from './store.ts';

const secretSchema = z.looseObject({
  kind: z.literal('Secret'),
  metadata: z.looseObject({ name: z.string() }),
  type: z.string().default('Opaque'),
  data: z.record(z.string(), z.string()).default({}),
});

type AppliedSecret = z.infer<typeof secretSchema>;

export function managedBy(
  manager: string,
  operation: ManagedFields['operation'],
  data: object,
): ManagedFields {
  const fields = Object.keys(data).map((key) => [`f:${key}`, {}]);
  return {
    ...{ manager, operation, apiVersion: 'v1', fieldsType: 'FieldsV1' },
    fieldsV1: { 'f:data': Object.fromEntries(fields) },
  };
}

/**
 * Applies a secret server-side, as far as its data goes: a manager owns the keys that it applies.
 * A key that another one owns with another value is a conflict, unless it is forced.
 */
export function applySecret(
  store: Store,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  { body, query }: ApiRequest,
): ApiAnswer {
  const type = resourceTypes.secrets;
  const wanted = secretSchema.safeParse(body).data;
  const manager = query.get('fieldManager') ?? '';
  if (wanted?.metadata.name !== name) return badRequest('the body is no such secret');
  if (manager === '') return invalid('PatchOptions.meta.k8s.io', '', managerRequired);
  const metadata = { ...wanted.metadata, namespace };
  const existing = store.get(type, { namespace, name });
  if (!existing) {
    const managedFields = [managedBy(manager, 'Apply', wanted.data)];
    const object = complete(type, { ...wanted, metadata: { ...metadata, managedFields } });
    return { status: 201, body: store.put(type, object) };
  }
  return update(store, existing, { wanted, manager, isForced: query.get('force') === 'true' });
}

const managerRequired = 'fieldManager: Required value: is required for apply patch';

interface Application {
  readonly wanted: AppliedSecret;
  readonly manager: string;
  readonly isForced: boolean;
}

function update(
  store: Store,
  existing: StoredObject,
  { wanted, manager, isForced }: Application,
): ApiAnswer {
  const { data } = secretSchema.parse(existing);
  const { managedFields: managers = [] } = existing.metadata;
  const others = managers.filter((each) => each.manager !== manager || each.operation !== 'Apply');
  const changed = Object.keys(wanted.data).filter((key) => wanted.data[key] !== data[key]);
  const owner = others.find(({ fieldsV1 }) =>
    changed.some((key) => `f:${key}` in fieldsV1['f:data']),
  );
  if (owner && !isForced) return conflict(owner.manager, changed);
  const managedFields = [...others, managedBy(manager, 'Apply', wanted.data)];
  const object = {
    ...existing,
    data: { ...data, ...wanted.data },
    metadata: { ...existing.metadata, managedFields },
  };
  return { status: 200, body: store.put(resourceTypes.secrets, object) };
}
