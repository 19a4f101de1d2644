import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../src/probe/evidence.ts';
import type { Seen } from '../../src/probe/seen.ts';
import { evidenceSentence } from '../../src/wording/evidence.ts';
import { seenRows } from '../../src/wording/seen.ts';
import { seen } from './facts.ts';

const show = (text: string) => `<${text}>`;

test.each<[Evidence, string]>([
  [
    { type: 'answer', status: 403, reason: 'Forbidden' },
    'The API server refused the request (status 403, <Forbidden>).',
  ],
  [{ type: 'answer', status: 500, reason: '' }, 'The API server answered with status 500.'],
  [{ type: 'connection', code: 'ECONNREFUSED' }, 'The connection failed with <ECONNREFUSED>.'],
  [{ type: 'user', user: 'jane' }, 'The API server knows the user as <jane>.'],
  [{ type: 'refuser', name: 'policy.example' }, 'Its name is <policy.example>.'],
  [
    { type: 'everywhere', access: ['* *', 'list secrets'] },
    'In all namespaces it can do everything, <list secrets>.',
  ],
  [{ type: 'token secrets', names: [] }, 'There is no token Secret in the namespace.'],
  [{ type: 'token secrets', names: ['a', 'b'] }, 'Token Secrets in the namespace: <a>, <b>.'],
  [{ type: 'registered cluster', name: 'rosa' }, 'The registered cluster is <rosa>.'],
  [{ type: 'registered servers', servers: ['https://a'] }, 'Its server was <https://a> before.'],
])('what was seen is told in words: %j', (evidence, expected) => {
  expect(evidenceSentence(evidence, show)).toBe(expected);
});

describe('of a cluster a reviewer is told', () => {
  const told = (changes: Partial<Seen>) =>
    Object.fromEntries(seenRows({ ...seen, ...changes }, show));
  const ends = '2035-01-31T10:00:00.000Z';

  test.each<[string, Partial<Seen>, Readonly<Record<string, string>>]>([
    [
      'the name in TLS',
      { server: 'https://192.0.2.1', tlsServerName: 'api.example' },
      { Server: '<https://192.0.2.1>, as <api.example> in TLS' },
    ],
    [
      'that it trusts the public authorities',
      { authorities: [] },
      { CA: 'the public certificate authorities' },
    ],
    [
      'each authority of a bundle',
      {
        authorities: [
          { fingerprint: 'AA', ends },
          { fingerprint: 'BB', ends },
        ],
      },
      {
        'CA 1 of 2': 'SHA-256 <AA>, expires on 31 January 2035',
        'CA 2 of 2': 'SHA-256 <BB>, expires on 31 January 2035',
      },
    ],
    [
      'the end of a client certificate',
      { credentials: { type: 'client-certificate', ends }, user: 'jane' },
      { Credentials: 'client certificate of <jane>; expires on 31 January 2035' },
    ],
    [
      'that nobody knows an end',
      { credentials: { type: 'token', ends: 'unknown' }, user: undefined },
      { Credentials: 'token; does not show whether or when it expires' },
    ],
    [
      'how many nodes are ready',
      { controlPlane: { nodes: { found: 3 }, ready: 2, addresses: { status: 502 } } },
      {
        'Control plane':
          'nodes: 3, 2 of them ready; addresses of API servers: no answer (status 502)',
      },
    ],
    [
      'that there are no nodes to see',
      { controlPlane: { nodes: { found: 0 }, ready: 0, addresses: undefined } },
      { 'Control plane': 'nodes: 0; addresses of API servers: no answer' },
    ],
  ])('%s', (_what, changes, expected) => {
    expect(told(changes)).toMatchObject(expected);
  });

  test('nothing of what nobody saw', () => {
    expect(Object.keys(told({ version: undefined, controlPlane: undefined }))).toEqual([
      'Server',
      'CA',
      'Credentials',
    ]);
  });
});
