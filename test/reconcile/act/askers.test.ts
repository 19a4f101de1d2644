import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/problem.ts';
import { findWhoAsks, type Said } from '../../../src/reconcile/act/askers.ts';
import type { Account, LastEdits } from '../../../src/reconcile/github.ts';
import { branchOf } from '../../../src/state/branch.ts';
import { askedBy } from '../../../src/wording/pull-request/asked.ts';
import { bodyProposing, markerKey } from '../proposing.ts';
import { author, ghost, issue, maintainer, request } from '../situations.ts';

const at = '2026-11-24T11:30:00Z';
const app: Account = { id: 9, login: 'tidy[bot]', isBot: true };
const by = (account: Account) => ({ at, by: account });
const source = { nodeId: 'IC_1' };
const said: Said = { issue, source };

interface Case {
  readonly what?: Said;
  readonly edits?: LastEdits;
  readonly needsAuthorization?: boolean;
  /** Whose number the proposal that added the cluster holds. */
  readonly owner?: number;
}

/** Who is found to ask, and what was asked of GitHub; the author added the cluster. */
async function askersOf({
  what = said,
  edits = {},
  needsAuthorization = false,
  owner = author.id,
}: Case) {
  const asked: string[] = [];
  const branch = branchOf(5);
  const body = bodyProposing({ commit: 'c', owner }, branch);
  const added = { number: 1, branch, mergedAt: at, head: 'c' };
  const ports = {
    markerKey,
    tracker: {
      hasWriteAccess: async (login: string) => login === maintainer.login,
      readEdits: async (nodeIds: readonly string[]) =>
        new Map(
          nodeIds.map((id) => [
            id,
            { byMail: false, edit: by(id === 'theirs' ? maintainer : author) },
          ]),
        ),
      readLastEdits: async (...ids: string[]) => {
        asked.push(...ids);
        return edits;
      },
    },
    secretsRepository: {
      repositoryId: async () => 1,
      listMergedPulls: async () => [{ ...added, body }],
    },
  };
  try {
    const order = {
      ...request,
      operation: needsAuthorization ? 'rotate' : 'add',
      needsAuthorization,
    } as const;
    return { asked, ...(await findWhoAsks(what, order, ports)) };
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.id;
    throw error;
  }
}

const edited = (what: 'title' | 'submission' | 'another text', { id, login }: Account) => ({
  what,
  by: { id, login },
});

describe('who asks is who has edited it last', () => {
  test.each<[string, LastEdits, readonly object[]]>([
    ['nobody but the author', {}, []],
    ['the author', { title: by(author), text: by(author) }, []],
    ['somebody else the title', { title: by(maintainer) }, [edited('title', maintainer)]],
    ['somebody else the text', { text: by(maintainer) }, [edited('submission', maintainer)]],
    [
      'others both',
      { title: by(app), text: by(ghost) },
      [edited('title', app), edited('submission', ghost)],
    ],
  ])('%s', async (_who, edits, expected) => {
    expect(await askersOf({ edits })).toMatchObject({ edits: expected, authorization: undefined });
  });

  test('or has edited another text of the author, where a newer submission may have been', async () => {
    const texts = [source.nodeId, 'own', 'theirs'];
    const what = { ...said, texts };
    const edits = [edited('another text', maintainer)];
    expect(await askersOf({ what })).toMatchObject({ edits });
    const rotated = await askersOf({ what, needsAuthorization: true });
    expect(rotated).toMatchObject({
      authorization: { type: 'added-it' },
      edits: [{ ...edits[0], authorization: { type: 'write-access' } }],
    });
    expect(await askersOf({ what: { issue, texts } })).toMatchObject({ edits: [] });
  });

  test('of a removal, no text counts', async () => {
    const what = { issue };
    const found = await askersOf({ what, edits: { text: by(maintainer) } });
    expect(found).toMatchObject({ edits: [], asked: ['I_5', 'I_5'] });
  });

  test('GitHub is asked each time: an edit in the second of the writing moves no time', async () => {
    expect(await askersOf({})).toMatchObject({ asked: ['I_5', 'IC_1'], edits: [] });
  });
});

describe('where it takes a right, each who asks needs one', () => {
  const needsAuthorization = true;
  const addedIt = { type: 'added-it' };
  const mayWrite = { type: 'write-access' };

  test('the author, who added it', async () => {
    expect(await askersOf({ needsAuthorization })).toMatchObject({
      authorization: addedIt,
      edits: [],
    });
  });

  test('who has edited the submission has no right of the author', async () => {
    const found = await askersOf({ needsAuthorization, edits: { text: by(maintainer) } });
    expect(found).toMatchObject({ authorization: addedIt, edits: [{ authorization: mayWrite }] });
  });

  test('where others have edited all, the author asks for nothing', async () => {
    const edits = { title: by(maintainer), text: by(maintainer) };
    const found = await askersOf({ needsAuthorization, edits });
    expect(found).toMatchObject({
      authorization: undefined,
      edits: [{ authorization: mayWrite }, { authorization: mayWrite }],
    });
  });

  test.each<[string, Account]>([
    ['an App', app],
    ['an App that has the name of a maintainer', { ...maintainer, isBot: true }],
    ['a deleted account', ghost],
    ['who may write no more', { id: 8, login: 'former', isBot: false }],
  ])('what %s has edited, a maintainer has to vouch for', async (_who, editor) => {
    const title = await askersOf({ needsAuthorization, edits: { title: by(editor) } });
    const text = await askersOf({ needsAuthorization, edits: { text: by(editor) } });
    expect([title, text]).toEqual(['author-unconfirmed', 'author-unconfirmed']);
  });

  test('who added it is who its proposal says, whoever is shown as the author now', async () => {
    expect(await askersOf({ needsAuthorization, owner: author.id })).toMatchObject({
      authorization: addedIt,
    });
    expect(await askersOf({ needsAuthorization, owner: 77 })).toBe('author-unconfirmed');
    expect(await askersOf({ needsAuthorization, owner: ghost.id })).toBe('author-unconfirmed');
  });
});

test('the pull request names the author and who has edited what', () => {
  const reference = {
    repository: 'kubevirt/project-infra',
    number: 5,
    author: 'contributor',
    url: 'URL',
  };
  const own = askedBy(reference, { authorization: { type: 'added-it' } });
  expect(own).toEqual(['- Asked by: `contributor` in URL, who asked to have it added']);
  const edits = [
    { ...edited('title', maintainer), authorization: { type: 'write-access' } as const },
  ];
  expect(askedBy(reference, { edits })).toEqual([
    '- Filed by: `contributor` in URL',
    "- **The title is not the author's**: last edited by `maintainer`, who has write access there",
  ]);
});
