import { expect, test } from 'vitest';
import type { ChangeSummary } from '../../../src/secrets/secrets.ts';
import { changeLines } from '../../../src/wording/pull-request/diff.ts';

const server = 'https://api.example.com:6443';
const rotation: ChangeSummary = {
  operation: 'rotate',
  file: 'main.yml',
  entry: 'kubeconfig',
  isNew: false,
  replaced: { server, isAuthoritySame: true },
  context: 'rosa-1',
  cluster: 'rosa-1',
  user: 'prow',
  server,
  unchangedFiles: 0,
  recipients: [],
  readers: [],
};
const clusterLines = (changes: Partial<ChangeSummary>) =>
  changeLines({ ...rotation, ...changes })
    .filter((line) => line.includes('cluster rosa-1: server'))
    .map((line) => line.replace(' '.repeat(5), ' '));

test.each<[string, Partial<ChangeSummary>, readonly string[]]>([
  ['a server that stays is shown once', {}, [`  cluster rosa-1: server ${server}`]],
  [
    'another one with what it replaces',
    { replaced: { server: 'https://old.example.com', isAuthoritySame: true } },
    ['- cluster rosa-1: server https://old.example.com', `+ cluster rosa-1: server ${server}`],
  ],
  [
    'another authority',
    { replaced: { server, isAuthoritySame: false } },
    [
      `- cluster rosa-1: server ${server}`,
      `+ cluster rosa-1: server ${server}, another certificate authority`,
    ],
  ],
  [
    'another name that its certificate is for',
    { tlsServerName: 'api.other' },
    [
      `- cluster rosa-1: server ${server}`,
      `+ cluster rosa-1: server ${server}, certificate for api.other`,
    ],
  ],
  [
    'a name that it needs no more',
    { replaced: { server, tlsServerName: 'api.old', isAuthoritySame: true } },
    [
      `- cluster rosa-1: server ${server}, certificate for api.old`,
      `+ cluster rosa-1: server ${server}`,
    ],
  ],
  [
    'of an addition too',
    { operation: 'add', tlsServerName: 'api.other' },
    [`+ cluster rosa-1: server ${server}, certificate for api.other`],
  ],
])('%s', (_what, changes, lines) => {
  expect(clusterLines(changes)).toEqual(lines);
});
