import type { StoredObject } from './store.ts';

/** Whether an object fits the query parameters `labelSelector` and `fieldSelector`. */
export function isSelected(object: StoredObject, query: URLSearchParams): boolean {
  const { labels = {}, name } = object.metadata;
  const fields: Readonly<Record<string, unknown>> = { 'metadata.name': name, type: object.type };
  return (
    requirements(query.get('labelSelector')).every((term) => meets(labels, term)) &&
    requirements(query.get('fieldSelector')).every((term) => meets(fields, term))
  );
}

function requirements(selector: string | null): readonly string[] {
  return selector ? selector.split(',') : [];
}

/** One of `key`, `key=value` and `key!=value`. */
function meets(values: Readonly<Record<string, unknown>>, term: string): boolean {
  const [, key = '', operator, value] = /^([^!=]+)(==?|!=)?(.*)$/.exec(term) ?? [];
  if (operator === undefined) return key in values;
  return (values[key] === value) === (operator !== '!=');
}
