import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { addsOnlyInert, holdsOnlyInert } from '../inert.ts';
import type { Kubeconfig, KubeconfigNames } from '../kubeconfig.ts';
import { clusterOf, itemsOf, renderKubeconfig, renderYaml, userOf } from '../render.ts';
import { parseTrusted, valuesOf } from '../yaml.ts';
import { applyEdits, type TextEdit } from './text-edit.ts';

/** Unquoted, a name such as `123` or `y` is no string to every reader; it stays as it is. */
const list = z
  .array(z.looseObject({ name: z.unknown() }))
  .nullish()
  .transform((items) => items ?? []);
const schema = z.looseObject({ clusters: list, contexts: list, users: list });

type Parsed = z.infer<typeof schema>;
type Items = Parsed['users'];

/** What a change makes of a kubeconfig's values. */
export type Expectation = (before: Parsed) => Parsed;

const versions = ['1.1', '1.2'] as const;

/** Exactly one more cluster, context and user. */
export function withAdded(kubeconfig: Kubeconfig, names: KubeconfigNames): Expectation {
  const items = itemsOf(kubeconfig, names);
  return (before) => ({
    ...before,
    clusters: [...before.clusters, items.clusters],
    contexts: [...before.contexts, items.contexts],
    users: [...before.users, items.users],
  });
}

/** One cluster and one user that say something else. */
export function withReplaced(
  kubeconfig: Kubeconfig,
  names: Omit<KubeconfigNames, 'context'>,
): Expectation {
  const replace = (items: Items, name: string, fields: object) =>
    items.map((item) => (item.name === name ? { ...item, ...fields } : item));
  return (before) => ({
    ...before,
    clusters: replace(before.clusters, names.cluster, { cluster: clusterOf(kubeconfig) }),
    users: replace(before.users, names.user, { user: userOf(kubeconfig) }),
  });
}

/** One context less, and its cluster and user where those go with it. */
export function withoutContext(names: Partial<KubeconfigNames>): Expectation {
  const remove = (items: Items, name: string | undefined) =>
    items.filter((item) => item.name !== name);
  return (before) => ({
    ...before,
    clusters: remove(before.clusters, names.cluster),
    contexts: remove(before.contexts, names.context),
    users: remove(before.users, names.user),
  });
}

interface ProvedKubeconfig {
  readonly text: string;
  /** How many contexts are the same as before. */
  readonly unchangedContexts: number;
}

/** Writes a kubeconfig of its own. Undefined where it can't be proved to be what is meant. */
export function writeKubeconfig(
  kubeconfig: Kubeconfig,
  names: KubeconfigNames,
): string | undefined {
  const text = renderKubeconfig(kubeconfig, names);
  const empty = renderYaml({ apiVersion: 'v1', kind: 'Config', 'current-context': names.context });
  const edits = [{ start: 0, end: empty.length, text }];
  return proveEdits({ before: empty, edits }, withAdded(kubeconfig, names))?.text;
}

/**
 * Proves that edits make of a kubeconfig what is expected, and that all they write is inert.
 * Undefined where it can't be proved.
 */
export function proveEdits(
  { before, edits }: { readonly before: string; readonly edits: readonly TextEdit[] },
  expect: Expectation,
): ProvedKubeconfig | undefined {
  const text = applyEdits(before, edits);
  const unchangedContexts = proveKubeconfig({ before, after: text }, expect);
  if (unchangedContexts === undefined || !addsOnlyInert(before, edits)) return undefined;
  return { text, unchangedContexts };
}

/**
 * Proves that a changed kubeconfig is what is expected of the one before, that no name is there
 * twice, and that what it says anew is inert, as YAML 1.1 (client-go) and 1.2 read it. Answers how
 * many contexts are the same as before; undefined where it can't be proved.
 */
export function proveKubeconfig(
  texts: { readonly before: string; readonly after: string },
  expect: Expectation,
): number | undefined {
  let unchanged: number | undefined;
  for (const version of versions) {
    const before = read(texts.before, version);
    const after = read(texts.after, version);
    if (!before || !after || !isDeepStrictEqual(after, expect(before))) return undefined;
    if (!holdsOnlyInert(after, before)) return undefined;
    if (![after.clusters, after.contexts, after.users].every(areUnique)) return undefined;
    unchanged = countSame(before, after);
  }
  return unchanged;
}

function read(text: string, version: (typeof versions)[number]): Parsed | undefined {
  const document = parseTrusted(text, { version });
  return document && schema.safeParse(valuesOf(document)).data;
}

function areUnique(items: Items): boolean {
  return new Set(items.map(({ name }) => String(name))).size === items.length;
}

/** A context is the same if it is, and what it refers to. Of as many as fit, soon. */
function countSame(before: Parsed, after: Parsed): number {
  const known = Map.groupBy(resolveAll(before), ([{ name }]) => name);
  return resolveAll(after).filter((resolved) =>
    known.get(resolved[0].name)?.some((other) => isDeepStrictEqual(resolved, other)),
  ).length;
}

const reference = z.object({
  context: z.object({ cluster: z.unknown(), user: z.unknown() }).partial(),
});

/** Each context with its cluster and its user. */
function resolveAll({ clusters, contexts, users }: Parsed) {
  const [clusterNamed, userNamed] = [clusters, users].map(byName);
  return contexts.map((context) => {
    const { cluster, user } = reference.safeParse(context).data?.context ?? {};
    return [context, clusterNamed?.get(cluster), userNamed?.get(user)] as const;
  });
}

/** Where a name is there twice, the first counts. */
function byName(items: Items): ReadonlyMap<unknown, Items[number]> {
  return new Map(items.toReversed().map((item) => [item.name, item]));
}
