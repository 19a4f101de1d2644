import { randomUUID } from 'node:crypto';
import { apiVersionOf, type ResourceType, resourceTypes } from './resources.ts';

/** Who has set which of a secret's fields, and how, as the server tells it. */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: 'v1';
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: { readonly 'f:data': Readonly<Record<string, object>> };
}

/** An object as the API shows it. */
export interface StoredObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly creationTimestamp: string;
    readonly managedFields?: readonly ManagedFields[];
  };
  readonly [field: string]: unknown;
}

export interface NewObject {
  readonly metadata: {
    readonly name?: string;
    readonly generateName?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly ManagedFields[];
  };
  readonly [field: string]: unknown;
}

/** Where an object is. */
export interface ObjectKey {
  readonly namespace?: string;
  readonly name: string;
}

/** What etcd is to a real cluster. */
export interface Store {
  get(type: ResourceType, key: ObjectKey): StoredObject | undefined;
  list(type: ResourceType, namespace?: string): readonly StoredObject[];
  put(type: ResourceType, object: StoredObject): StoredObject;
  remove(type: ResourceType, key: ObjectKey): void;
}

export function createStore(): Store {
  const objects = new Map<string, StoredObject>();
  const store: Store = {
    get: (type, key) => objects.get(pathOf(type, key)),
    list: (type, namespace) =>
      [...objects.values()].filter(
        ({ kind, metadata }) =>
          kind === type.kind && (namespace === undefined || metadata.namespace === namespace),
      ),
    put: (type, object) => {
      objects.set(pathOf(type, object.metadata), object);
      return object;
    },
    remove: (type, key) => {
      objects.delete(pathOf(type, key));
      if (type === resourceTypes.namespaces) removeContents(objects, key.name);
    },
  };
  return store;
}

/** Gives a new object what the server adds to it. */
export function complete(type: ResourceType, object: NewObject): StoredObject {
  const { name, generateName = '', ...metadata } = object.metadata;
  return {
    ...object,
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    metadata: {
      ...metadata,
      name: name ?? `${generateName}${randomUUID().slice(0, 5)}`,
      uid: randomUUID(),
      creationTimestamp: new Date().toISOString(),
    },
  };
}

function pathOf({ plural }: ResourceType, { namespace = '', name }: ObjectKey): string {
  return `${plural}/${namespace}/${name}`;
}

function removeContents(objects: Map<string, StoredObject>, namespace: string): void {
  for (const [path, { metadata }] of objects) {
    if (metadata.namespace === namespace) objects.delete(path);
  }
}
