import { lineEndOf } from '../kubeconfig/edit/text-edit.ts';
import type { ClusterKind } from '../request/request.ts';
import { type ListEdit, notEditable } from './edit.ts';
import { moveLinks } from './page-links.ts';
import type { ListedCluster } from './wish.ts';

const sentence = /^.*referenced using the name `(?<name>[^`]+)`.*$/gm;
/** What stands in fenced code or a comment looks like headings, and is none. */
const hiding = /^[ \t]*(?:`{3}|~{3})|<!--/m;

/**
 * Adds a cluster to the page that lists them (`docs/prow-clusters.md`), in the way in which it tells
 * of the others: a section for each with a sentence that names it, who lends it and what for.
 */
export function addToPage(page: string, cluster: ListedCluster): ListEdit {
  if (page.includes(`\`${cluster.name}\``)) return { outcome: 'unchanged' };
  if (hiding.test(page)) return notEditable('unknown shape');
  const section = [...page.matchAll(sentence)].at(-1);
  if (!section) return notEditable('unknown shape');
  const at = endOfSection(page, section);
  const text = page.slice(0, at) + sectionLike(page, section, cluster) + page.slice(at);
  return { outcome: 'edited', text };
}

/**
 * Takes a cluster off the page: its section, where that tells of no other cluster. What else there
 * is said about it goes with the section, but for the addresses of links that others use too.
 */
export function removeFromPage(page: string, { name }: Pick<ListedCluster, 'name'>): ListEdit {
  if (!page.includes(`\`${name}\``)) return { outcome: 'unchanged' };
  if (hiding.test(page)) return notEditable('unknown shape');
  const [place, another] = sectionsOf(page).filter(({ names }) => names.includes(name));
  if (!place || another || place.names.length > 1) return notEditable('unknown shape');
  return cut(page, place);
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
  const before = page.slice(0, start).trimEnd();
  const section = page.slice(start, end).trimEnd();
  const after = page.slice(start + section.length);
  const kept = moveLinks({ from: section, to: before, page: before + after });
  if (kept === undefined) return notEditable('unknown shape');
  return { outcome: 'edited', text: kept + after };
}

/** Upstream's words for each kind. */
const kindWords: Readonly<Record<ClusterKind, string>> = {
  'build-cluster': 'federated cluster',
  'external-provider': 'KubevirtCI external cluster',
};

function sectionLike(
  page: string,
  [line, other = '']: RegExpExecArray,
  cluster: ListedCluster,
): string {
  const { kind, name, lending } = cluster;
  const told = line.trimEnd().replace(`\`${other}\``, `\`${name}\``);
  const paragraphs = [
    `## ${titleLike(page, cluster)}`,
    ...(lending.lender ? [`This ${kindWords[kind]} is provided by ${lending.lender}.`] : []),
    told,
    ...(lending.purpose ? [`It is used for: ${lending.purpose}.`] : []),
  ];
  const lineEnd = lineEndOf(page);
  return paragraphs.map((paragraph) => `${lineEnd}${lineEnd}${paragraph}`).join('');
}

/** Upstream's own are `Prow … Workloads` for build clusters, and `Prow …` for the others. */
function titleLike(page: string, { kind, name }: ListedCluster): string {
  const own = name.replace(/^prow-/, '').replace(/-?workloads$/, '');
  if (!own || !/^## Prow /m.test(page)) return name;
  const title = `Prow ${own.replaceAll('-', ' ')}`;
  return kind === 'build-cluster' ? `${title} Workloads` : title;
}

/** Behind the last line of a section that is not blank. */
function endOfSection(page: string, { index }: RegExpExecArray): number {
  const next = page.slice(index).search(/^#{1,2} /m);
  return page.slice(0, next < 0 ? page.length : index + next).trimEnd().length;
}
