import { describe, expect, test } from 'vitest';
import { observeDeployment } from '../../../src/reconcile/observe/prow-deploy.ts';
import { branchOf } from '../../../src/state/branch.ts';
import { deriveMarkerKey } from '../../../src/state/marker.ts';
import { writeDeployment } from '../../../src/state/proposal.ts';
import { now, second } from '../situations.ts';

const key = deriveMarkerKey('secret');
const { proposal } = second();
const words = { title: 'Deploy Prow build cluster rosa-1', body: 'What it does' };
const place = { repository: 1, branch: branchOf(5) };
const { body } = writeDeployment(words, proposal, { place, key });

/** The pull request whose text tells of the commit `d0`, as it is found. */
async function found(state: 'open' | 'closed' | 'merged', head: string, isOwnText: boolean) {
  const repository = {
    readPull: async () => ({ ...second({ proposal: undefined }), ...words, body, state, head }),
    repositoryId: async () => 1,
    isOwnText: async () => isOwnText,
    readBaseCommit: async () => 'b1',
    listFiles: async () => new Map<string, string>(),
  };
  return (await observeDeployment(5, { repository, script: 'deploy.sh' }, { key, now })).pull;
}

describe('what a pull request of the deployment tells of another commit than its own', () => {
  test('is nothing, and not restored, where somebody else has pasted it in', async () => {
    const pull = await found('open', 'd1', false);
    expect(pull).toMatchObject({ state: 'open' });
    expect([pull?.proposal, pull?.restored]).toEqual([undefined, undefined]);
    expect(await found('merged', 'd1', false)).toBeUndefined();
  });

  test('counts where the bot has written it, as before it tells of a newer one', async () => {
    expect((await found('open', 'd1', true))?.proposal).toEqual(proposal);
  });

  test('counts in what is closed, whose branch went on', async () => {
    expect((await found('closed', 'd1', false))?.proposal).toEqual(proposal);
  });

  test('of its own commit, it counts and is restored', async () => {
    const pull = await found('open', 'd0', false);
    expect(pull?.proposal).toEqual(proposal);
    expect(pull?.restored).toMatchObject({ title: words.title });
  });
});
