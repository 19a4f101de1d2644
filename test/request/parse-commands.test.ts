import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verbs } from '../../src/request/command-table.ts';
import { type Command, parseCommands } from '../../src/request/parse-commands.ts';
import { anyCharacter } from '../any-character.ts';
import { cpuTimeOf } from '../cpu-time.ts';
import { hostileTexts } from './hostile-texts.ts';

const words = (comment: string) => parseCommands(comment).commands.map(nameOf);
const nameOf = (command: Command) =>
  command.verb === 'unknown'
    ? `?${command.text}`
    : command.verb === 'misplaced'
      ? `!${command.text}`
      : command.verb;

describe('a command stands on a line of its own', () => {
  test.each([
    ['/onboard retry', ['retry']],
    ['/ONBOARD Retry', ['retry']],
    ['  /onboard   retry  ', ['retry']],
    ['/onboard retry\u00a0', ['retry']],
    ['/onboard', ['help']],
    ['/onboard help', ['help']],
    ['It works now.\n/onboard retry\nThanks!', ['retry']],
    ['/onboard retry\r\n/onboard confirm-ha\r\n', ['retry', 'confirm-ha']],
    ['/onboard retry\n\nand\n\n/onboard cancel', ['retry', 'cancel']],
    ['/onboard dance', ['?dance']],
    ['Look:\n```\nlog\n```\n/onboard retry', ['retry']],
    ['Look: <img alt="x" src="https://a.example/">\n/onboard retry', ['retry']],
    ['if a < b or <c> then\n/onboard retry', ['retry']],
    ['<b>Mended</b>, `<blockquote>` and all.<br>\n/onboard retry', ['retry']],
    ['Look[^1]\n\n[^1]: at the log\n\n/onboard retry', ['retry']],
    ['/onboard\u00a0retry', ['retry']],
    ['\ufeff/onboard retry', ['retry']],
    ['\u200b/onboard retry', ['retry']],
    ['/onboard retry\n-- \nAda', ['retry']],
    ['It works.\n/onboard retry\n--\nAda', ['retry']],
    ['<img width="1" alt="x" src="https://a.example/">\n/onboard retry', ['retry']],
    ['it is a Map<string\n/onboard retry', ['retry']],
    ['```\n<blockquote>\n```\n/onboard retry', ['retry']],
    ['  <img alt="x" src="https://a.example/">\n/onboard retry', ['retry']],
    [':-\n/onboard retry', ['retry']],
    ['see\na |-\n/onboard retry', ['retry']],
    ['see\n|- a\n/onboard retry', ['retry']],
    ['/onboard retry\nas in <?', ['retry']],
    ['as in \\[^1]: it is mended\n/onboard retry', ['retry']],
  ])('%j', (comment, expected) => {
    expect(words(comment)).toEqual(expected);
  });
});

