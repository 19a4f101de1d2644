import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/problem.ts';
import { authorize } from '../../../src/reconcile/act/authorize.ts';
import type { Account, MergedPull } from '../../../src/reconcile/github.ts';
import { branchOf } from '../../../src/state/branch.ts';
import type { Proposal } from '../../../src/state/proposal.ts';
import { bodyProposing, markerKey } from '../proposing.ts';
import { author, ghost, maintainer, proposal, request } from '../situations.ts';

const stranger: Account = { id: 3, login: 'stranger', isBot: false };
const removal = { ...request, operation: 'remove' } as const;

/** Of the issues. */
type Authors = Readonly<Record<5 | 6, Account>>;

interface Merged {
  readonly issue: keyof Authors;
  readonly number?: number;
  readonly at?: number;
  readonly what?: Partial<Proposal['request']>;
  readonly branch?: string;
  readonly sealedFor?: string;
}

function pullOf(
  { issue: from, number = 1, at = 0, what, branch, sealedFor }: Merged,
  authors: Authors,
): MergedPull {
  const own = branch ?? branchOf(from);
  const added = { request: { ...request, ...what }, owner: authors[from].id };
  return {
    number,
    branch: own,
    head: proposal.commit,
    mergedAt: `2026-11-24T12:00:${String(at).padStart(2, '0')}Z`,
    body: bodyProposing(added, sealedFor ?? own),
  };
}

/** The authorization, or the problem; issue 5 is the author's, issue 6 the stranger's. */
async function authorizationOf(
  asker: Account,
  merged: readonly Merged[],
  authors: Authors = { 5: author, 6: stranger },
) {
  const asked: string[] = [];
  const ports = {
    markerKey,
    tracker: {
      hasWriteAccess: async (login: string) => {
        asked.push(login);
        return login === maintainer.login;
      },
    },
    secretsRepository: {
      repositoryId: async () => 1,
      listMergedPulls: async () => merged.map((each) => pullOf(each, authors)),
    },
  };
  try {
    const { type } = await authorize(asker, removal, ports);
    return { asked, type };
  } catch (error) {
    if (error instanceof ProblemError) return { asked, type: error.problem.id };
    throw error;
  }
}

const added: Merged = { issue: 5, number: 2 };

describe('a registered cluster may be changed', () => {
  test('by who has write access, and that is asked of GitHub', async () => {
    const found = await authorizationOf(maintainer, []);
    expect(found).toEqual({ asked: ['maintainer'], type: 'write-access' });
  });

  test.each<[string, readonly Merged[]]>([
    ['it', [added]],
    ['it, whatever others were added', [added, { issue: 6, at: 1, what: { name: 'other' } }]],
    [
      'it, whatever was added as the other kind',
      [added, { issue: 6, at: 1, what: { kind: 'external-provider' } }],
    ],
    [
      'it, and another one got it new credentials',
      [added, { issue: 6, at: 1, what: { operation: 'rotate' } }],
    ],
    [
      'it again after it was removed',
      [{ ...added, at: 2 }, { issue: 6, at: 1, what: { operation: 'remove' } }, { issue: 6 }],
    ],
    [
      'it later within the same second',
      [
        { issue: 6, number: 1 },
        { ...added, number: 2 },
      ],
    ],
    ['it, and somebody forged the text of one before', [added, { issue: 6, sealedFor: 'x' }]],
    ['it, and somebody else has a branch', [added, { issue: 6, at: 1, branch: 'mine' }]],
  ])('by who added %s', async (_what, merged) => {
    expect((await authorizationOf(author, merged)).type).toBe('added-it');
    expect((await authorizationOf(author, merged.toReversed())).type).toBe('added-it');
  });
});

describe('a maintainer has to confirm', () => {
  test.each<[string, Account, readonly Merged[]]>([
    ['a stranger', stranger, [added]],
    ['an account with the name of who added it', { ...author, id: 77 }, [added]],
    ['anybody where it was added by hand', author, []],
    [
      'who added one that was removed since',
      author,
      [added, { issue: 5, at: 1, what: { operation: 'remove' } }],
    ],
    ['who added it before somebody else did', author, [added, { issue: 6, at: 1 }]],
    ['who only got it new credentials', author, [{ ...added, what: { operation: 'rotate' } }]],
    [
      'who added it before something was merged whose text nobody can read any more',
      author,
      [added, { issue: 6, at: 1, sealedFor: 'x' }],
    ],
    ['an App, whatever it was granted', { ...maintainer, isBot: true }, [added]],
  ])('%s', async (_who, asker, merged) => {
    expect((await authorizationOf(asker, merged)).type).toBe('author-unconfirmed');
  });

  test('a deleted account, though another one added it', async () => {
    const found = await authorizationOf(ghost, [added], { 5: ghost, 6: stranger });
    expect(found.type).toBe('author-unconfirmed');
  });

  test('an App is not even asked for', async () => {
    expect((await authorizationOf({ ...maintainer, isBot: true }, [])).asked).toEqual([]);
  });
});
