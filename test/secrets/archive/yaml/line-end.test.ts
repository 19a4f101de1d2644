import { expect, test } from 'vitest';
import { lineEndAt } from '../../../../src/secrets/archive/yaml/line-end.ts';

test.each<[string, string, number, string]>([
  ['the one just before', 'a\r\nb\nc', 3, '\r\n'],
  ['not the one behind', 'a\r\nb\nc', 4, '\r\n'],
  ['the last of several before', 'a\r\nb\nc', 5, '\n'],
  ['at the end', 'a\nb\r\n', 5, '\r\n'],
  ['the first one where there is none before', 'a\r\nb\n', 0, '\r\n'],
  ['the only one, at the very start', '\nb', 1, '\n'],
  ['LF where there is none', 'a', 1, '\n'],
  ['LF in an empty text', '', 0, '\n'],
])('the line end: %s', (_which, text, offset, expected) => {
  expect(lineEndAt(text, offset)).toBe(expected);
});
