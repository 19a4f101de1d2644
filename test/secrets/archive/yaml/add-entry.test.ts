import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../../src/kubeconfig/edit/text-edit.ts';
import { addEntry } from '../../../../src/secrets/archive/yaml/add-entry.ts';
import { readEntries } from '../../../../src/secrets/archive/yaml/entries.ts';
import { proveOtherEntries } from '../../../../src/secrets/archive/yaml/proof.ts';
import { hasPyYaml, hasYq } from '../../../installed.ts';
import { entries, frame, mainYml } from '../../main-yml.ts';
import { readWithPyYaml, readWithYq } from '../../readers.ts';

const value = 'apiVersion: v1\nkind: Config\n\nclusters:\n- name: new\n';

function add(text: string, name = 'new'): string {
  const edit = addEntry(readEntries(text, 'main.yml'), name, value);
  expect(edit.end).toBe(edit.start);
  return applyEdits(text, [edit]);
}

const block = '|\n  apiVersion: v1\n  kind: Config\n\n  clusters:\n  - name: new\n';

describe('where and how', () => {
  test.each<{ when: string; before: string; after: string }>([
    { when: 'at the end', before: 'a: 1\n', after: `a: 1\nnew: ${block}` },
    { when: 'behind a missing last newline', before: 'a: 1', after: `a: 1\nnew: ${block}` },
    { when: 'behind comments', before: 'a: 1\n\n# b: 2\n', after: `a: 1\n\n# b: 2\nnew: ${block}` },
    { when: 'behind a block', before: 'a: |\n  b\n', after: `a: |\n  b\nnew: ${block}` },
    {
      when: 'behind a kept block',
      before: 'a: |+\n  b\n\n\n',
      after: `a: |+\n  b\n\n\nnew: ${block}`,
    },
    {
      when: 'behind a stripped block that has no last newline',
      before: 'a: |2-\n  b',
      after: `a: |2-\n  b\nnew: ${block}`,
    },
    {
      when: 'before a block that has no last newline',
      before: 'a: 1\n# on b\nb: |\n  c',
      after: `a: 1\nnew: ${block}# on b\nb: |\n  c`,
    },
    {
      when: 'before a block whose last line is blank and has no newline',
      before: 'a: 1\nb: |+\n  c\n ',
      after: `a: 1\nnew: ${block}b: |+\n  c\n `,
    },
    {
      when: 'before an entry that ends in such a block',
      before: 'a: 1\nb:\n  c: >+\n    d',
      after: `a: 1\nnew: ${block}b:\n  c: >+\n    d`,
    },
    {
      when: 'behind a value that ends like a comment',
      before: 'a: |\n  # x\nb: |\n  c',
      after: `a: |\n  # x\nnew: ${block}b: |\n  c`,
    },
    {
      when: 'before the only one',
      before: '\ufeffb: |\n  c',
      after: `\ufeffnew: ${block}b: |\n  c`,
    },
    {
      when: 'before the only one, at the very start',
      before: 'b: |\n  c',
      after: `new: ${block}b: |\n  c`,
    },
    {
      when: 'before the only one, with the comment on it',
      before: '# on b\nb: |\n  c',
      after: `new: ${block}# on b\nb: |\n  c`,
    },
    {
      when: 'behind a block, before a comment on the next one',
      before: 'a: |\n  x\n# on b\nb: |\n  c',
      after: `a: |\n  x\nnew: ${block}# on b\nb: |\n  c`,
    },
    {
      when: 'behind others in a file with a byte-order mark',
      before: '\ufeffa: 1\nb: |\n  c',
      after: `\ufeffa: 1\nnew: ${block}b: |\n  c`,
    },
    {
      when: 'before the end of the document',
      before: '---\na: 1\n...\n# x\n',
      after: `---\na: 1\nnew: ${block}...\n# x\n`,
    },
    { when: 'as the first', before: '', after: `new: ${block}` },
    { when: 'behind a byte-order mark', before: '\ufeff', after: `\ufeffnew: ${block}` },
    { when: 'behind a marker', before: '---', after: `---\nnew: ${block}` },
    {
      when: 'indented as the others',
      before: '  a: 1\n',
      after: `  a: 1\n${`new: ${block}`.replace(/^(?=.)/gm, '  ')}`,
    },
    {
      when: 'in the line ends of the file',
      before: 'a: 1\r\n',
      after: `a: 1\r\nnew: ${block.replaceAll('\n', '\r\n')}`,
    },
  ])('$when', ({ before, after }) => {
    expect(add(before)).toBe(after);
  });

  test.each([
    ['yes', '"yes"'],
    ['Null', '"Null"'],
    ['true', '"true"'],
    ['y', '"y"'],
    ['e1', '"e1"'],
    ['E1', '"E1"'],
    ['prow-s390x_2', 'prow-s390x_2'],
  ])('the name %s is written %s', (name, written) => {
    expect(add('a: 1\n', name)).toBe(`a: 1\n${written}: ${block}`);
  });

  test.each(['a\n', 'a', 'a\n\n', '  a\nb\n', '\n\n  a\n', ''])(
    'the value %j stays what it is',
    (string) => {
      const edit = addEntry(readEntries('a: 1\n', 'main.yml'), 'new', string);
      const text = applyEdits('a: 1\n', [edit]);
      expect(readEntries(`${text}b: 2\n`, 'main.yml').entries[1]?.string?.text).toBe(string);
    },
  );
});

const file = fc.tuple(entries, frame).map((args) => mainYml(...args));

test('every other entry stays, in both versions of YAML', () => {
  fc.assert(
    fc.property(file, (text) => {
      const before = readEntries(text, 'main.yml');
      const changed = add(text);
      const after = readEntries(changed, 'main.yml');
      expect(proveOtherEntries(before, changed, { key: 'new', text: value })).toBe(
        before.entries.length,
      );
      expect(after.entries.find(({ key }) => key === 'new')?.string?.text).toBe(value);
    }),
  );
});

test.skipIf(!hasPyYaml)('PyYAML agrees (left out where it is missing)', () => {
  const texts = fc.sample(file, 300);
  const [before, after] = [readWithPyYaml(texts), readWithPyYaml(texts.map((text) => add(text)))];
  const withoutNew = after.map((pairs) =>
    (pairs as [string, string][]).filter(([key]) => key !== 'new'),
  );
  const onlyNew = after.map((pairs) =>
    (pairs as [string, string][]).filter(([key]) => key === 'new'),
  );
  for (const [index, text] of texts.entries()) {
    expect(withoutNew[index], JSON.stringify(text)).toEqual(before[index]);
  }
  expect(onlyNew).toEqual(texts.map(() => [['new', value]]));
});

test.skipIf(!hasYq)('yq agrees (left out where it is not mikefarah’s)', () => {
  for (const text of fc.sample(file, 10)) expect(readWithYq(add(text), 'new')).toBe(`${value}\n`);
});
