import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../src/problem.ts';
import { readEntries } from '../../src/secrets/entries.ts';
import { nothingInUse, readInUse, unite } from '../../src/secrets/in-use.ts';
import { namesFor } from '../../src/secrets/names.ts';
import { added } from '../kubeconfig/kubeconfigs.ts';

const text = `yes: a word
number: 1
merged: |
  clusters:
  - {name: c, cluster: {server: "https://c.example.com"}}
  contexts:
  - {name: x, context: {cluster: c, user: u}}
  users:
  - {name: u, user: {token: t}}
`;
const inUse = () => readInUse(readEntries(text, 'main.yml'));

describe('in use', () => {
  test('are the names of all entries, and whatever kubeconfigs in them name', () => {
    const { namesTaken, clusters } = inUse();
    expect([...namesTaken].toSorted()).toEqual(
      ['yes', 'true', 'number', 'merged', 'c', 'x', 'u'].toSorted(),
    );
    expect(clusters).toEqual([{ name: 'c', server: 'https://c.example.com' }]);
  });

  test('is what any place has', () => {
    const elsewhere = {
      namesTaken: new Set(['z']),
      clusters: [{ name: 'z', server: 'https://z' }],
    };
    const { namesTaken, clusters } = unite([nothingInUse, inUse(), elsewhere]);
    expect(namesTaken).toEqual(new Set([...inUse().namesTaken, 'z']));
    expect(clusters.map(({ name }) => name)).toEqual(['c', 'z']);
    expect(unite([nothingInUse])).toEqual({ namesTaken: new Set(), clusters: [] });
  });
});

describe('a cluster gets the requested name, and its user', () => {
  const addition = { kind: 'build-cluster', name: 'rosa-1', kubeconfig: added } as const;
  const withAccount = { ...addition, serviceAccount: 'prow' };

  test.each([
    ['that of its service account', withAccount, [], 'prow'],
    ['both, where another one is called so', withAccount, ['prow'], 'rosa-1-prow'],
    ['the same, where it has no service account', addition, ['prow'], 'rosa-1'],
  ])('%s', (_what, wanted, taken, user) => {
    const names = { context: 'rosa-1', cluster: 'rosa-1', user };
    expect(namesFor(wanted, new Set(taken))).toEqual(names);
  });

  test.each([
    ['the name is taken', withAccount, ['rosa-1']],
    ['both names of the user are', withAccount, ['prow', 'rosa-1-prow']],
    ['the name is, and it has no service account', addition, ['rosa-1']],
  ])('unless %s', (_what, wanted, taken) => {
    expect(() => namesFor(wanted, new Set(taken))).toThrow(ProblemError);
    expect(() => namesFor(wanted, new Set(taken))).toThrow('name-taken');
  });
});
