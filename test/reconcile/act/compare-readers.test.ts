import { describe, expect, test } from 'vitest';
import { compareReaders } from '../../../src/reconcile/act/compare-readers.ts';
import type { MergedPull } from '../../../src/reconcile/github.ts';
import { branchOf } from '../../../src/state/branch.ts';
import type { Proposal } from '../../../src/state/proposal.ts';
import { change } from '../../wording/facts.ts';
import { bodyProposing, markerKey } from '../proposing.ts';

const [bot, alice, bob, mallory] = ['B', 'A', '0', 'F'].map((x) => `openpgp:${x.repeat(40)}`) as [
  string,
  string,
  string,
  string,
];
const gitCrypt = 'git-crypt:key';

type Merged = Partial<Proposal> | 'edited';

/** Merged one after the other, the last one last. */
function pullsOf(merged: readonly Merged[]): readonly MergedPull[] {
  return merged.map((what, number) => {
    const branch = branchOf(number + 1);
    const body = what === 'edited' ? '' : bodyProposing({ commit: 'c', ...what }, branch);
    return { number, branch, head: 'c', mergedAt: `2026-11-24T12:00:0${number}Z`, body };
  });
}

function compare(readers: readonly string[], merged: readonly MergedPull[]) {
  const summary = { ...change, readers };
  const listMergedPulls = async () => merged;
  return compareReaders([{ path: 'secrets.tar.asc', content: new Uint8Array(), summary }], {
    markerKey,
    secretsRepository: { repositoryId: async () => 1, listMergedPulls },
  });
}

const none = { added: [], gone: [] };

describe('who can decrypt a change, beside the newest merged pull request', () => {
  test.each<[string, readonly string[], readonly Merged[], object | undefined]>([
    ['nothing was merged yet: the list alone decides', [bot, alice], [], undefined],
    ['nothing that was merged encrypts anything', [bot, alice], [{}], undefined],
    ['the same, in another order', [bot, alice], [{ readers: [alice, bot] }], none],
    ['one is new', [bot, mallory], [{ readers: [bot] }], { added: [mallory], gone: [] }],
    ['one is gone', [bot], [{ readers: [alice, bot] }], { added: [], gone: [alice] }],
    [
      'one in the place of another',
      [bot, mallory],
      [{ readers: [bot, alice] }],
      { added: [mallory], gone: [alice] },
    ],
    [
      'who left before the newest is new again',
      [bot, alice, bob],
      [{ readers: [bot, alice, bob] }, { readers: [bot, bob] }],
      { added: [alice], gone: [] },
    ],
    ['one that says nothing is passed over', [bot], [{ readers: [bot] }, {}], none],
    [
      'one that somebody has edited makes nobody forget',
      [bot, mallory],
      [{ readers: [bot] }, 'edited'],
      { added: [bot, mallory], gone: [] },
    ],
    [
      'another git-crypt key',
      ['git-crypt:planted'],
      [{ readers: [gitCrypt] }],
      { added: ['git-crypt:planted'], gone: [gitCrypt] },
    ],
    [
      'each kind with the newest that knows of it',
      [bot, gitCrypt],
      [{ readers: [bot] }, { readers: [gitCrypt] }],
      none,
    ],
    ['a kind that is the first of its own', [bot, gitCrypt], [{ readers: [bot] }], none],
  ])('%s', async (_what, readers, merged, difference) => {
    const compared = await compare(readers, pullsOf(merged));
    expect(compared?.all).toEqual(readers.toSorted());
    expect(compared?.difference).toEqual(difference);
  });

  test('new ones are told again together, and by nobody without the key', async () => {
    const merged = pullsOf([{ readers: [bot] }]);
    const first = await compare([bot, alice], merged);
    const again = await compare([alice, bot], merged);
    const other = await compare([bot, alice, mallory], merged);
    expect(first?.newReaders).toMatch(/^[\w-]{22}$/);
    expect(again?.newReaders).toBe(first?.newReaders);
    expect(other?.newReaders).not.toBe(first?.newReaders);
    expect((await compare([bot], merged))?.newReaders).toBeUndefined();
  });

  test('only what was merged of the bot counts', async () => {
    const [pull] = pullsOf([{ readers: [bot] }]);
    if (!pull) throw new Error('no pull request');
    const ofAPerson = { ...pull, number: 9, branch: 'mine', mergedAt: '2026-11-25T00:00:00Z' };
    expect((await compare([bot], [ofAPerson, pull]))?.difference).toEqual(none);
  });

  test('where nothing is encrypted there is nothing to compare', async () => {
    expect(await compare([], pullsOf([{ readers: [bot] }]))).toBeUndefined();
  });
});