describe('one that commands nothing there is answered with how to say it', () => {
  test.each([
    ['/onboard confirm-ha three masters, I saw them', ['!confirm-ha']],
    ['/onboard retry please', ['!retry']],
    ['  /onboard  retry  please', ['!retry']],
    ['/onboard retry.  Thanks!', ['!retry']],
    ['> is it mended?\n\n/onboard retry', ['!retry']],
    ['/onboard retry\n\n> is it mended?\n\n/onboard cancel', ['retry', '!cancel']],
    ['<blockquote>is it mended?</blockquote>\n\n/onboard retry', ['!retry']],
    ['Ada: <blockquote>\n/onboard cancel\n</blockquote>', ['!cancel']],
    ['Ada: <blockquote>\n\n/onboard cancel\n</blockquote>', ['!cancel']],
    ['Ada: <Q>no</Q>\n/onboard cancel', ['!cancel']],
    ['Not this: <del>\n/onboard cancel\n</del>', ['!cancel']],
    ['<b><del title="</del>">\n/onboard cancel\n</b>', ['!cancel']],
    ["<b><del title='</del>'>\n/onboard cancel\n</b>", ['!cancel']],
    ['<b><i></i>\n/onboard cancel\n</b>', ['!cancel']],
    ['</b> <i>\n/onboard cancel\n</i>', ['!cancel']],
    ['<div>`<blockquote>`</div>\n\n/onboard cancel', ['!cancel']],
    ['Look[^1]\n\n[^1]: as I said\n/onboard cancel', ['!cancel']],
    ['Look[^note]\n\n  [^note]: as I said\n/onboard cancel', ['!cancel']],
    ['Look[^a]\n[^a]: as I said\nand\n/onboard cancel', ['!cancel']],
    ['We are at 4.17, as you wrote:\n\n/onboard retry', ['!retry']],
    ['You can view it on GitHub.\n\n/onboard retry', ['!retry']],
    ['Hm.\r\nYou can view it on GitHub.\r\n\r\n/onboard retry', ['!retry']],
    ['--- done ---\n/onboard retry\n/onboard dance', ['!retry']],
    ['/onboard retry\n\nSince 9:00, as you wrote:\n\n/onboard cancel', ['retry', '!cancel']],
    ['> is it mended?\n\n/onboard dance', []],
    ['/onboard is the way to say it', []],
    ['/onboard retry\tLook at everything again, now.', []],
  ])('%j', (comment, expected) => {
    expect(words(comment)).toEqual(expected);
  });
});

test.each<[string, readonly string[]]>([
  ['/onboard retry', ['retry']],
  [
    '\n\n/onboard retry\n\n/onboard confirm-ha\n\nThanks!\n/onboard cancel',
    ['retry', 'confirm-ha'],
  ],
  ['/onboard retry please\n\nThanks!', ['!retry']],
  ['/onboard retry\n  \n/onboard cancel', ['retry', 'cancel']],
  ['Thanks!\n/onboard retry', []],
  ['Thanks!', []],
  ['> quoted\n\n/onboard retry', []],
])('what opens %j is told apart, for what came by mail', (comment, expected) => {
  expect(parseCommands(comment).opening.map(nameOf)).toEqual(expected);
});

describe('one that is none, but plainly means one, is answered with how to say it', () => {
  const bot = 'cluster-onboarding[bot]';
  const meant = (comment: string) => parseCommands(comment, bot).commands.map(nameOf);

  test.each([
    ['/onbord retry', '!retry'],
    ['/onbaord confirm-ha', '!confirm-ha'],
    ['/onboarding retry', '!retry'],
    ['/onboard retyr', '!retry'],
    ['/onboard cancle', '!cancel'],
    ['/onboard confirm-he', '!confirm-ha'],
    ['/onboard-retry', '!retry'],
    ['/onboard: retry', '!retry'],
    ['/onboard retry.', '!retry'],
    ['/onboard please retry', '!retry'],
    ['**/onboard retry**', '!retry'],
    ['onboard retry', '!retry'],
    ['please /onboard retry', '!retry'],
    ['I have mended it, so /onboard retry now, please.', '!retry'],
    ['Mended.\n(/onboard retry)', '!retry'],
    ['@cluster-onboarding please retry', '!retry'],
    ['Hi @cluster-onboarding[bot], can you check again?', '!retry'],
    ['@Cluster-Onboarding cancel', '!cancel'],
    ['@cluster-onboarding: I confirm', '!help'],
  ])('%j', (comment, expected) => {
    expect(meant(comment)).toEqual([expected]);
  });

  test.each([
    'please retry',
    'Please cancel this, I was wrong.',
    'I will retry tomorrow.',
    'The bot should look at it again.',
    'cluster-onboarding will retry by itself',
    'Thanks @cluster-onboarding!',
    '@cluster-onboarding-team please retry',
    '@kubevirt-bot please retry',
    '@contributor: can you retry?',
    '/retest',
    '/retry',
    '/test all\n/lgtm cancel\n/hold cancel',
    '/onboard',
    'We onboard many clusters, retry later.',
    'onboard retry logic',
    'see https://example.org/onboard retry',
    'see docs/onboard retry',
    '> please /onboard retry',
    '> @cluster-onboarding please retry',
    '> is it mended?\n\nplease /onboard retry',
    '`please /onboard retry`',
    'write “/onboard retry”',
    '| /onboard retry | Look again |',
    '- please /onboard retry',
    'On Mon, Nov 30, 2026 at 9:00 AM a@b.example wrote:\nplease /onboard retry',
    '/hooboard retry',
  ])('who talks is not answered: %j', (comment) => {
    expect(meant(comment).filter((name) => name !== 'help')).toEqual([]);
  });

  test('nor is who answers by mail, but for what stands on top', () => {
    const opening = (comment: string) => parseCommands(comment, bot).opening.map(nameOf);
    expect(opening('please /onboard retry\n\nThanks!')).toEqual(['!retry']);
    expect(opening('> please /onboard retry')).toEqual([]);
    expect(opening('Thanks!\nplease /onboard retry')).toEqual([]);
  });
});

