import { isMap, isScalar, isSeq, type Pair, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import type { KubeconfigItems } from '../render.ts';
import { parseTrusted } from '../yaml.ts';

type List = keyof KubeconfigItems;

/** One item of a kubeconfig's lists, as it stands in the text. */
export interface ListItem {
  readonly name: string;
  readonly map: YAMLMap;
  readonly list: YAMLSeq;
  /** The list with its key. */
  readonly pair: Pair;
}

/** A cluster or user that a context refers to. */
interface ReferredItem extends ListItem {
  /** Whether another context refers to it too. */
  readonly isShared: boolean;
}

/** A context of a kubeconfig with what it refers to, as they stand in the text. */
export interface ContextInText {
  readonly text: string;
  readonly context: ListItem;
  /** Absent where the context leads nowhere. */
  readonly cluster?: ReferredItem;
  readonly user?: ReferredItem;
  readonly isCurrent: boolean;
}

/**
 * Finds a context by its name, or the one in use. Undefined where there is none, where a name is
 * there twice, and where the text is not one that can be edited in place.
 */
export function findContext(text: string, name?: string): ContextInText | undefined {
  // Everything is a string here, so that a name such as `123` counts as it is written.
  const root = parseTrusted(text, { schema: 'failsafe', keepSourceTokens: true })?.contents;
  if (!isMap(root)) return undefined;
  const [contexts, clusters, users] = (['contexts', 'clusters', 'users'] as const).map((list) =>
    readItems(root, list),
  );
  if (!contexts || !clusters || !users) return undefined;
  const current = textAt(root, 'current-context');
  const wanted = name ?? (current || contexts.length !== 1 ? current : contexts[0]?.name);
  const context = contexts.find((item) => item.name === wanted);
  if (!context) return undefined;
  const refer = (to: 'cluster' | 'user', items: readonly ListItem[]) =>
    referred(context, { contexts, items, to });
  const [cluster, user] = [refer('cluster', clusters), refer('user', users)];
  // What is behind an anchor may be in other places too.
  if ([context, cluster, user].some((item) => item && hasAnchor(item.map))) return undefined;
  return { text, context, cluster, user, isCurrent: context.name === current };
}

/** The items of a list that is there or not; undefined where they can't be told apart. */
function readItems(root: YAMLMap, list: List): readonly ListItem[] | undefined {
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === list);
  const value = pair?.value;
  if (!pair || !isSeq(value)) return isMap(value) ? undefined : [];
  if (value.anchor !== undefined) return undefined;
  const items = value.items.flatMap((map) => {
    const name = isMap(map) ? textAt(map, 'name') : undefined;
    return isMap(map) && name !== undefined ? [{ name, map, list: value, pair }] : [];
  });
  const names = new Set(items.map(({ name }) => name));
  return names.size === value.items.length ? items : undefined;
}

function hasAnchor(map: YAMLMap): boolean {
  let found = false;
  visit(map, {
    Value: (_key, { anchor }) => {
      found ||= anchor !== undefined;
    },
  });
  return found;
}

function referred(
  context: ListItem,
  from: {
    readonly contexts: readonly ListItem[];
    readonly items: readonly ListItem[];
    readonly to: 'cluster' | 'user';
  },
): ReferredItem | undefined {
  const nameIn = ({ map }: ListItem) => {
    const fields = map.get('context');
    return isMap(fields) ? textAt(fields, from.to) : undefined;
  };
  const item = from.items.find(({ name }) => name === nameIn(context));
  if (!item) return undefined;
  const sharing = from.contexts.filter((other) => nameIn(other) === item.name);
  return { ...item, isShared: sharing.length > 1 };
}

function textAt(map: YAMLMap, key: string): string | undefined {
  const value = map.get(key);
  return typeof value === 'string' ? value : undefined;
}
