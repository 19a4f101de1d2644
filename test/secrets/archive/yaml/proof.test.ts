import { expect, test } from 'vitest';
import { readEntries } from '../../../../src/secrets/archive/yaml/entries.ts';
import { proveOtherEntries } from '../../../../src/secrets/archive/yaml/proof.ts';
import { thrownProblem } from '../../../problem-of.ts';

const before = 'a: 1\nkubeconfig: |\n  old\nb: {c: 1, d: 2}\ne: &e [x]\nf: *e\n';
const changed = { key: 'kubeconfig', text: 'new\n' };
const after = before.replace('old', 'new');

function prove(text: string, { key, text: value } = changed): number {
  return proveOtherEntries(readEntries(before, 'main.yml'), text, { key, text: value });
}

test('the one entry is changed, the four others are counted', () => {
  expect(prove(after)).toBe(4);
  expect(prove(after.replace('|', '|-'))).toBe(4);
});

test('an entry is new, the five others are counted', () => {
  expect(prove(`n: |\n  new\n${before}`, { key: 'n', text: 'new\n' })).toBe(5);
  expect(prove(`${before}n: |\n  new\n`, { key: 'n', text: 'new\n' })).toBe(5);
});

test('it is no proof when another repeats the changed entry by an alias', () => {
  const old = 'kubeconfig: &k |\n  old\nz: *k\n';
  const attempt = () =>
    proveOtherEntries(readEntries(old, 'main.yml'), old.replace('old', 'new'), changed);
  expect(thrownProblem(attempt)?.id).toBe('secrets-not-provable');
});

test.each<{ when: string; text: string }>([
  { when: 'the entry holds something else', text: before },
  { when: 'the entry holds more', text: before.replace('old', 'new\n  more') },
  { when: 'the entry is no string to Ansible', text: before.replace('|\n  old', 'yes') },
  { when: 'the entry is gone', text: before.replace('kubeconfig: |\n  old\n', '') },
  {
    when: 'the entry is elsewhere',
    text: `${before.replace('kubeconfig: |\n  old\n', '')}kubeconfig: |\n  new\n`,
  },
  { when: 'another has another value', text: after.replace('a: 1', 'a: 2') },
  { when: 'another has the same value in another style', text: after.replace('a: 1', 'a: 0x1') },
  {
    when: 'another has its values in another order',
    text: after.replace('c: 1, d: 2', 'd: 2, c: 1'),
  },
  { when: 'another has another name', text: after.replace('a: 1', 'A: 1') },
  { when: 'another has changed by what it repeats', text: after.replace('&e [x]', '&e [y]') },
  { when: 'another is gone', text: after.replace('a: 1\n', '') },
  { when: 'another came in', text: `${after}z: 1\n` },
  {
    when: 'two have changed places',
    text: after.replace('a: 1\n', '').replace('e: &e', 'a: 1\ne: &e'),
  },
  { when: 'it can’t be read', text: `${after}"` },
])('it is no proof when $when', ({ text }) => {
  expect(thrownProblem(() => prove(text))).toEqual({
    id: 'secrets-not-provable',
    details: { file: 'main.yml' },
  });
});

test('a changed entry may be the first', () => {
  const file = readEntries('kubeconfig: |\n  old\nz: 1\n', 'main.yml');
  const moved = 'z: 1\nkubeconfig: |\n  new\n';
  expect(thrownProblem(() => proveOtherEntries(file, moved, changed))?.id).toBe(
    'secrets-not-provable',
  );
});
