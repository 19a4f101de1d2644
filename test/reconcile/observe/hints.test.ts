import { describe, expect, test } from 'vitest';
import { observeHints, withHinted } from '../../../src/reconcile/observe/hints.ts';
import { createOwnMemory } from '../../../src/reconcile/own-memory.ts';
import { candidatesAre, issue, submission } from '../situations.ts';

const near = { ...issue, title: 'Please add a Prow build cluster rosa-1' };
const candidates = candidatesAre(submission);
const none = candidatesAre(undefined);
const portsAt = (installedAt: string, ignored: readonly string[] = []) => {
  const asked: string[] = [];
  const ports = {
    ownMemory: createOwnMemory(),
    ignoredAccounts: new Set(ignored),
    installedAt: async () => {
      asked.push(installedAt);
      return installedAt;
    },
  };
  return { ports, asked };
};
const before = issue.createdAt;
const after = '2026-11-24T11:00:01Z';

describe('whether an issue may be told that it misses the form', () => {
  test.each<[string, Parameters<typeof observeHints>[0], Parameters<typeof portsAt>, boolean]>([
    ['it is younger than the installation', near, [before, []], true],
    ['it is older', near, [after, []], false],
    [
      'a bot has filed it',
      { ...near, author: { ...near.author, isBot: true } },
      [before, []],
      false,
    ],
    ['a machine has', near, [before, ['contributor']], false],
  ])('%s', async (_what, given, at, mayHint) => {
    const { ports } = portsAt(...at);
    const observed = await observeHints(given, { hints: [], candidates: none }, ports);
    expect(observed.mayHint).toBe(mayHint);
  });

  test('once', async () => {
    const { ports } = portsAt(before);
    ports.ownMemory.keepHinted(near.number);
    const observed = await observeHints(near, { hints: [], candidates: none }, ports);
    expect(observed).toMatchObject({ nearMiss: { name: 'rosa-1' }, mayHint: false });
  });

  test('GitHub is asked for nothing where nothing is meant', async () => {
    const { ports, asked } = portsAt(before);
    const other = { ...issue, title: 'Flaky lane' };
    const seen = await observeHints(other, { hints: [], candidates: none }, ports);
    expect([seen, asked]).toEqual([
      { nearMiss: undefined, mayHint: false, holdsMessage: false },
      [],
    ]);
  });
});

test('a file is looked into once, and never again where it was found to be for the bot', async () => {
  const other = { ...issue, title: 'Credentials' };
  const { ports } = portsAt(before);
  const hint = { id: 1, asks: 'something', isHelp: false } as const;
  const look = async (hints: readonly (typeof hint)[]) =>
    (await observeHints(other, { hints, candidates }, ports)).holdsMessage;
  expect([await look([]), await look([hint])]).toEqual([undefined, true]);
});

describe('what leaked in a near miss', () => {
  const hint = {
    ...{ id: 1, isHelp: false },
    leak: { what: 'token', credentials: ['a', 'b'], own: ['a'] },
  } as const;

  test('is known though nobody can see it any more, and stands in nobody’s way', () => {
    expect(withHinted(undefined, [hint])).toEqual({ ...hint.leak });
    expect(withHinted(undefined, [])).toBeUndefined();
  });

  test('adds to what can be seen', () => {
    const leak = { what: 'kubeconfig', credentials: ['c'], own: ['c'], madeUpBy: ['x'] } as const;
    const all = withHinted(leak, [hint]);
    expect(all?.credentials.toSorted()).toEqual(['a', 'b', 'c']);
    expect(all?.madeUpBy).toEqual(['x']);
  });
});
