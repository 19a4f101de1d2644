import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Kubeconfig, KubeconfigNames } from './kubeconfig.ts';
import { itemsOf } from './render.ts';
import { parseTrusted, valuesOf } from './trusted.ts';

/** Unquoted, a name such as `123` or `y` is no string to every reader; it stays as it is. */
const list = z
  .array(z.looseObject({ name: z.unknown() }))
  .nullish()
  .transform((items) => items ?? []);
const schema = z.looseObject({ clusters: list, contexts: list, users: list });

type Parsed = z.infer<typeof schema>;

const versions = ['1.1', '1.2'] as const;

/**
 * Proves that a merged kubeconfig is the one before with exactly one more cluster, context and
 * user, and that no name is there twice, as YAML 1.1 (client-go) and 1.2 read it. Answers how many
 * contexts are the same as before; undefined where it can't be proved.
 */
export function proveMerged(
  texts: { readonly before: string; readonly after: string },
  kubeconfig: Kubeconfig,
  names: KubeconfigNames,
): number | undefined {
  let unchanged: number | undefined;
  for (const version of versions) {
    const before = read(texts.before, version);
    const after = read(texts.after, version);
    if (!before || !after || !isExtended(before, after, kubeconfig, names)) return undefined;
    unchanged = before.contexts.length;
  }
  return unchanged;
}

function read(text: string, version: (typeof versions)[number]): Parsed | undefined {
  const document = parseTrusted(text, { version });
  return document && schema.safeParse(valuesOf(document)).data;
}

function isExtended(
  before: Parsed,
  after: Parsed,
  kubeconfig: Kubeconfig,
  names: KubeconfigNames,
): boolean {
  const items = itemsOf(kubeconfig, names);
  const expected = {
    ...before,
    clusters: [...before.clusters, items.clusters],
    contexts: [...before.contexts, items.contexts],
    users: [...before.users, items.users],
  };
  const areUnique = (items: Parsed['users']) =>
    new Set(items.map(({ name }) => String(name))).size === items.length;
  return (
    isDeepStrictEqual(after, expected) &&
    [after.clusters, after.contexts, after.users].every(areUnique)
  );
}
