import { describe, expect, test } from 'vitest';
import { readBlocks } from '../../src/request/markdown.ts';

const types = (markdown: string) => readBlocks(markdown).map(({ type }) => type);

test('a text is taken apart into its blocks, and each keeps its source', () => {
  expect(types('# A\n\ntext\n\n- a\n\n> b\n')).toEqual([
    'heading',
    'space',
    'paragraph',
    'space',
    'list',
    'space',
    'blockquote',
  ]);
  expect(readBlocks('first\n\nsecond')).toMatchObject([{ raw: 'first' }, {}, { raw: 'second' }]);
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
    expect(readBlocks(deep)).toEqual([{ type: 'html', raw: deep }]);
    const behind = `first\n\n${deep}`;
    expect(readBlocks(behind)).toEqual([{ type: 'html', raw: behind }]);
  });

  test('but up to that it is', () => {
    expect(types(`${'>'.repeat(49)}x`)).toEqual(['blockquote']);
    expect(types(`x ${'>'.repeat(50)}`)).toEqual(['paragraph']);
    expect(types('*'.repeat(50))).toEqual(['hr']);
    expect(types(`${'1234567890. '.repeat(50)}`)).toEqual(['paragraph']);
  });
});
