import { describe, expect, test } from 'vitest';
import { readBlocks } from '../../src/request/markdown.ts';
import { cpuTimeOf } from '../cpu-time.ts';
import { hostileTexts } from './hostile-texts.ts';

const types = (markdown: string) => readBlocks(markdown).map(({ type }) => type);

test('a text is taken apart into its blocks, without the marks around them', () => {
  expect(
    readBlocks(
      [
        '# A',
        'text\nmore',
        '- a\n  b',
        '> c\nd',
        '```sh\ne\n```',
        '    f',
        '<p>\ng',
        'h\n-',
        '***',
      ].join('\n\n'),
    ),
  ).toEqual([
    { type: 'heading', text: 'A' },
    { type: 'paragraph', text: 'text\nmore' },
    { type: 'paragraph', text: 'a\nb', inside: 'list' },
    { type: 'paragraph', text: 'c\nd', inside: 'quote', isQuoted: true },
    { type: 'code', text: 'e', info: 'sh' },
    { type: 'code', text: 'f' },
    { type: 'html', text: '<p>\ng' },
    { type: 'paragraph', text: 'h' },
  ]);
});

test('of a definition its address is told, and its title is not', () => {
  expect(readBlocks('see [a]\n\n[a]: https://a.example/\n  "title"')).toEqual([
    { type: 'paragraph', text: 'see [a]' },
    { type: 'definition', text: 'https://a.example/' },
  ]);
});

test.each(['\n', '\r\n', '\r'])('lines end with %j', (end) => {
  expect(readBlocks(['a', 'b', '', '- c'].join(end))).toEqual([
    { type: 'paragraph', text: 'a\nb' },
    { type: 'paragraph', text: 'c', inside: 'list' },
  ]);
});

test('what is longer than anybody writes it counts for a shorter one', () => {
  const fence = '~'.repeat(70);
  expect(readBlocks(`${fence}\na\n${fence}`)).toEqual([{ type: 'code', text: 'a' }]);
  expect(types(`a${'\n'.repeat(20)}b`)).toEqual(['paragraph', 'paragraph']);
  const lines = 'a\n'.repeat(20);
  expect(readBlocks(`${fence}\n${lines}${fence}`)).toEqual([{ type: 'code', text: lines.trim() }]);
});

describe('nesting beyond all sense is not taken apart: the whole is one block', () => {
  test.each([
    ['quotes', '>'],
    ['quotes with blanks', '> '],
    ['quotes with many blanks', '>  \t '],
    ['bullets', '* '],
    ['pluses', '+\t'],
    ['hyphens', '- '],
    ['numbers', '1. '],
    ['long numbers in parentheses', '123456789) '],
    ['both', '> - '],
  ])('%s', (_what, mark) => {
    const deep = `${mark.repeat(50)}x`;
    for (const text of [deep, ` ${deep}`, `first\n\n${deep}`]) {
      expect(readBlocks(text)).toEqual([{ type: 'html', text }]);
    }
  });

  test('but up to that it is', () => {
    expect(readBlocks(`${'>'.repeat(49)}x`)).toEqual([
      { type: 'paragraph', text: 'x', inside: 'quote', isQuoted: true },
    ]);
    expect(types(`x ${'>'.repeat(50)}`)).toEqual(['paragraph']);
    expect(types('*'.repeat(50))).toEqual([]);
    expect(types(`${'1234567890. '.repeat(50)}`)).toEqual(['paragraph']);
  });
});

test.each(hostileTexts(65_536))('%s keeps nobody busy', async (_what, text) => {
  expect(await cpuTimeOf(() => readBlocks(text))).toBeLessThan(500);
});

test('a quote in a list is told apart', () => {
  expect(readBlocks('- a\n\n  > b')).toEqual([
    { type: 'paragraph', text: 'a', inside: 'list' },
    { type: 'paragraph', text: 'b', inside: 'list', isQuoted: true },
  ]);
});
