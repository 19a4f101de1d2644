import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { page } from '../../simulator/deployment-files.ts';
import { addToPage, removeFromPage } from '../../src/prow-deploy/clusters-page.ts';
import { textOf, unchanged, unknown } from './edits.ts';

const windows = (text: string) => text.replaceAll('\n', '\r\n');
const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);
const cluster = { kind: 'build-cluster', name: 'rosa-1', lending: {} } as const;
const lending = { lender: 'Example, Inc', purpose: 'Jobs on s390x' };
const simple = '# C\n\n## a\n\nreferenced using the name `a`.\n';

describe('the page of clusters, with one more', () => {
  const named = 'In Prow’s configuration, it is referenced using the name `rosa-1`.\n';
  const section = `\n## Prow rosa 1 Workloads\n\n${named}`;
  const told = (kind: string, title: string) =>
    `\n## ${title}\n\nThis ${kind} is provided by Example, Inc.\n\n${named}\nIt is used for: Jobs on s390x.\n`;

  test('gains a section in the words of the others', () => {
    expect(textOf(addToPage(page, cluster))).toBe(page + section);
  });

  test.each([
    ['build-cluster', 'federated cluster', 'Prow rosa 1 Workloads'],
    ['external-provider', 'KubevirtCI external cluster', 'Prow rosa 1'],
  ] as const)('gains a section of a %s that says who lends it for what', (kind, words, title) => {
    const text = textOf(addToPage(page, { ...cluster, kind, lending }));
    expect(text).toBe(page + told(words, title));
  });

  test.each([
    ['prow-s390x-workloads', 'build-cluster', 'Prow s390x Workloads'],
    ['s390x-workloads', 'build-cluster', 'Prow s390x Workloads'],
    ['prow-s390x', 'external-provider', 'Prow s390x'],
    ['workloads', 'build-cluster', 'workloads'],
    ['prow-workloads-2', 'build-cluster', 'Prow workloads 2 Workloads'],
  ] as const)('calls %s, a %s, "%s"', (name, kind, title) => {
    expect(textOf(addToPage(page, { ...cluster, kind, name }))).toContain(`\n## ${title}\n`);
  });

  test('calls it by its name where the page has no titles of that kind', () => {
    expect(textOf(addToPage(simple, cluster))).toContain('\n## rosa-1\n');
  });

  test('before a section that is about no cluster', () => {
    const more = '\n## See also\n\nMore.\n';
    expect(textOf(addToPage(page + more, cluster))).toBe(page + section + more);
  });

  test('in its own line ends', () => {
    const text = textOf(addToPage(windows(page), { ...cluster, lending }));
    const expected = told('federated cluster', 'Prow rosa 1 Workloads');
    expect(text).toBe(windows(page + expected));
  });

  test('is left alone where it names the cluster already', () => {
    expect(addToPage(textOf(addToPage(page, cluster)), cluster).outcome).toBe('unchanged');
  });

  test.each([
    '',
    '# Clusters\n\nWe have some.\n',
    '| Cluster | For |\n|---|---|\n| `prow-workloads` | X |\n',
    // Lines of these look like headings, and are none.
    `${page}\n\`\`\`bash\n# log in\n\`\`\`\n`,
    `${page}\n  ~~~\n## log in\n  ~~~\n`,
    `${page}\n<!--\n## Cluster\nIt is referenced using the name \`NAME\`.\n-->\n`,
  ])('is left to a person: %j', (text) => {
    expect(addToPage(text, cluster)).toEqual(unknown);
  });
});

describe('the page of clusters, with one less', () => {
  test.each([
    ['a section', page],
    ['a section before one about no cluster', `${page}\n## See also\n\nMore.\n`],
    ['its own line ends', windows(page)],
  ])('with %s more is the very same page without it', (_what, text) => {
    fc.assert(
      fc.property(label, fc.constantFrom({}, lending), (name, said) => {
        fc.pre(!text.includes(`\`${name}\``));
        const added = textOf(addToPage(text, { ...cluster, name, lending: said }));
        expect(textOf(removeFromPage(added, { name }))).toBe(text);
      }),
      { numRuns: 20 },
    );
  });

  test('loses what people have added to the section of a cluster, and nothing else', () => {
    const told = page.replace('It is used to run jobs.', 'It runs jobs.\n\n### Details\n\nMany.');
    const other = '\n## Rosa\n\nreferenced using the name `rosa-1`.\n\n### Of it\n\nAll.\n';
    expect(textOf(removeFromPage(told + other, cluster))).toBe(told);
  });

  test('loses the addresses of links that only its section uses', () => {
    const first = page.slice(0, page.indexOf('\n## Prow Performance'));
    expect(textOf(removeFromPage(page, { name: 'kubevirt-performance' }))).toBe(first);
  });

  test.each([
    ['', page],
    ['in its own line ends', windows(page)],
  ])('keeps those that another section uses, %s', (_how, text) => {
    const lineEnd = text.includes('\r') ? '\r\n' : '\n';
    const rest = textOf(removeFromPage(text, { name: 'prow-workloads' })).split(lineEnd);
    const after = page.slice(page.indexOf('\n## Prow Performance')).split('\n');
    expect(rest).toEqual(['# Clusters', '', '[A cloud]: https://cloud.example/', ...after]);
  });

  test('adds them to the addresses of the section before', () => {
    const moved = `${page}\n## S\n\nnamed, referenced using the name \`s\`. See [here].\n\n[here]: https://here.example/\n\n## See also\n\nAnd [HERE].\n`;
    const rest = textOf(removeFromPage(moved, { name: 's' }));
    expect(rest).toBe(`${page}[here]: https://here.example/\n\n## See also\n\nAnd [HERE].\n`);
  });

  test.each([
    [
      'the address of a link is written in another way',
      '## A\n\nreferenced using the name `a`.\n\n[b]:\n  https://b.example/\n',
      'a',
    ],
    ['the section is about another one too', `${page}\nreferenced using the name \`b\`.`, 'b'],
    ['it has a row in a table', '| Cluster | For |\n|---|---|\n| `a` | X |\n', 'a'],
    ['two sections are about it', '## A\n\nreferenced using the name `a`.\n'.repeat(2), 'a'],
    ['it is mentioned in some other way', '# C\n\nSee `a`.\n', 'a'],
    [
      'its section has code',
      '## A\n\nreferenced using the name `a`.\n\n```bash\n# log in\n```\n',
      'a',
    ],
  ])('is left to a person where %s', (_what, text, name) => {
    expect(removeFromPage(text, { name })).toEqual(unknown);
  });

  test('that does not name it stays', () => {
    expect(removeFromPage(page, cluster)).toEqual(unchanged);
    expect(removeFromPage(page, { name: 'workloads' })).toEqual(unchanged);
    expect(removeFromPage('', cluster)).toEqual(unchanged);
  });
});
