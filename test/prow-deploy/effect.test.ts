import { expect, test } from 'vitest';
import { effectOf } from '../../src/prow-deploy/effect.ts';

const before = 'a\nb\nc\n';
const change = (from: string, to: string, path = 'x') => [{ path, before: from, after: to }];
const added = effectOf(change(before, 'a\nnew\nb\nc\n'));

test.each([
  ['the lines around it are others', change('1\n2\n', '1\nnew\n2\n')],
  ['it stands elsewhere', change(before, 'a\nb\nc\nnew\n')],
  ['the same lines stand in another order', change('c\nb\na\n', 'c\nb\nnew\na\n')],
])('a change is the same where %s', (_what, texts) => {
  expect(effectOf(texts)).toBe(added);
});

test.each([
  ['a line is another one', change(before, 'a\nnew!\nb\nc\n')],
  ['a line goes too', change(before, 'a\nnew\nc\n')],
  ['it is in another file', change(before, 'a\nnew\nb\nc\n', 'y')],
  ['a line comes twice', change(before, 'a\nnew\nnew\nb\nc\n')],
  ['it is done already', change('new\n', 'new\n')],
])('a change is another one where %s', (_what, texts) => {
  expect(effectOf(texts)).not.toBe(added);
});
