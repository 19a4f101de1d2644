import { type ListEdit, notEditable } from './edit.ts';

const sentence = /^.*referenced using the name `(?<name>[^`]+)`.*$/gm;
const row = /^\|[ \t]*`(?<name>[^`|]+)`[ \t]*\|.*$/gm;

/**
 * Adds a build cluster to the page that lists them (`docs/prow-clusters.md`), in the way in which
 * it tells of the others: a section for each with a sentence that names it, or a table with a row
 * for each. What else there is to say about the cluster is left to a person.
 */
export function addToPage(page: string, name: string): ListEdit {
  if (page.includes(`\`${name}\``)) return { outcome: 'unchanged' };
  const section = [...page.matchAll(sentence)].at(-1);
  if (section) return insert(page, endOfSection(page, section), sectionLike(page, section, name));
  const last = [...page.matchAll(row)].at(-1);
  if (!last) return notEditable('unknown shape');
  const cells = last[0].trim().split('|').length - 2;
  const text = `| \`${name}\` |${' |'.repeat(cells - 1)}`;
  return insert(page, last.index + last[0].trimEnd().length, lineEndOf(page) + text);
}

function insert(page: string, at: number, text: string): ListEdit {
  return { outcome: 'edited', text: page.slice(0, at) + text + page.slice(at) };
}

function sectionLike(page: string, [line, other = '']: RegExpExecArray, name: string): string {
  const told = line.trimEnd().replace(`\`${other}\``, `\`${name}\``);
  const lines = ['', '', `## ${name}`, '', told];
  return lines.join(lineEndOf(page));
}

/** Behind the last line of a section that is not blank. */
function endOfSection(page: string, { index }: RegExpExecArray): number {
  const next = page.slice(index).search(/^#{1,2} /m);
  return page.slice(0, next < 0 ? page.length : index + next).trimEnd().length;
}

function lineEndOf(page: string): string {
  return page.includes('\r\n') ? '\r\n' : '\n';
}
