import { describe, expect, test } from 'vitest';
import { readLending } from '../../src/request/lending.ts';
import { issueTextOf, readIssueForm } from '../upstream/issue-form.ts';

const forms = ['add-prow-build-cluster', 'add-kubevirtci-external-provider'].map((name) =>
  readIssueForm(`upstream/ISSUE_TEMPLATE/${name}.yml`),
);
const filledIn = (answers: Readonly<Record<string, string>>) =>
  forms.map((form) => readLending(issueTextOf(form, { name: 'rosa-1', ...answers })));

describe('who lends a cluster and what for', () => {
  test.each([
    ['Example Inc.', 'Example Inc'],
    ['  Jobs on s390x, and GPUs (2)  ', 'Jobs on s390x, and GPUs (2)'],
    ["L'équipe Müller & Søn", "L'équipe Müller & Søn"],
    ['研究所', '研究所'],
    ['a'.repeat(100), 'a'.repeat(100)],
  ])('is what the forms have it: %s', (answer, expected) => {
    const read = { purpose: expected, lender: expected };
    expect(filledIn({ purpose: answer, lender: answer })).toEqual([read, read]);
  });

  test('is in the lines of Windows what it is in others', () => {
    expect(readLending('### Who lends it\r\n\r\nExample\r\n')).toMatchObject({ lender: 'Example' });
  });

  test.each([
    ['nothing was said', undefined],
    ['it is a contact', 'somebody@example.com'],
    ['it calls somebody', 'ask @somebody'],
    ['it has a link', 'https://example.com'],
    ['it has what GitHub makes a link', 'see www.example.com'],
    ['it has markup', '**the best** [cloud](x)'],
    ['it has code', '`id`'],
    ['it has an expression', '{{ x }}'],
    ['it has HTML', '<img src=x>'],
    ['it hides something', 'a\u202Eb'],
    ['it is longer', 'a'.repeat(101)],
    ['it is a heading', '### Other'],
  ])('is left out where %s', (_what, answer) => {
    const said = answer ?? '_No response_';
    expect(filledIn({ purpose: said, lender: said })).toEqual([{}, {}]);
  });
});
