import { describe, expect, test } from 'vitest';
import { parseCommands } from '../../src/request/parse-commands.ts';
import { aboveQuotation } from '../../src/request/quotation.ts';
import { cpuTimeOf } from '../cpu-time.ts';
import { hostileTexts } from './hostile-texts.ts';
import { mailPrograms } from './mail-programs.ts';

const refused = {
  from: 'A Contributor',
  subject: '[kubevirt/project-infra] Add Prow build cluster rosa-1 (Issue #1)',
  text: 'It is fine.\n\n/onboard confirm-ha\n\n—\nReply to this email directly or view it on GitHub.\n',
};

describe.each(['\n', '\r\n'])('in a mail whose lines end with %j', (end) => {
  test.each(mailPrograms)('what %s quotes is nothing that its user said', (_name, quote) => {
    const mail = (own: string) => `${own}\n\n${quote(refused)}`.replaceAll('\n', end);
    const said = (own: string) => {
      const { commands, opening } = parseCommands(mail(own));
      // Whoever writes so on GitHub is told how to say it.
      return { commands: commands.filter(({ verb }) => verb !== 'misplaced'), opening };
    };
    const retry = { verb: 'retry' } as const;
    expect(said('Thanks!')).toEqual({ commands: [], opening: [] });
    expect(said('/onboard retry')).toEqual({ commands: [retry], opening: [retry] });
    expect(said('Done.\n\n/onboard retry').commands).toEqual([retry]);
  });
});

describe('one sign is enough', () => {
  test.each([
    ['a rule', '________'],
    ['a longer one', '_'.repeat(40)],
    ['a title between dashes', '--- Original ---'],
    ['how to reply', 'Reply to this email directly'],
    ['why it came', 'You are receiving this because you commented.'],
    ['where to read it', 'Or view it on GitHub'],
    ['a sender with an address', 'From: a@b'],
    ['in bold', '*From:* a@b'],
    ['with a blank in front of the colon', 'De : a@b'],
    ['without one behind it', '보낸사람:a@b'],
    ['with a wide one', '发件人：a@b'],
    ['a sender and another line', 'From: Ada\nXyz: b'],
    ['in any order', 'Xyz: b\nFrom: Ada'],
    ['with empty lines', 'Xyz: b\n\n\nFrom: Ada'],
    ['without blanks', 'Xyz:b\nFrom:Ada'],
    ['as the tenth line', `${'Xyz: b\n'.repeat(9)}From: Ada`],
    ['an address of GitHub', 'Xyz: a\nAbc: notifications@github.com'],
    ['of one of its servers', 'Xyz: a\nAbc: a@in-1.reply.github.com'],
    ['in a language with marks', 'प्रेषक: a\nAbc: a@github.com'],
    ['a subject of GitHub', 'Xyz: a\nAbc: [kubevirt/project-infra] b'],
    ['with dots', 'Xyz: a\nAbc:[a.b/c.d] e'],
    ['of an answer', 'Xyz: a\nAbc: Re: [a/b] c'],
    ['of a forwarded answer', 'Xyz: a\nAbc: WG : AW:Re: [a/b] c'],
    ['who wrote, in a year', 'In 2026 Ada wrote:'],
    ['in the last century', 'In 1999 Ada wrote:'],
    ['at an hour', 'At 9:30 Ada wrote:'],
    ['as others write it', 'Um 9.30 schrieb Ada：'],
    ['by an address', 'At 9:30 a@b:'],
    ['signed with an address', 'Ada a@b – 9:30'],
    ['in brackets', 'Ada <a@b> - 9:30'],
    ['in others', 'Ada (a@b) — 9:30'],
  ])('%s', (_what, sign) => {
    const above = 'Mended.\n\nThanks!\n';
    expect(aboveQuotation(`${above}\n${sign}\n\nquoted`)).toBe(above);
    expect(aboveQuotation(`${above}\n${sign}\n\nquoted`.replaceAll('\n', '\r'))).toBe(above);
  });

  test.each([
    ['On 2026-11-30\n', 'Ada wrote:'],
    ['On 2026-11-30\nAda,\n', 'of Example, wrote:'],
  ])('also where it is broken: %j %j', (above, last) => {
    expect(aboveQuotation(`${above}${last}\nquoted`)).toBe(above.trimEnd());
  });
});

describe('what people write themselves is no quotation', () => {
  test.each([
    'Cluster: rosa-1\nRegion: eu-1\nContact: me@example.com',
    'Seen at 9:30 on 2026-11-30:',
    'Note: see https://github.com/kubevirt/secrets/pull/1\nWhy: it is closed',
    'From what I see it is fine:',
    'On 2026-11-30 it said:\n\n- [x] done',
    'Ask me@example.com',
    'a\n---\nb',
    '------------',
    '| a | b |\n|---|---|\n| c | d |',
    '__init__',
    '_______',
    'in ________',
    '________ it is',
    '-- Ada',
    'it is --',
    'From: Ada',
    'Hm.\n\nFrom: Ada',
    'Built from: me@example.com',
    'Xyz: b\nis mended\nFrom: Ada',
    '(Xyz: b\nFrom: Ada',
    'Xyz1: b\nFrom: Ada',
    'Xyz b\nFrom: Ada',
    'Xyz:\nFrom: Ada',
    `${'Xyz: b\n'.repeat(10)}is mended\nFrom: Ada`,
    'Xyz: a\nAbc: me@my-github.com',
    'Xyz: a\nAbc: me@github.community',
    'Xyz: a\nAbc: as in [a/b]',
    'Xyz: a\nAbc: [a] b',
    'As Ada wrote:',
    'There were 20\n14 are left, as Ada wrote:',
    'Since 9:30, as Ada wrote',
    'As Ada wrote: since 9:30',
    'On 2026-11-30\nit was\nmended.\nAs Ada wrote:',
    'Ask me@example.com - any time',
    `It is ${'very '.repeat(80)}well since 9:30, as Ada wrote:`,
  ])('%j', (own) => {
    expect(aboveQuotation(`${own}\n\n/onboard retry`)).toBe(`${own}\n\n/onboard retry`);
  });
});

test.each([
  ...hostileTexts(65_536),
  ['many senders', 'From: a@b '.repeat(6554)] as const,
  ['lines of senders', 'De: a\n'.repeat(10_923)] as const,
  ['addresses in one line', 'a@b'.repeat(21_846)] as const,
])('%s keeps nobody busy', async (_what, text) => {
  expect(await cpuTimeOf(() => aboveQuotation(text))).toBeLessThan(500);
});
