/**
 * The three functions of the proposal "Decorator Metadata" (its older form, `Reflect.*Metadata`)
 * that @peculiar/x509 refuses to be loaded without, and no more. To be imported before it.
 */
const metadata = new WeakMap<object, Map<unknown, unknown>>();

function defineMetadata(key: unknown, value: unknown, target: object): void {
  const ofTarget = metadata.get(target) ?? new Map<unknown, unknown>();
  metadata.set(target, ofTarget.set(key, value));
}

function getOwnMetadata(key: unknown, target: object): unknown {
  return metadata.get(target)?.get(key);
}

function getMetadata(key: unknown, target: object): unknown {
  const parent = Object.getPrototypeOf(target);
  return getOwnMetadata(key, target) ?? (parent === null ? undefined : getMetadata(key, parent));
}

if (!('getMetadata' in Reflect)) {
  Object.assign(Reflect, { defineMetadata, getOwnMetadata, getMetadata });
}
