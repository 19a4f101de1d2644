import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { TextEdit } from './edit.ts';
import type { Kubeconfig, KubeconfigNames } from './kubeconfig.ts';
import { itemsOf, renderYaml } from './render.ts';

const lists = ['clusters', 'contexts', 'users'] as const;

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
  const document = parseDocument(text, { keepSourceTokens: true });
  const { contents } = document;
  if (document.errors.length > 0 || !isMap(contents)) return undefined;
  const items = itemsOf(kubeconfig, names);
  const edits = lists.map((list) => addItem(text, contents, list, items[list]));
  return edits.every((edit) => edit !== undefined) ? edits : undefined;
}

function addItem(text: string, root: YAMLMap, list: string, item: object): TextEdit | undefined {
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === list);
  if (!pair) return addList(text, root, list, item);
  const { value } = pair;
  if (isSeq(value) && value.anchor === undefined) {
    return value.flow || value.items.length === 0
      ? addFlowItem(text, value, item)
      : addBlockItem(text, value, item);
  }
  return isScalar(value) && value.value === null ? replaceNull(text, pair, item) : undefined;
}

/** After the last line of the last item, in the indentation of the list. */
function addBlockItem(text: string, list: YAMLSeq, item: object): TextEdit | undefined {
  const start = list.range?.[0];
  const end = list.range?.[1];
  if (start === undefined || end === undefined) return undefined;
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (/[^ ]/.test(indent)) return undefined;
  return insertLines(text, end, renderYaml([item]).replace(/^(?=.)/gm, indent));
}

/** A list that isn't there yet goes to the end of the document. */
function addList(text: string, root: YAMLMap, list: string, item: object): TextEdit | undefined {
  const start = root.range?.[0];
  const end = root.range?.[1];
  if (start === undefined || end === undefined) return undefined;
  if (root.flow)
    return insert(
      end - 1,
      `${root.items.length > 0 ? ', ' : ''}"${list}": [${JSON.stringify(item)}]`,
    );
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (/[^ ]/.test(indent)) return undefined;
  return insertLines(text, end, renderYaml({ [list]: [item] }).replace(/^(?=.)/gm, indent));
}

/**
 * Inserts lines after the content that ends at an offset. The new lines go before the line end
 * that is there, so that a text without a last newline stays without one; only behind blank lines
 * that belong to a value (`|+`) they go after it.
 */
function insertLines(text: string, contentEnd: number, lines: string): TextEdit {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const added = lines.trimEnd().replaceAll('\n', lineEnd);
  const content = text.slice(0, contentEnd);
  const trailing = /(?:\r?\n)*$/.exec(content)?.[0] ?? '';
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
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return insert(end, `,${lineEnd}${lines.join(lineEnd)}`);
}

function replaceNull(text: string, { key, value }: Pair, item: object): TextEdit | undefined {
  if (!isScalar(key) || !isScalar(value) || !key.range || !value.range) return undefined;
  const list = `[${JSON.stringify(item)}]`;
  const [start, end] = value.range;
  if (end > start) return { start, end, text: list };
  const colon = text.indexOf(':', key.range[1]);
  return colon < 0 ? undefined : insert(colon + 1, ` ${list}`);
}

function insert(at: number, text: string): TextEdit {
  return { start: at, end: at, text };
}
