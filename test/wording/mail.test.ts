import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import { parseCommands } from '../../src/request/parse-commands.ts';
import { mailPrograms } from '../request/mail-programs.ts';
import { allTexts } from './all-texts.ts';
import { hostileText } from './hostile-text.ts';

const nothing = { commands: [], opening: [] };

const withoutEntities = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
const shown = (html: string, inTable: string, elsewhere: string) =>
  withoutEntities(html.replaceAll(/<\/t[dh]>/g, inTable).replaceAll(/<[^>]*>/g, elsewhere));
const wrapped = (text: string, width: number) =>
  text.replaceAll(new RegExp(`(.{1,${width}})(?: +|$)`, 'gm'), '$1\n');

/** What becomes of a text of the bot on its way through mails. */
const forms: readonly (readonly [string, (text: string) => string])[] = [
  ['as Markdown', (text) => text],
  ['shown, each cell on a line', (text) => shown(htmlOf(text), '\n', '')],
  ['shown, each cell a paragraph', (text) => shown(htmlOf(text), '\n\n', '')],
  ['shown, with tabs', (text) => shown(htmlOf(text), '\t', '')],
  ['shown, with a line for whatever has a tag', (text) => shown(htmlOf(text), '\n', '\n')],
  ['without the marks of code', (text) => text.replaceAll(/[`|]/g, '\n')],
  ['without lines', (text) => shown(htmlOf(text), ' ', '').replaceAll(/\s+/g, ' ')],
];

function htmlOf(text: string): string {
  return marked.parse(text, { async: false });
}

describe('what the bot writes is never a command, and passed over without a word', () => {
  const texts = allTexts('rosa-1');

  // The property below takes each of them, one after the other.
  const some = texts.filter((_text, index) => index % 10 === 0 || index > texts.length - 15);

  test.each(forms)('%s', (_form, change) => {
    for (const text of some) {
      expect(parseCommands(change(text))).toEqual(nothing);
      // A line break at a blank, wherever a program puts it.
      expect(parseCommands(wrapped(change(text), 30))).toEqual(nothing);
      expect(parseCommands(change(text).replaceAll(' ', '\n'))).toEqual(nothing);
    }
  });

  test('whatever a mail program does to it, and however long its lines are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.constantFrom(...forms),
        fc.option(fc.constantFrom(...mailPrograms)),
        fc.nat(100),
        (text, [, change], program, width) => {
          const whole = change(text);
          const inLines = width > 10 ? wrapped(whole, width) : whole;
          const mail = { from: 'cluster-onboarding[bot]', subject: '[o/r] x', text: inLines };
          const quoted = program ? program[1](mail) : inLines;
          expect(parseCommands(`Thanks!\n\n${quoted}`)).toEqual(nothing);
          expect(parseCommands(quoted)).toEqual(nothing);
        },
      ),
    );
  });

  test('whatever the title of the issue calls the cluster', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(...forms), fc.nat(), (name, [, change], at) => {
        const named = allTexts(`${name}/onboard cancel`);
        const text = named[at % named.length] ?? '';
        expect(parseCommands(change(text))).toEqual(nothing);
      }),
      { interruptAfterTimeLimit: 5_000 },
    );
  });

  test('since each command in it stands between quotation marks', () => {
    const told = texts.flatMap((text) => [...text.matchAll(/.?\/onboard[^\n”]*./giu)]);
    expect(told.length).toBeGreaterThan(100);
    for (const [words] of told) expect(words).toMatch(/^“\/onboard [a-z-]+”$/u);
  });
});
