import { afterEach, describe, expect, test } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { objectOf, textOf } from '../../simulator/github/json.ts';
import { infra } from '../../simulator/setting.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

/** GitHub tells people of new comments and of no edit. */
describe('who hears of a request, and when', () => {
  const ground = sharedGround();
  let open: OpenStory;
  afterEach(() => open.close());

  const begin = async (MAINTAINERS?: string) => {
    open = await openStory({ ground: ground(), environment: { LOG_LEVEL: 'debug', MAINTAINERS } });
  };
  const binding = { namespace: account.namespace, name: account.name };
  const bind = () =>
    open.setting.cluster.admin.bindRole({
      ...binding,
      kind: 'ClusterRole',
      role: 'admin',
      account,
    });
  /** The first words of each new comment of the bot, as GitHub sends them to everybody. */
  const told = () =>
    open.setting.github.deliveries.flatMap(({ event, action, payload }) => {
      if (event !== 'issue_comment' || action !== 'created') return [];
      const comment = objectOf(payload.comment);
      if (objectOf(comment.user).type !== 'Bot') return [];
      return /\*\*([^*]+?)[.:]?\*\*/.exec(textOf(comment, 'body'))?.[1] ?? [];
    });
  const file = async () => {
    const kubeconfig = preparedKubeconfig(open.setting);
    return () => open.story.settle(open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig));
  };

  test('the usual way: one to review, one when it is merged', async () => {
    await begin();
    await (await file())();
    await open.story.settle(open.story.merge(1));
    expect(told()).toEqual(['Waiting for review', 'Maintainers, your turn']);
    const { issues } = open.setting.github.as('contributor').rest;
    const { data } = await issues.listComments({ ...infra, issue_number: 1 });
    expect(data.map(({ body }) => body)).toEqual([expect.stringContaining('rerun the newest')]);
  });

  test('a cluster that is not ready, looked at again and again, then fixed', async () => {
    await begin();
    const filed = await file();
    open.setting.cluster.admin.deleteRoleBinding(binding);
    const issue = await filed();
    await open.story.settle(open.story.comment('contributor', issue, '/onboard retry'));
    await open.resync();
    expect(told()).toEqual(['Author or cluster administrator, your turn']);
    bind();
    await open.story.settle(open.story.comment('contributor', issue, '/onboard retry'));
    expect(told()).toEqual(['Author or cluster administrator, your turn', 'Waiting for review']);
  });

  test('maintainers are called once where it is their turn, and nobody else is', async () => {
    await begin('alice,bob');
    const filed = await file();
    open.setting.cluster.admin.deleteRoleBinding(binding);
    const issue = await filed();
    expect(await open.story.status(issue)).not.toContain('@');
    bind();
    await open.story.settle(open.story.comment('contributor', issue, '/onboard retry'));
    expect(await open.story.status(issue)).toContain('@alice @bob: this waits for you.');
    await open.story.settle(open.story.merge(1));
    expect(await open.story.status(issue)).not.toContain('@');
  });
});
