import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../../src/kubeconfig/edit/text-edit.ts';
import { addEntry } from '../../../../src/secrets/archive/yaml/add-entry.ts';
import { readEntries } from '../../../../src/secrets/archive/yaml/entries.ts';
import { proveOtherEntries } from '../../../../src/secrets/archive/yaml/proof.ts';
import { removeEntry } from '../../../../src/secrets/archive/yaml/remove-entry.ts';
import { hasPyYaml, hasYq } from '../../../installed.ts';
import { thrownProblem } from '../../../problem-of.ts';
import { entries, frame, mainYml } from '../../main-yml.ts';
import { readWithPyYaml, readWithYq } from '../../readers.ts';

function remove(text: string, key: string): string {
  return applyEdits(text, [removeEntry(readEntries(text, 'main.yml'), key)]);
}

describe('an entry goes with its lines', () => {
  test.each<{ when: string; before: string; after: string }>([
    { when: 'between others', before: 'a: 1\ngone: 2 # c\nb: 3\n', after: 'a: 1\nb: 3\n' },
    { when: 'the first', before: '---\ngone: |\n  x\n\nb: 3\n', after: '---\nb: 3\n' },
    { when: 'the last', before: 'a: 1\ngone: |\n  x\n', after: 'a: 1\n' },
    { when: 'the last, unfinished', before: 'a: 1\ngone: |\n  x', after: 'a: 1\n' },
    { when: 'the last, with a comment', before: 'a: 1\ngone: x # c', after: 'a: 1\n' },
    { when: 'the only one', before: '\ufeffgone: x\n', after: '\ufeff' },
    {
      when: 'with all blank lines behind it',
      before: 'a: 1\ngone: |\n  y\n\n \n\nb: 1\n',
      after: 'a: 1\nb: 1\n',
    },
    { when: 'before an end', before: 'a: 1\ngone: x\n...\n', after: 'a: 1\n...\n' },
    {
      when: 'with the blank lines behind it, and without the comments above it',
      before: 'a: |+\n  x\n\n# about what?\ngone: |+\n  y\n\n \n\n# b\nb: 1\n',
      after: 'a: |+\n  x\n\n# about what?\n# b\nb: 1\n',
    },
    {
      when: 'quoted on many lines',
      before: 'a: 1\ngone: "x\n  y" # c\n\nb: 1\n',
      after: 'a: 1\nb: 1\n',
    },
    {
      when: 'indented, in its line ends',
      before: '  a: 1\r\n  gone: |\r\n    x\r\n  b: 1\r\n',
      after: '  a: 1\r\n  b: 1\r\n',
    },
  ])('$when', ({ before, after }) => {
    expect(remove(before, 'gone')).toBe(after);
    const file = readEntries(before, 'main.yml');
    const proved = proveOtherEntries(file, after, { key: 'gone', text: undefined });
    expect(proved).toBe(file.entries.length - 1);
  });
});

test.each([
  ['an entry that is repeated elsewhere', 'gone: &g |\n  x\nb: *g\n'],
  ['an entry behind something else', '? gone\n: x\n'],
  ['an entry that is not there', 'a: 1\n'],
])('it refuses %s', (_what, text) => {
  expect(thrownProblem(() => remove(text, 'gone'))).toEqual({
    id: 'secrets-yaml',
    details: { file: 'main.yml', reason: 'shape' },
  });
});

describe('it is no proof', () => {
  test.each([
    ['when the entry is still there', 'a: 1\ngone: x\nb: [c]\n'],
    ['when another is gone too', 'a: 1\n'],
    ['when another has changed', 'a: 1\nb: [d]\n'],
  ])('%s', (_when, after) => {
    const before = readEntries('a: 1\ngone: x\nb: [c]\n', 'main.yml');
    const prove = () => proveOtherEntries(before, after, { key: 'gone', text: undefined });
    expect(thrownProblem(prove)?.id).toBe('secrets-not-provable');
  });
});

const value = 'apiVersion: v1\nkind: Config\n\nclusters:\n- name: new\n';
const file = fc.tuple(entries, frame).map((args) => mainYml(...args));
const add = (text: string) =>
  applyEdits(text, [addEntry(readEntries(text, 'main.yml'), 'new', value)]);

test('what was added is taken out again: the very same bytes', () => {
  fc.assert(
    fc.property(file, (text) => {
      // Only a last line that was unfinished has a line end from then on.
      const { endsInBlockScalar } = readEntries(text, 'main.yml');
      const wasEnded = /(^|[\n\ufeff])(\.\.\.)?$/.test(text) || endsInBlockScalar;
      const lineEnd = /\r\n/.test(text) ? '\r\n' : '\n';
      expect(remove(add(text), 'new')).toBe(wasEnded ? text : text + lineEnd);
    }),
  );
});

const chosen = file.filter((text) => readEntries(text, 'main.yml').entries.length > 0);

test('any entry can go, and every other one stays', () => {
  fc.assert(
    fc.property(chosen, fc.nat(), (text, index) => {
      const before = readEntries(text, 'main.yml');
      const { key = '' } = before.entries[index % before.entries.length] ?? {};
      const proved = proveOtherEntries(before, remove(text, key), { key, text: undefined });
      expect(proved).toBe(before.entries.length - 1);
    }),
  );
});

test.skipIf(!hasPyYaml)('PyYAML agrees (left out where it is missing)', () => {
  // An end without a beginning is nothing to it.
  const texts = fc.sample(chosen, 300).filter((text) => /^k1:/m.test(text));
  const removed = texts.map((text) => remove(text, 'k0'));
  const [before, after] = [readWithPyYaml(texts), readWithPyYaml(removed)];
  const others = before.map((pairs) => (pairs as unknown[]).slice(1));
  for (const [index, text] of texts.entries()) {
    expect(after[index], JSON.stringify(text)).toEqual(others[index]);
  }
});

test.skipIf(!hasYq)('yq agrees (left out where it is not mikefarah’s)', () => {
  const texts = fc.sample(chosen, 60).filter((text) => /^k1:/m.test(text));
  for (const text of texts.slice(0, 5)) {
    const after = remove(text, 'k0');
    expect(readWithYq(after, 'k0'), JSON.stringify(text)).toBe('null\n');
    expect(readWithYq(after, 'k1'), JSON.stringify(text)).toBe(readWithYq(text, 'k1'));
  }
});
