import { type ListEdit, notEditable } from './edit.ts';

const sentence = /^.*referenced using the name `(?<name>[^`]+)`.*$/gm;
/** What stands in fenced code or a comment looks like headings and rows, and is none. */
const hiding = /^[ \t]*(?:`{3}|~{3})|<!--/m;
const row = /^\|[ \t]*`(?<name>[^`|]+)`[ \t]*\|.*$/gm;

/**
 * Adds a build cluster to the page that lists them (`docs/prow-clusters.md`), in the way in which
 * it tells of the others: a section for each with a sentence that names it, or a table with a row
 * for each. What else there is to say about the cluster is left to a person.
 */
export function addToPage(page: string, name: string): ListEdit {
  if (page.includes(`\`${name}\``)) return { outcome: 'unchanged' };
  if (hiding.test(page)) return notEditable('unknown shape');
  const section = [...page.matchAll(sentence)].at(-1);
  if (section) return insert(page, endOfSection(page, section), sectionLike(page, section, name));
  const last = [...page.matchAll(row)].at(-1);
  if (!last) return notEditable('unknown shape');
  const cells = last[0].trim().split('|').length - 2;
  const text = `| \`${name}\` |${' |'.repeat(cells - 1)}`;
  return insert(page, last.index + last[0].trimEnd().length, lineEndOf(page) + text);
}

/** The addresses of links, which other sections may use too. */
const linkAddress = /^\[[^\][]+\]:/m;

/**
 * Takes a build cluster off the page: its row of the table, or its section where that tells of no
 * other cluster. What else there is said about it goes with the section.
 */
export function removeFromPage(page: string, name: string): ListEdit {
  if (!page.includes(`\`${name}\``)) return { outcome: 'unchanged' };
  if (hiding.test(page)) return notEditable('unknown shape');
  const sections = sectionsOf(page).filter(({ names }) => names.includes(name));
  const rows = [...page.matchAll(row)]
    .filter(({ groups }) => groups?.name === name)
    .map(({ 0: line, index: start }) => ({ start, end: start + line.length, names: [name] }));
  const [place, another] = [...sections, ...rows];
  if (!place || another || place.names.length > 1) return notEditable('unknown shape');
  const isOwn = !linkAddress.test(page.slice(place.start, place.end));
  return isOwn ? cut(page, place) : notEditable('unknown shape');
}

/** Each section of the second level, with the clusters whose names it tells. */
function sectionsOf(page: string) {
  const starts = [...page.matchAll(/^#{1,2} /gm)];
  return starts.flatMap(({ 0: mark, index: start }, position) => {
    const end = starts[position + 1]?.index ?? page.length;
    const names = [...page.slice(start, end).matchAll(sentence)].map(({ groups }) => groups?.name);
    return mark === '## ' ? [{ start, end, names }] : [];
  });
}

/** With the blank lines before it. */
function cut(
  page: string,
  { start, end }: { readonly start: number; readonly end: number },
): ListEdit {
  const from = page.slice(0, start).trimEnd().length;
  const to = start + page.slice(start, end).trimEnd().length;
  return { outcome: 'edited', text: page.slice(0, from) + page.slice(to) };
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
