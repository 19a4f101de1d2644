import { describe, expect, test } from 'vitest';
import { readEntries } from '../../src/secrets/archive/yaml/entries.ts';
import { holds, nothingInUse, readInUse, unite } from '../../src/secrets/in-use.ts';
import { namesFor } from '../../src/secrets/names.ts';
import { added } from '../kubeconfig/kubeconfigs.ts';
import { thrownProblem } from '../problem-of.ts';

const merged = `kubeconfig: |
  clusters:
  - {name: c, cluster: {server: "https://c.example.com"}}
  contexts:
  - {name: x, context: {cluster: c, user: u}}
  - {name: nowhere}
  users:
  - {name: u, user: {token: t}}
`;
const provider = `arm: |
  clusters:
  - {name: d, cluster: {server: "https://d.example.com"}}
  contexts:
  - {name: other}
  - {name: arm, context: {cluster: d}}
  current-context: arm
`;
const inUse = (text = `yes: a word\nnumber: 1\n${merged}${provider}`) =>
  readInUse(readEntries(text, 'main.yml'));
const [c, d] = ['c', 'd'].map((name) => ({ name, server: `https://${name}.example.com` }));

describe('in use', () => {
  test('are the names of all entries, and whatever kubeconfigs in them name', () => {
    const { namesTaken, clusters } = inUse();
    const own = ['c', 'x', 'nowhere', 'u', 'd', 'other', 'arm'];
    expect([...namesTaken].toSorted()).toEqual(
      ['yes', 'true', 'number', 'kubeconfig', ...own].toSorted(),
    );
    expect(clusters).toEqual([
      { ...c, kind: 'build-cluster' },
      { ...d, kind: 'external-provider' },
    ]);
  });

  test('is each context of the merged kubeconfig, and each other one as a whole', () => {
    expect(inUse().registrations).toEqual([
      { kind: 'build-cluster', name: 'x', cluster: c },
      { kind: 'build-cluster', name: 'nowhere', cluster: undefined },
      { kind: 'external-provider', name: 'arm', cluster: d },
    ]);
    const first = provider.replace('  current-context: arm\n', '').replace('{name: other}', '');
    expect(inUse(first).registrations).toMatchObject([{ name: 'arm', cluster: d }]);
    const none = 'arm: |\n  kind: Config\n';
    expect(inUse(none).registrations).toMatchObject([{ name: 'arm', cluster: undefined }]);
  });

  test('as one kind or the other', () => {
    expect(holds(inUse(), { kind: 'build-cluster', name: 'x' })).toBe(true);
    expect(holds(inUse(), { kind: 'external-provider', name: 'x' })).toBe(false);
    expect(holds(inUse(), { kind: 'external-provider', name: 'arm' })).toBe(true);
    expect(holds(inUse(), { kind: 'external-provider', name: 'd' })).toBe(false);
  });

  test('is what any place has', () => {
    const elsewhere = {
      namesTaken: new Set(['z']),
      clusters: [{ kind: 'external-provider', name: 'z', server: 'https://z' } as const],
      registrations: [{ kind: 'external-provider', name: 'z' } as const],
    };
    const { namesTaken, clusters, registrations } = unite([nothingInUse, inUse(), elsewhere]);
    expect(namesTaken).toEqual(new Set([...inUse().namesTaken, 'z']));
    expect(clusters.map(({ name }) => name)).toEqual(['c', 'd', 'z']);
    expect(registrations.map(({ name }) => name)).toEqual(['x', 'nowhere', 'arm', 'z']);
    expect(unite([nothingInUse])).toEqual({
      namesTaken: new Set(),
      clusters: [],
      registrations: [],
    });
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
    expect(thrownProblem(() => namesFor(wanted, new Set(taken)))).toEqual({
      id: 'name-reserved',
      details: { name: 'rosa-1' },
    });
  });
});
