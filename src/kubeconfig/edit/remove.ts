import { isMap, isNode, isPair, isSeq } from 'yaml';
import { endsInOpenBlockScalar, insertValue } from './add.ts';
import type { ContextInText, ListItem } from './find-context.ts';
import type { TextEdit } from './text-edit.ts';

/**
 * The edits that take a context out of its kubeconfig, with its cluster and its user where nothing
 * else refers to them. They only delete, but for the brackets of a list that becomes empty.
 *
 * Comments above an item stay: whether they are about it, about all that follows or are an item
 * that somebody has switched off, nobody can tell, and who reviews the change does not see it.
 * Undefined where the items can't be cut out of the text.
 */
export function removeContext(found: ContextInText): readonly TextEdit[] | undefined {
  const { text, context, cluster, user } = found;
  const items = [context, cluster, user].filter((item) => item !== undefined);
  const going = items.filter((item) => !('isShared' in item && item.isShared));
  const edits = going.map((item) => removeItem(text, item));
  return edits.every((edit) => edit !== undefined) ? edits.flat() : undefined;
}

function removeItem(text: string, item: ListItem): readonly TextEdit[] | undefined {
  return item.list.flow ? removeFlowItem(text, item) : removeBlockItem(text, item);
}

/** With its comma, and with the blanks that set it apart from its neighbour. */
function removeFlowItem(text: string, { map, list }: ListItem): readonly TextEdit[] | undefined {
  const index = list.items.indexOf(map);
  const [start, end] = map.range ?? [0, 0];
  const [previous, next] = [list.items[index - 1], list.items[index + 1]].map((node) =>
    isNode(node) ? (node.range ?? undefined) : undefined,
  );
  if (previous) return cut(text, { from: previous[1], start, end, to: end });
  if (next) return cut(text, { from: start, start, end, to: next[0] });
  const comma = /^\s*,/.exec(text.slice(end))?.[0] ?? '';
  return [{ start, end: end + comma.length, text: '' }];
}

/** Cuts an item and what is around it, which must be no comment of somebody. */
function cut(
  text: string,
  { from, start, end, to }: Readonly<Record<'from' | 'start' | 'end' | 'to', number>>,
): readonly TextEdit[] | undefined {
  const around = text.slice(from, start) + text.slice(end, to);
  return /^\s*,\s*$/.test(around) ? [{ start: from, end: to, text: '' }] : undefined;
}

/** Whole lines, from its hyphen on. */
function removeBlockItem(text: string, item: ListItem): readonly TextEdit[] | undefined {
  const { map, list, pair } = item;
  const hyphen = hyphenOf(item);
  const end = contentEnd(map);
  if (hyphen === undefined || end === undefined) return undefined;
  const lines = wholeLines(text, hyphen, end);
  if (!lines || list.items.length > 1) return lines && [lines];
  // A list of nothing would be null, which not every reader takes for an empty list.
  const empty = insertValue(text, pair, '[]');
  return empty && [empty, lines];
}

function hyphenOf({ map, list: { srcToken, items } }: ListItem): number | undefined {
  if (srcToken?.type !== 'block-seq') return undefined;
  const source = srcToken.items[items.indexOf(map)];
  return source?.start.find(({ type }) => type === 'seq-item-ind')?.offset;
}

function wholeLines(text: string, from: number, to: number): TextEdit | undefined {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  if (/\S/.test(text.slice(start, from))) return undefined;
  const newline = text.indexOf('\n', text[to - 1] === '\n' ? to - 1 : to);
  if (newline >= 0) return { start, end: newline + 1, text: '' };
  // A text without a last newline stays without one, unless readers would disagree about it.
  const rest = text.slice(0, start).replace(/\r?\n$/, '');
  const isOpen = endsInOpenBlockScalar(rest);
  return { start: isOpen ? start : rest.length, end: text.length, text: '' };
}

/** Where a node's last character is; comments and blank lines behind it are not its own. */
export function contentEnd(node: unknown): number | undefined {
  if (isMap(node) && !node.flow) return contentEnd(node.items.at(-1));
  if (isPair(node)) return contentEnd(node.value) ?? contentEnd(node.key);
  if (isSeq(node) && !node.flow) return contentEnd(node.items.at(-1));
  return isNode(node) ? node.range?.[1] : undefined;
}
