import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, type YAMLMap } from 'yaml';
import type { Kubeconfig } from '../kubeconfig.ts';
import { clusterOf, renderYaml, userOf } from '../render.ts';
import { insertValue } from './add.ts';
import type { ContextInText } from './find-context.ts';
import { contentEnd } from './remove.ts';
import { lineEndOf, type TextEdit } from './text-edit.ts';

/**
 * The edits that give a context's cluster and user what a new kubeconfig says, in the layout that
 * they have. Names stay, the context stays, and so does each of the two that says it already.
 * Undefined where another context shares them, and where they can't be written in place.
 */
export function replaceCluster(
  { text, cluster, user }: ContextInText,
  kubeconfig: Kubeconfig,
): readonly TextEdit[] | undefined {
  if (!cluster || !user || cluster.isShared || user.isShared) return undefined;
  const edits = [
    replaceFields(text, { map: cluster.map, key: 'cluster', value: clusterOf(kubeconfig) }),
    replaceFields(text, { map: user.map, key: 'user', value: userOf(kubeconfig) }),
  ];
  return edits.every((edit) => edit !== undefined) ? edits.flat() : undefined;
}

interface Field {
  readonly map: YAMLMap;
  readonly key: string;
  readonly value: object;
}

function replaceFields(text: string, { map, key, value }: Field): readonly TextEdit[] | undefined {
  const pair = map.items.find(
    (candidate) => isScalar(candidate.key) && candidate.key.value === key,
  );
  const old = pair?.value;
  if (pair && isScalar(old) && old.value === '') {
    const filled = insertValue(text, pair, JSON.stringify(value));
    return filled && [filled];
  }
  if (!isMap(old) || !old.range || old.tag) return undefined;
  if (isDeepStrictEqual(old.toJSON(), value)) return [];
  const [start] = old.range;
  const end = old.flow ? old.range[1] : contentEnd(old);
  if (end === undefined) return undefined;
  const written = old.flow ? JSON.stringify(value) : blockAt(text, { start, end, value });
  return [{ start, end, text: written }];
}

/** A block mapping that begins where another one did, and ends in a newline if that one did. */
function blockAt(
  text: string,
  { start, end, value }: { readonly start: number; readonly end: number; readonly value: object },
): string {
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const lineEnd = lineEndOf(text);
  const last = text[end - 1] === '\n' ? lineEnd : '';
  return (
    renderYaml(value)
      .trimEnd()
      .replaceAll('\n', lineEnd + ' '.repeat(column)) + last
  );
}