describe('what was not meant as a command is none', () => {
  test.each([
    '> /onboard cancel',
    '```\n/onboard cancel\n```',
    '~~~sh\n/onboard cancel\n~~~',
    '    /onboard cancel',
    '`/onboard cancel`',
    '`first\n/onboard cancel\nlast`',
    '<!-- /onboard cancel -->',
    'text <!--\n/onboard cancel',
    '``first ` \n/onboard cancel\nlast``',
    '/onboard`code`',
    '/onboard!',
    '<!--\n/onboard cancel\n-->',
    'text <!--\n/onboard cancel\n--> text',
    '/hold',
    '/lgtm\n/approve',
    '| a |\n|---|\n/onboard cancel',
    'a\n|  -\n/onboard cancel',
    'a\n:-\n/onboard cancel',
    '/onboard cancel\n|-',
    '<a title="\n/onboard cancel\n">',
    '<b title="x>"\n/onboard cancel\n>',
    'text <?\n/onboard cancel\n?>',
    '[a]:\n/onboard',
    '# /onboard cancel',
    '<img src="a"\n/onboard cancel\nalt="b">',
    '<img src="a">\n<!--\n/onboard cancel\n-->',
    "[a]: b '\n/onboard cancel\n'",
    '1. a\n\n   /onboard cancel',
    '',
  ])('%j', (comment) => {
    expect(words(comment)).toEqual([]);
  });
});

test('a comment full of commands is not a program', () => {
  const { commands, opening } = parseCommands('/onboard help\n'.repeat(5000));
  expect([commands.length, opening.length]).toEqual([10, 10]);
  expect(words(`/onboard ${'x'.repeat(60_000)}`)).toEqual(['?…']);
});

test.each(['sha256~abcdef', 'abcdef.0123456789abcdef', 'a'.repeat(21), '@somebody', '<b>'])(
  'what may be a secret, or is no word, is not repeated: %s',
  (word) => {
    expect(words(`/onboard ${word}`)).toEqual(['?…']);
  },
);

test('any comment is read without harm', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), (text) => {
      expect(parseCommands(text).commands.length).toBeLessThanOrEqual(text.length);
    }),
  );
});

test.each(hostileTexts(65_536))(
  'it takes no time to find none or ten in %s',
  async (_what, text) => {
    expect(await cpuTimeOf(() => parseCommands(`/onboard help\n\n${text}`))).toBeLessThan(500);
  },
);

test.each(verbs)('%s is read, and counts only on a line of its own', (verb) => {
  expect(words(`/onboard ${verb}`)).toEqual([verb]);
  expect(words(`/onboard ${verb} please`)).toEqual([`!${verb}`]);
});
