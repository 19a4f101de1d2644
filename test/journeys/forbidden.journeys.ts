import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultAnswer } from '../../simulator/github/journal.ts';
import { infra, secretsRepository } from '../../simulator/setting.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

const rules =
  'Repository rule violations found\n\nCannot create ref due to creations being restricted.';
const refusals: readonly (readonly [string, string, FaultAnswer])[] = [
  ['a ruleset on branches', '/git/refs', { status: 422, body: { message: rules } }],
  [
    'an archived repository',
    '/git/trees',
    { status: 403, body: { message: 'Repository was archived so is read-only.' } },
  ],
  [
    'a permission that was taken away',
    '/pulls',
    { status: 403, body: { message: 'Resource not accessible by integration' } },
  ],
];
const noDeletion: FaultAnswer = {
  status: 200,
  body: { data: null, errors: [{ type: 'UNPROCESSABLE', message: rules }] },
};

describe('GitHub does not let the bot write', () => {
  const ground = sharedGround();
  let open: OpenStory;
  let now: Date;

  beforeEach(async () => {
    now = new Date();
    open = await openStory({ ground: ground(), firstRetryMs: 1, now: () => now });
  });
  afterEach(() => open.close());

  const file = async () => {
    const kubeconfig = preparedKubeconfig(open.setting);
    return open.story.settle(open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig));
  };
  const refuse = (ending: string, answer: FaultAnswer | undefined) =>
    open.setting.github.onRequest(({ method, template }) =>
      answer && method === 'POST' && template.endsWith(ending) ? { before: answer } : undefined,
    );
  const resync = async (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000);
    await open.resync();
  };

  test.each(refusals)(
    '%s: said at once, and gone on with once it is mended',
    async (_what, ...refusal) => {
      refuse(...refusal);
      const issue = await file();
      expect(await open.story.status(issue)).toContain('github-refused');
      const probes = open.setting.cluster.requests.length;
      await resync(10);
      expect(open.setting.cluster.requests).toHaveLength(probes);

      refuse(refusal[0], undefined);
      await resync(60);
      expect(await open.story.status(issue)).toContain('Waiting for review');
    },
  );

  test('a merged branch that may not be deleted is in nobody’s way', async () => {
    const issue = await file();
    refuse('/graphql', noDeletion);
    await open.story.settle(open.story.merge(1));
    expect(await open.story.status(issue)).toContain('the cluster answers');
    expect(open.logs.filter((line) => line.includes('unexpected'))).not.toEqual([]);
  });

  test('nor is one of a request that is given up', async () => {
    const issue = await file();
    refuse('/graphql', noDeletion);
    const { issues } = open.setting.github.as('contributor').rest;
    await open.story.settle(issues.update({ ...infra, issue_number: issue, state: 'closed' }));
    expect((await open.story.pulls()).map(({ state }) => state)).toEqual(['closed']);
    const { git } = open.setting.github.as('maintainer').rest;
    await git.getRef({ ...secretsRepository, ref: `heads/cluster-onboarding/issue-${issue}` });
    expect(await open.story.status(issue)).toContain('Withdrawn');
  });
});
