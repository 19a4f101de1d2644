import { fail } from '../../problem.ts';
import {
  clusterRules,
  contextRules,
  type Fields,
  itemRules,
  readText,
  requireFields,
  requireKnownFields,
  rootRules,
  userRules,
} from './fields.ts';
import { refuseNested, requireKubeconfig } from './other-object.ts';

type List = 'contexts' | 'clusters' | 'users';

/** The three parts that the chosen context is made of; nothing else of the file is used. */
export interface Selection {
  readonly context: Fields;
  readonly cluster: Fields;
  readonly user: Fields;
}

interface Item {
  readonly name: string;
  readonly fields: Fields;
}

/**
 * Chooses the context in use and the cluster and user that it refers to, and refuses fields in
 * them that nobody knows. Other contexts, clusters and users are not looked into.
 */
export function selectContext(document: unknown): Selection {
  if (document === null) fail('kubeconfig-empty', { what: 'file' });
  refuseNested(document);
  const root = requireFields(document, '');
  requireKubeconfig(root);
  const contexts = readItems(root, 'contexts');
  const clusters = readItems(root, 'clusters');
  const users = readItems(root, 'users');
  if ([contexts, clusters, users].every(({ length }) => length === 0)) {
    fail('kubeconfig-empty', { what: 'lists' });
  }
  requireKnownFields([root, rootRules]);
  if (root.apiVersion !== undefined && root.apiVersion !== 'v1') {
    fail('kubeconfig-shape', { path: 'apiVersion', expected: 'v1' });
  }
  const current = readText(root, 'current-context', '');
  if (contexts.length === 0) fail('kubeconfig-no-current-context', { contexts: 'none' });
  if (current === undefined && contexts.length !== 1) {
    fail('kubeconfig-no-current-context', { contexts: 'several' });
  }
  const item = current === undefined ? contexts[0] : find(contexts, current);
  if (!item) fail('kubeconfig-dangling-reference', { to: 'context' });

  const context = partOf(item, 'contexts');
  requireKnownFields([context, contextRules]);
  const cluster = refer(context, 'cluster', clusters);
  const user = refer(context, 'user', users);
  requireKnownFields([user, userRules], [cluster, clusterRules]);
  return { context, cluster, user };
}

function readItems(root: Fields, list: List): readonly Item[] {
  const value = root[list] ?? [];
  if (!Array.isArray(value)) fail('kubeconfig-shape', { path: list, expected: 'a list' });
  const items = value.map((entry: unknown) => {
    const fields = requireFields(entry, `${list}[]`);
    const name = readText(fields, 'name', `${list}[]`);
    if (name === undefined) fail('kubeconfig-shape', { path: `${list}[].name`, expected: 'text' });
    return { name, fields };
  });
  if (new Set(items.map(({ name }) => name)).size < items.length) {
    fail('kubeconfig-duplicate-name', { list });
  }
  return items;
}

function find(items: readonly Item[], name: string | undefined): Item | undefined {
  return items.find((item) => item.name === name);
}

function partOf({ fields }: Item, list: List): Fields {
  requireKnownFields([fields, itemRules(list)]);
  const part = list.slice(0, -1);
  return requireFields(fields[part] ?? {}, `${list}[].${part}`);
}

function refer(context: Fields, to: 'cluster' | 'user', items: readonly Item[]): Fields {
  const name = readText(context, to, contextRules.part);
  if (name === undefined && to === 'user') fail('kubeconfig-no-credentials', {});
  const item = find(items, name);
  if (!item) fail('kubeconfig-dangling-reference', { to });
  return partOf(item, `${to}s`);
}
