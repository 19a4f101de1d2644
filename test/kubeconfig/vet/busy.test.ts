import { describe, expect, test } from 'vitest';
import { openssl } from '../../../src/kubeconfig/openssl.ts';
import { vetKubeconfig } from '../../../src/kubeconfig/vet/vet.ts';
import { cpuTimeOf } from '../../cpu-time.ts';
import { thrownProblem } from '../../problem-of.ts';

const problemOf = (text: string) =>
  thrownProblem(() => vetKubeconfig(Buffer.from(text), new Date(), openssl));

describe('a text that is made to keep the parser busy ends at once', () => {
  const mebibyte = 1024 * 1024;
  const keys = Array.from({ length: 60_000 }, (_, number) => `k${number}: v`);
  const texts: readonly (readonly [string, string])[] = [
    ['many keys', keys.join('\n')],
    ['many keys in braces', `{${keys.join(',')}}`],
    ['quotes', '"'.repeat(mebibyte)],
    ['open brackets', '['.repeat(mebibyte)],
    ['open braces', '{a: '.repeat(mebibyte / 4)],
    ['lists in one line', '- '.repeat(mebibyte / 2)],
    ['many documents', '---\n'.repeat(mebibyte / 4)],
    ['many names', `contexts:\n${'- name: c\n'.repeat(90_000)}`],
    [
      'indentation',
      Array.from({ length: 1400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
    ],
    ['fields in fields in one line', 'a: '.repeat(6_000)],
    ['one word', 'a'.repeat(mebibyte)],
  ];
  test.each(texts)('%s', async (_what, text) => {
    expect(await cpuTimeOf(() => expect(problemOf(text)).toBeDefined())).toBeLessThan(3_000);
  });
});
