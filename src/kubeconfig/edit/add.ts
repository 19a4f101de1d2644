import {
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Kubeconfig, KubeconfigNames } from '../kubeconfig.ts';
import { itemsOf, type KubeconfigItems, renderYaml } from '../render.ts';
import { parseTrusted } from '../yaml.ts';
import { lineEndOf, type TextEdit } from './text-edit.ts';

type List = keyof KubeconfigItems;

const lists: readonly List[] = ['clusters', 'contexts', 'users'];

/**
 * The edits that add a cluster, its context and its user to a kubeconfig, each at the end of its
 * list. They only insert: every byte that was there stays, comments, order, quotes and line ends
 * included. Undefined where the text is no kubeconfig that can be extended in this way.
 */
export function mergeKubeconfig(
  text: string,
  kubeconfig: Kubeconfig,
  names: KubeconfigNames,
): readonly TextEdit[] | undefined {
  const root = parseTrusted(text)?.contents;
  if (!isMap(root) || endsInOpenBlockScalar(text)) return undefined;
  const items = itemsOf(kubeconfig, names);
  const present = lists.flatMap((list) => {
    const pair = root.items.find(({ key }) => isScalar(key) && key.value === list);
    return pair ? [{ list, edit: addItem(text, pair, items[list]) }] : [];
  });
  const missing = lists.filter((list) => !present.some((other) => other.list === list));
  const edits = present.map(({ edit }) => edit);
  // Behind the others: an item at the end of the last list comes before a list that follows it.
  if (missing.length > 0) edits.push(addLists(text, root, missing, items));
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}

/**
 * Without a newline behind it, readers disagree whether a value such as `|` ends in one. Anything
 * inserted there would decide it, and so could change a token.
 */
export function endsInOpenBlockScalar(text: string): boolean {
  if (text.endsWith('\n')) return false;
  let isOpen = false;
  visit(parseTrusted(text) ?? null, {
    Scalar: (_key, { type, value, range }) => {
      const isBlock = type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
      const isLast = (range?.[1] ?? 0) >= text.length;
      isOpen ||= isBlock && isLast && String(value).endsWith('\n');
    },
  });
  return isOpen;
}

function addItem(text: string, pair: Pair, item: object): TextEdit | undefined {
  const { value } = pair;
  // What is behind an anchor is in other places too.
  if (isSeq(value) && value.anchor === undefined) {
    return value.flow || value.items.length === 0
      ? addFlowItem(text, value, item)
      : insertLines(text, value, renderYaml([item]));
  }
  return isScalar(value) && value.value === null ? replaceNull(text, pair, item) : undefined;
}

/** Lists that aren't there yet go to the end of the document, in one edit. */
function addLists(
  text: string,
  root: YAMLMap,
  missing: readonly List[],
  items: KubeconfigItems,
): TextEdit | undefined {
  if (root.flow) return addFlowLists(root, missing, items);
  const added = Object.fromEntries(missing.map((list) => [list, [items[list]]]));
  return insertLines(text, root, renderYaml(added));
}

function addFlowLists(
  root: YAMLMap,
  missing: readonly List[],
  items: KubeconfigItems,
): TextEdit | undefined {
  const entries = missing.map((list) => `"${list}": [${JSON.stringify(items[list])}]`).join(', ');
  const last = root.items.at(-1);
  if (last === undefined) return root.range ? insert(root.range[0] + 1, entries) : undefined;
  if (!isNode(last.value) || !last.value.range) return undefined;
  return insert(last.value.range[1], `, ${entries}`);
}

/**
 * Inserts lines behind a collection, in its indentation. They go before the line end that is
 * there, so that a text without a last newline stays without one; only behind blank lines that
 * belong to a value (`|+`) they go after it.
 */
function insertLines(text: string, { range }: YAMLMap | YAMLSeq, lines: string) {
  if (!range) return undefined;
  const [start, contentEnd] = range;
  const indent = /(?:^\ufeff?|\n)( *)$/.exec(text.slice(0, start))?.[1];
  if (indent === undefined) return undefined;
  const lineEnd = lineEndOf(text);
  const added = lines
    .trimEnd()
    .replace(/^(?=.)/gm, indent)
    .replaceAll('\n', lineEnd);
  const trailing = /(?<![\r\n])[\r\n]*$/.exec(text.slice(0, contentEnd))?.[0] ?? '';
  const blankLines = trailing.replaceAll('\r', '').length;
  if (blankLines > 1) return insert(contentEnd, `${added}${lineEnd}`);
  const from = contentEnd - trailing.length;
  const rest = /\r?\n|$/.exec(text.slice(from));
  return insert(from + (rest?.index ?? 0), `${lineEnd}${added}`);
}

/** Behind the last item, or between the brackets of an empty list; laid out as its neighbours. */
function addFlowItem(text: string, list: YAMLSeq, item: object): TextEdit | undefined {
  const last = list.items.at(-1);
  if (last === undefined) {
    const open = list.range?.[0];
    return open === undefined ? undefined : insert(open + 1, JSON.stringify(item));
  }
  if (isPair(last) || !isMap(last) || !last.range) return undefined;
  const [start, end] = last.range;
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (/\S/.test(before)) return insert(end, `, ${JSON.stringify(item)}`);
  const lines = JSON.stringify(item, null, 4)
    .split('\n')
    .map((line) => before + line);
  const lineEnd = lineEndOf(text);
  return insert(end, `,${lineEnd}${lines.join(lineEnd)}`);
}

function replaceNull(text: string, pair: Pair, item: object): TextEdit | undefined {
  const list = `[${JSON.stringify(item)}]`;
  const [start, end] = (isScalar(pair.value) && pair.value.range) || [0, 0];
  return end > start ? { start, end, text: list } : insertValue(text, pair, list);
}

/** Behind the colon of a key without a value. */
export function insertValue(text: string, { key }: Pair, value: string): TextEdit | undefined {
  const keyEnd = isScalar(key) ? key.range?.[1] : undefined;
  const colon = keyEnd === undefined ? -1 : text.indexOf(':', keyEnd);
  return colon < 0 ? undefined : insert(colon + 1, ` ${value}`);
}

function insert(at: number, text: string): TextEdit {
  return { start: at, end: at, text };
}
