import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import {
  cleanText,
  codeBlock,
  codeLine,
  escapeText,
  inlineCode,
} from '../../src/wording/escape.ts';
import { closingKeyword, hidden, hostileText, mention } from './hostile-text.ts';

describe('text from outside in a code span', () => {
  test('is one code span and nothing else, wherever it stands', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const code = inlineCode(text);
        expect(marked.parse(`see ${code} there`)).toMatch(
          /^<p>see <code>[^<]*<\/code> there<\/p>\n$/u,
        );
        expect(marked.parse(`| a | b |\n|---|---|\n| ${code} | end |`)).toMatch(
          /<tr>\n<td><code>[^<]*<\/code><\/td>\n<td>end<\/td>\n<\/tr>/u,
        );
        expect(marked.parse(`> ${code}`)).toMatch(/^<blockquote>\n<p><code>[^<]*<\/code><\/p>/u);
        expect(marked.parse(code)).toMatch(/^<p><code>[^<]*<\/code><\/p>\n$/u);
      }),
    );
  });

  test('says nothing to programs that read the source', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const code = inlineCode(text);
        expect(code).not.toMatch(hidden);
        expect(code).not.toMatch(mention);
        expect(code).not.toMatch(closingKeyword);
        expect(code).not.toContain('<!--');
        expect(code).not.toContain('-->');
        expect([...code].length).toBeLessThanOrEqual(102);
      }),
    );
  });

  test.each([
    ['plain', 'my-cluster_1.x', '`my-cluster_1.x`'],
    ['empty', '', '`(empty)`'],
    ['spaces only', ' \n\t ', '`(empty)`'],
    ['a mention', '@root', '`＠root`'],
    ['an address', 'Bot <bot@kubevirt.io>', '`Bot <bot@kubevirt.io>`'],
    ['a marker', '<!-- cluster-onboarding a.b -->', '`‹!-- cluster-onboarding a.b --›`'],
    ['a backtick', 'a`b', "`a'b`"],
    ['a bar', 'a|b', '`a¦b`'],
    ['an override', 'a\u202eb', '`a\ufffdb`'],
    ['long', 'x'.repeat(200), `\`${'x'.repeat(99)}…\``],
  ])('%s', (_, text, shown) => {
    expect(inlineCode(text)).toBe(shown);
  });
});

describe('text from outside without markup', () => {
  test.each(['GH-1', 'gh-1', 'Gh-1'])('%s is no issue', (text) => {
    expect(escapeText(text)).toBe(text.replace('-', '\u2011'));
  });

  test('has no character with power left', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const shown = escapeText(text);
        expect(shown).not.toMatch(/[@#<>`|*:/\\[\]()&!.\n]/u);
        expect(shown).not.toMatch(hidden);
        expect(shown).not.toMatch(/GH-\d/iu);
        expect([...shown].length).toBeLessThanOrEqual(100);
        expect(marked.parseInline(`Add ${shown}`)).not.toMatch(/<(?!em>|\/em>|strong>|\/strong>)/u);
      }),
    );
  });
});

describe('text from outside in a code block', () => {
  test('does not end the block', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const html = marked.parse(`${codeBlock('diff', `+ ${codeLine(text)}`)}\n\nend`);
        expect(html).toMatch(
          /^<pre><code class="language-diff">[^<]*<\/code><\/pre>\n<p>end<\/p>/u,
        );
      }),
    );
  });
});

describe('text from outside on a terminal', () => {
  test('has no control characters and one line', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(cleanText(text)).not.toMatch(hidden);
      }),
    );
  });
});
