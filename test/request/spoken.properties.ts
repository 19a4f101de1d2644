import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spokenLines } from '../../src/request/spoken.ts';
import { hasCmark } from '../installed.ts';

const said = '/onboard retry';

/** Whether each line of a text is one that GitHub shows as the words `/onboard retry` and no more. */
function shownByGitHub(markdown: string): number {
  const { stdout } = spawnSync('cmark-gfm', ['-t', 'xml', '--sourcepos', '-e', 'table'], {
    input: markdown,
  });
  // Two blanks in front are those of what is in no quote, list or table. A heading of several lines
  // is one by the dashes below it, as mail programs put them above a signature.
  const blocks = stdout
    .toString()
    .replaceAll(
      /^ {2}<heading sourcepos="(\d+):\d+-(?!\1:)[^>]*>([\s\S]*?)^ {2}<\/heading>/gm,
      paragraph,
    )
    .replaceAll(/ sourcepos="[^"]*"/g, '');
  const paragraphs = blocks.matchAll(/^ {2}<paragraph>\n([\s\S]*?)^ {2}<\/paragraph>/gm);
  return [...paragraphs]
    .flatMap(([, inside = '']) => inside.split(/^ +<(?:soft|line)break \/>$/m))
    .filter((line) => wordsOf(line).trim() === said).length;
}

function paragraph(_heading: string, _line: string, inside: string): string {
  return `  <paragraph>${inside}  </paragraph>`;
}

function wordsOf(line: string): string {
  const pieces = line.matchAll(/^ +<(\w+)[^>\n]*>([^<\n]*)/gm);
  const words = [...pieces].map(([, type = '', words = '']) =>
    type === 'text' ? words : marks.has(type) ? '' : '\0',
  );
  return words.join('').replaceAll(/[ \t]+/g, ' ');
}

const marks = new Set(['emph', 'strong']);

const countSpoken = (markdown: string) =>
  spokenLines(markdown).filter(({ text }) => /^[ \t]*\/onboard[ \t]+retry[ \t]*$/.test(text))
    .length;

const textOf = (...pieces: readonly string[]) =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((each) => each.join(''));

const inBlocks = textOf(
  ...[said, `${said}\n`, `\n${said}\n`, '\n', '\n\n', '\r\n', '> ', '- ', '1. ', '  ', '    '],
  ...['\t', '```', '```\n', '~~~\n', '# ', '===\n', '---\n', '***\n', '<div>\n', '</div>\n'],
  ...['<pre>\n', '</pre>', '\n<?', '?>\n', 'a', 'text\n', '[a]: b', '[a]:\n', '-->\n'],
);

const inLines = textOf(
  ...[said, `${said}\n`, `\n${said}\n`, '\n', '\n\n', '  ', '\t', '`', '``', '```', '# ', 'a'],
  ...['<!--', '-->', '<div>', '<a ', '>', '<?', '<![CDATA[', '<!A', '[a]: b', '[a]:', '[a](b'],
  ...['[', ']', '(', ')', '![', '"', "'", '|', '|---|', '| a |\n|---|\n', '\\', '*', '&lt;'],
);

test.skipIf(!hasCmark)('what is spoken is what GitHub shows so (cmark-gfm)', () => {
  fc.assert(
    fc.property(inBlocks, (markdown) => {
      expect(countSpoken(markdown)).toBe(shownByGitHub(markdown));
    }),
  );
});

test.skipIf(!hasCmark)('whatever is in its lines, nothing hidden is spoken (cmark-gfm)', () => {
  fc.assert(
    fc.property(inLines, (markdown) => {
      expect(countSpoken(markdown)).toBeLessThanOrEqual(shownByGitHub(markdown));
    }),
  );
});
