import { expect, test } from 'vitest';
import { inlinePieces } from '../../src/request/inline.ts';

test.each([
  ['a `b` c', ['a ', '`b`', ' c']],
  ['a ``b`c`` d', ['a ', '``b`c``', ' d']],
  ['a `b\nc` d', ['a ', '`b\nc`', ' d']],
  ['a `b', ['a `b']],
  ['a ``b` c`', ['a ``b', '` c`', '']],
  ['a <!-- b\nc --> d', ['a ', '<!-- b\nc -->', ' d']],
  ['a <!-- `b --> c`', ['a ', '<!-- `b -->', ' c`']],
  ['`<!-- a` -->', ['', '`<!-- a`', ' -->']],
  ['a --> <!-- b', ['a --> <!-- b']],
  ['a --> b --> c', ['a --> b --> c']],
  ['`a` b `c`', ['', '`a`', ' b ', '`c`', '']],
  ['', ['']],
])('code spans and comments are taken out of %j', (raw, expected) => {
  expect(inlinePieces(raw).map((piece) => piece.raw)).toEqual(expected);
});

test('each is called what it is', () => {
  expect(inlinePieces('a `b` <!-- c -->').map(({ type }) => type)).toEqual([
    ...['text', 'code', 'text', 'comment', 'text'],
  ]);
});
