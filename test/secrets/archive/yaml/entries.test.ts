import { describe, expect, test } from 'vitest';
import { readEntries } from '../../../../src/secrets/archive/yaml/entries.ts';
import { thrownProblem } from '../../../problem-of.ts';

describe('names of entries', () => {
  test.each<{ text: string; names: string[] }>([
    { text: 'a: 1\nb: 2\n', names: ['a', 'b'] },
    { text: '"a": 1\n\'b\': 2\n', names: ['a', '"a"', 'b', "'b'"] },
    { text: 'yes: 1\n', names: ['yes', 'true'] },
    { text: '? a\n: 1\n', names: ['a'] },
    { text: '---\n# secrets\na: 1\n...\n', names: ['a'] },
    { text: '\ufeffa: 1\r\nb: 2\r\n', names: ['a', 'b'] },
    { text: 'a:\n', names: ['a'] },
    { text: '', names: [] },
    { text: '# nothing yet\n', names: [] },
    { text: 'a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n', names: ['a'] },
    { text: 'a: &a {b: 1}\nc: *a\n', names: ['a', 'c'] },
  ])('$text', ({ text, names }) => {
    const { entries } = readEntries(text, 'main.yml');
    expect(entries.flatMap((entry) => entry.names).toSorted()).toEqual(names.toSorted());
  });
});

describe('values that are strings to everybody', () => {
  test.each<{ text: string; string: string | undefined }>([
    { text: 'a: |\n  b\n', string: 'b\n' },
    { text: 'a: >-\n  b\n  c\n', string: 'b c' },
    { text: 'a: "b"\n', string: 'b' },
    { text: 'a: b\n', string: 'b' },
    { text: 'a: !!str 1\n', string: '1' },
    { text: 'a: yes\n', string: undefined },
    { text: 'a: 0o14\n', string: undefined },
    { text: 'a: 1\n', string: undefined },
    { text: 'a:\n', string: undefined },
    { text: 'a: [b]\n', string: undefined },
    { text: 'a: !vault |\n  b\n', string: undefined },
    { text: 'a: !!binary |\n  YmFy\n', string: undefined },
  ])('$text', ({ text, string }) => {
    expect(readEntries(text, 'main.yml').entries[0]?.string?.text).toBe(string);
  });
});

describe('where a newline at the end would change the last value, the file ends in a block', () => {
  test.each<[string, string, boolean]>([
    ['one that keeps its last newline', 'a: |\n  b', true],
    ['a folded one', 'a: >\n  b', true],
    ['one that keeps all', 'a: |+\n  b', true],
    ['one deep inside', 'a:\n  - b: |\n      c', true],
    ['one whose comment looks like another header', 'a: | # |-\n  b', true],
    ['one that drops them', 'a: |-\n  b', false],
    ['one that drops them, of an indentation that is told', 'a: |2-\n  b', false],
    ['one that drops them, with a blank in the last line', 'a: |-\n  b\n ', true],
    ['one that drops them, with blanks in the last line', 'a: |-\n  b\n  ', true],
    ['with blanks behind the last word', 'a: |-\n  b  ', false],
    ['one that has its newline', 'a: |\n  b\n', false],
    ['no block at all', 'a: b', false],
    ['one that something follows', 'a: |\n  b\nc: d', false],
    ['one that a list follows', 'a: |\n  b\nc:\n  - d', false],
  ])('%s', (_which, text, expected) => {
    expect(readEntries(text, 'main.yml').endsInBlockScalar).toBe(expected);
  });
});

describe('what readers see tells the order', () => {
  test.each<[string, string, string]>([
    ['of maps', 'a: {b: 1, c: 2}', 'a: {c: 2, b: 1}'],
    ['of maps in maps', 'a: {b: {c: 1, d: 2}}', 'a: {b: {d: 2, c: 1}}'],
    ['of maps in lists', 'a: [{b: 1, c: 2}]', 'a: [{c: 2, b: 1}]'],
    ['of maps as names', 'a: {{b: 1, c: 2}: 3}', 'a: {{c: 2, b: 1}: 3}'],
    ['of sets', 'a: !!set {b, c}', 'a: !!set {c, b}'],
    ['of maps in sets', 'a: !!set {{b: 1, c: 2}}', 'a: !!set {{c: 2, b: 1}}'],
  ])('%s', (_what, text, other) => {
    const { readings } = readEntries(text, 'main.yml');
    expect(readings).toEqual(readEntries(text, 'other.yml').readings);
    expect(readings).not.toStrictEqual(readEntries(other, 'main.yml').readings);
  });
});

test.each<[string, string, object]>([
  ['a list', '- a\n', { reason: 'shape' }],
  ['flow style', '{a: 1}\n', { reason: 'shape' }],
  ['a string', 'a\n', { reason: 'shape' }],
  ['two documents', 'a: 1\n---\nb: 2\n', { reason: 'several documents', line: 2 }],
  ['a name twice', 'a: 1\nb: 2\na: 3\n', { reason: 'duplicate key', line: 3 }],
  ['a name twice further in', 'b:\n  a: 1\n  a: 2\n', { reason: 'duplicate key', line: 3 }],
  ['a name twice to Ansible', 'yes: 1\ntrue: 2\n', { reason: 'duplicate key', line: 2 }],
  ['a list as a name', '? [a]\n: 1\n', { reason: 'shape' }],
  ['an alias as a name', '&a b: 1\n*a : 2\n', { reason: 'shape' }],
  ['an alias to nothing', 'a: *b\n', { reason: 'shape' }],
  [
    'too many aliases',
    `a: &a [${'x, '.repeat(9)}]\nb: &b [${'*a, '.repeat(99)}]\nc: [${'*b, '.repeat(99)}]\n`,
    { reason: 'shape' },
  ],
  ['an open quote', 'a: 1\nb: "c\n', { reason: 'syntax', line: 3 }],
  ['a tab', 'a:\n\tb: 1\n', { reason: 'syntax', line: 2 }],
])('%s is refused, with the reason', (_, text, fault) => {
  expect(thrownProblem(() => readEntries(text, 'main.yml'))).toEqual({
    id: 'secrets-yaml',
    details: { file: 'main.yml', ...fault },
  });
});
