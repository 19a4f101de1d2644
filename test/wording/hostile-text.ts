import fc from 'fast-check';
import { expect } from 'vitest';
import { anyCharacter } from '../any-character.ts';

/** Strings made of what has power somewhere: Markdown, HTML, GitHub, Prow, Unicode. */
export const hostileText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: anyCharacter }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '`',
          '``',
          '```',
          '|',
          '\\',
          '\n',
          '\r\n',
          '\t',
          ' ',
          '<!--',
          '-->',
          '<b>',
          '</details>',
        ],
        ...['@everyone', '@kubevirt/maintainers', 'fixes #1', 'Closes: #2', 'resolves o/r#3', '#4'],
        ...[
          'GH-5',
          'https://example.com',
          'www.example.com',
          'a@b.cc',
          '[x](y)',
          '![x](y)',
          '&#64;',
        ],
        ...['\u202e', '\u200b', '\u2066', '\ufeff', '\u0000', '\u001b[31m', '\ud800', '\u00ad'],
        ...['/onboard cancel', '> quote', '# head', '- item', '***', '~~~', 'x', '1'],
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
);

export const hidden = /[\p{C}\p{Default_Ignorable_Code_Point}]/u;
export const mention = /(?<![A-Za-z0-9_])@/u;
export const closingKeyword =
  /(clos(e[sd]?)|fix(es|ed)?|resolv(e[sd]?))[\s:]+([\w.-]+\/[\w.-]+)?#\d+/iu;

/** Nothing from outside has power in what the bot writes. */
export function expectHarmless(written: string): void {
  expect(written).not.toMatch(mention);
  expect(written).not.toMatch(closingKeyword);
  expect(written).not.toContain('<!--');
  expect(foreignPartOf(written)).not.toMatch(hidden);
}

/** Without the line ends and the emoji variants (U+FE0F) that the bot itself writes. */
export function foreignPartOf(text: string): string {
  return text.replace(/\n|(?<=[ℹ⚠])\uFE0F/gu, '');
}
