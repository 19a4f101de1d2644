import { expect, test } from 'vitest';
import { applyEdits, lineEndAt } from '../../../src/kubeconfig/edit/text-edit.ts';

const edit = (start: number, end: number, text: string) => ({ start, end, text });

test('edits count in the text before any of them, in whatever order they come', () => {
  expect(applyEdits('abcdef', [edit(4, 6, 'X'), edit(0, 1, ''), edit(2, 2, '--')])).toBe('b--cdX');
});

test('an edit may begin where another one ends', () => {
  expect(applyEdits('abc', [edit(0, 1, 'x'), edit(1, 2, 'y')])).toBe('xyc');
});

test('of two insertions at one place the first comes first', () => {
  expect(applyEdits('ab', [edit(1, 1, '1'), edit(1, 1, '2')])).toBe('a12b');
});

test.each([
  ['that overlap', [edit(0, 2, ''), edit(1, 3, '')]],
  ['that end before they begin', [edit(2, 1, '')]],
])('edits %s are a mistake of the program', (_what, edits) => {
  expect(() => applyEdits('abc', edits)).toThrow(new RangeError('edits overlap'));
});

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
