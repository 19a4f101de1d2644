import { lineEndOf } from '../kubeconfig/edit/text-edit.ts';

/** The address of links with a label, on a line of its own: `[Label]: https://…`. */
const address = /^\[(?<label>[^\][]+)\]:[ \t]+\S+[ \t]*$/u;
const looksLikeAddress = /^ {0,3}\[[^\]]*\]:/u;

interface Move {
  /** The text that goes. */
  readonly from: string;
  /** What stands before it, and gets the addresses at its end. */
  readonly to: string;
  /** All that stays, which may use them. */
  readonly page: string;
}

/**
 * Saves the addresses of links in a section that goes, where the rest of the page uses their labels
 * and has no address of its own for them. Undefined for addresses that are written in another way.
 */
export function moveLinks({ from, to, page }: Move): string | undefined {
  const lines = from.split(/\r?\n/).filter((line) => looksLikeAddress.test(line));
  const links = lines.map((line) => ({ line, label: address.exec(line)?.groups?.label }));
  if (links.some(({ label }) => label === undefined)) return undefined;
  const rest = page.toLowerCase();
  const used = links.filter(({ label }) => {
    const reference = `[${label?.toLowerCase()}]`;
    return rest.includes(reference) && !rest.includes(`\n${reference}:`);
  });
  if (used.length === 0) return to;
  const lineEnd = lineEndOf(page);
  const last = to.slice(to.lastIndexOf('\n') + 1);
  const gap = looksLikeAddress.test(last) ? lineEnd : lineEnd + lineEnd;
  return to + gap + used.map(({ line }) => line).join(lineEnd);
}
