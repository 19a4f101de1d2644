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
