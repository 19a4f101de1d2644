import { lineEndOf } from '../kubeconfig/edit/text-edit.ts';
import { type ListEdit, notEditable } from './edit.ts';

const sentence = /^.*referenced using the name `(?<name>[^`]+)`.*$/gm;
/** What stands in fenced code or a comment looks like headings, and is none. */
const hiding = /^[ \t]*(?:`{3}|~{3})|<!--/m;

/**
 * Adds a build cluster to the page that lists them (`docs/prow-clusters.md`), in the way in which
 * it tells of the others: a section for each with a sentence that names it. What else there is to
 * say about the cluster is left to a person.
 */
export function addToPage(page: string, name: string): ListEdit {
  if (page.includes(`\`${name}\``)) return { outcome: 'unchanged' };
  if (hiding.test(page)) return notEditable('unknown shape');
  const section = [...page.matchAll(sentence)].at(-1);
  if (!section) return notEditable('unknown shape');
  const at = endOfSection(page, section);
  const text = page.slice(0, at) + sectionLike(page, section, name) + page.slice(at);
  return { outcome: 'edited', text };
}

/** The addresses of links, which other sections may use too. */
const linkAddress = /^\[[^\][]+\]:/m;

/**
 * Takes a build cluster off the page: its section, where that tells of no other cluster. What else
 * there is said about it goes with the section.
 */
export function removeFromPage(page: string, name: string): ListEdit {
  if (!page.includes(`\`${name}\``)) return { outcome: 'unchanged' };
  if (hiding.test(page)) return notEditable('unknown shape');
  const [place, another] = sectionsOf(page).filter(({ names }) => names.includes(name));
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
