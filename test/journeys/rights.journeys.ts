import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hideControlPlane } from '../../simulator/cluster/build-cluster.ts';
import { infra } from '../../simulator/setting.ts';
import { type OpenStory, openStory, preparedKubeconfig } from './open-story.ts';

describe('what people may do is as GitHub says now', () => {
  let open: OpenStory;
  let kubeconfig: string;

  beforeEach(async () => {
    open = await openStory({ firstRetryMs: 1 });
    kubeconfig = preparedKubeconfig(open.setting);
  });
  afterEach(() => open.close());

  const maintainer = () => open.setting.github.as('maintainer').rest.issues;
  const file = () => open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig);
  const pulls = async () => (await open.story.pulls()).map(({ state }) => state);
  const holds = async () => (await open.story.pulls()).map(({ labels }) => labels.length);

  test('a maintainer who lost access confirms nothing any more', async () => {
    hideControlPlane(open.setting.cluster.admin);
    const issue = await file();
    await open.story.settle();
    expect(await holds()).toEqual([1]);

    open.setting.github.dismiss('maintainer', 'kubevirt/project-infra');
    await open.story.settle(open.story.comment('maintainer', issue, '/onboard confirm-ha'));
    expect(await holds()).toEqual([1]);
    expect(await open.story.status(issue)).toMatch(/maintainer[^\n]*confirm-ha/);
  });

  test('a locked issue rests, as nobody could be told anything; unlocked it goes on', async () => {
    const issue_number = await maintainer()
      .create({ ...infra, title: 'Something else', body: 'soon' })
      .then(({ data }) => data.number);
    await maintainer().lock({ ...infra, issue_number });
    const title = 'Add Prow build cluster rosa-1';
    const body = await open.story.attach(kubeconfig);
    await open.story.settle(maintainer().update({ ...infra, issue_number, title, body }));
    await open.resync();
    expect(await open.story.status(issue_number)).toBe('');
    expect(await pulls()).toEqual([]);
    expect(open.logs.filter((line) => /"level":[56]0/.test(line))).toEqual([]);

    await open.story.settle(maintainer().unlock({ ...infra, issue_number }));
    expect(await open.story.status(issue_number)).toContain('Waiting for review');
    expect(await pulls()).toEqual(['open']);
  });

  test('an issue that is closed and locked leaves nothing for review', async () => {
    const issue_number = await file();
    await open.story.settle();
    open.setting.github.setWebhookUrl(undefined);
    await maintainer().update({ ...infra, issue_number, state: 'closed' });
    await maintainer().lock({ ...infra, issue_number });
    await open.resync();
    expect(await pulls()).toEqual(['closed']);

    open.setting.github.setWebhookUrl(`http://127.0.0.1:${open.bot.port}/api/github/webhooks`);
    await open.story.settle(maintainer().unlock({ ...infra, issue_number }));
    expect(await open.story.status(issue_number)).toContain('Withdrawn');
  });
});
