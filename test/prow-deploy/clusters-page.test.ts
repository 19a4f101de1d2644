import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { page } from '../../simulator/deployment-files.ts';
import { addToPage, removeFromPage } from '../../src/prow-deploy/clusters-page.ts';
import { textOf, unchanged, unknown } from './edits.ts';

const windows = (text: string) => text.replaceAll('\n', '\r\n');
const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);

describe('the page of clusters, with one more', () => {
  const section =
    '\n## rosa-1\n\nIn Prow’s configuration, it is referenced using the name `rosa-1`.\n';

  test('gains a section in the words of the others', () => {
    expect(textOf(addToPage(page, 'rosa-1'))).toBe(page + section);
  });

  test('before a section that is about no cluster', () => {
    const more = '\n## See also\n\nMore.\n';
    expect(textOf(addToPage(page + more, 'rosa-1'))).toBe(page + section + more);
  });

  test('in its own line ends', () => {
    expect(textOf(addToPage(windows(page), 'rosa-1'))).toBe(windows(page + section));
  });

  test('is left alone where it names the cluster already', () => {
    expect(addToPage(textOf(addToPage(page, 'rosa-1')), 'rosa-1').outcome).toBe('unchanged');
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
    expect(addToPage(text, 'rosa-1')).toEqual(unknown);
  });
});

describe('the page of clusters, with one less', () => {
  test.each([
    ['a section', page],
    ['a section before one about no cluster', `${page}\n## See also\n\nMore.\n`],
    ['its own line ends', windows(page)],
  ])('with %s more is the very same page without it', (_what, text) => {
    fc.assert(
      fc.property(label, (name) => {
        fc.pre(!text.includes(`\`${name}\``));
        expect(textOf(removeFromPage(textOf(addToPage(text, name)), name))).toBe(text);
      }),
      { numRuns: 20 },
    );
  });

  test('loses what people have added to the section of a cluster, and nothing else', () => {
    const told = page.replace('It runs jobs.', 'It runs jobs.\n\n### Details\n\nMany.');
    const other = '\n## Rosa\n\nreferenced using the name `rosa-1`.\n\n### Of it\n\nAll.\n';
    expect(textOf(removeFromPage(told + other, 'rosa-1'))).toBe(told);
  });

  test.each([
    ['the addresses of links are in its section', page, 'prow-workloads'],
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
    expect(removeFromPage(text, name)).toEqual(unknown);
  });

  test('that does not name it stays', () => {
    expect(removeFromPage(page, 'rosa-1')).toEqual(unchanged);
    expect(removeFromPage(page, 'workloads')).toEqual(unchanged);
    expect(removeFromPage('', 'rosa-1')).toEqual(unchanged);
  });
});
