import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { infra } from '../../simulator/setting.ts';
import { type OpenStory, openStory } from '../journeys/open-story.ts';

describe('a ciphertext in an issue is public, and somebody posts it again', () => {
  let open: OpenStory;
  let kubeconfig: string;
  let link: string;
  let count = 0;

  beforeAll(async () => {
    open = await openStory({ firstRetryMs: 1 });
  });
  afterAll(() => open.close());

  /** Each time with a credential of its own, in one cluster. */
  beforeEach(async () => {
    count += 1;
    kubeconfig = kubeconfigOf(`account-${count}`);
    link = await open.story.attach(kubeconfig);
  });

  const kubeconfigOf = (name: string) => {
    const { cluster } = open.setting;
    cluster.prepareBuildCluster({ ...account, name });
    return cluster.kubeconfigFor({ ...account, name });
  };
  const file = async (login: string, title: string, body: string) => {
    const { rest } = open.setting.github.as(login);
    const issue = (await rest.issues.create({ ...infra, title, body })).data.number;
    await open.story.settle();
    return issue;
  };
  const edit = async (login: string, issue_number: number, changes: object) => {
    await open.setting.github.as(login).rest.issues.update({ ...infra, issue_number, ...changes });
    await open.story.settle();
  };
  const add = (name: string) => `Add Prow build cluster ${name}-${count}`;
  const proposed = async () =>
    (await open.story.pulls())
      .filter(({ state, labels }) => state === 'open' && labels.length === 0)
      .map(({ title }) => title)
      .filter((title) => title.endsWith(`-${count}`));

  test.each([
    ['under another name', 'Add Prow build cluster thief'],
    ['for another kind', 'Add KubeVirtCI external provider thief'],
  ])('by another author, %s', async (_how, title) => {
    await file('contributor', add('rosa'), link);
    const theft = await file('stranger', title, link);
    expect(await open.story.status(theft)).toContain('submission-copied');
    expect(await proposed()).toEqual([add('rosa')]);
  });

  test('wrapped anew', async () => {
    await file('contributor', add('rosa'), link);
    const theft = await file('stranger', add('t'), await open.story.attach(kubeconfig));
    expect(await open.story.status(theft)).toContain('submission-copied');
  });

  test('in an issue that was there before, in its text', async () => {
    const theft = await file('stranger', add('thief'), 'soon');
    await file('contributor', add('rosa'), link);
    await laterOnGitHub();
    await edit('stranger', theft, { body: link });
    expect(await open.story.status(theft)).toContain('submission-copied');
    expect(await proposed()).toEqual([add('rosa')]);
  });

  test('and the bot sees the copy first, in an older issue', async () => {
    const theft = await file('stranger', 'Something else', 'soon');
    open.setting.github.setWebhookUrl(undefined);
    const victim = await file('contributor', add('rosa'), link);
    await laterOnGitHub();
    await edit('stranger', theft, { body: link, title: add('thief') });

    open.setting.github.setWebhookUrl(`http://127.0.0.1:${open.bot.port}/api/github/webhooks`);
    await open.story.settle(open.story.comment('stranger', theft, 'Please look at this one.'));
    expect(await proposed()).toEqual([add('thief')]);

    await open.story.settle(open.story.comment('contributor', victim, 'And at this one.'));
    await open.resync();
    expect(await open.story.status(theft)).toContain('submission-copied');
    expect(await proposed()).toEqual([add('rosa')]);
    await open.resync();
    expect(await proposed()).toEqual([add('rosa')]);
  });

  test('an edit of the original does not make it the copy', async () => {
    const victim = await file('contributor', add('rosa'), link);
    await laterOnGitHub();
    const theft = await file('stranger', add('thief'), link);
    await laterOnGitHub();
    await edit('maintainer', victim, { body: `${link}\n\nThanks!` });
    await open.resync();
    await open.story.settle(open.story.comment('stranger', theft, '/onboard retry'));
    expect(await proposed()).toEqual([add('rosa')]);
  });

  test('the author may rename the own request', async () => {
    const issue = await file('contributor', add('rosa'), link);
    await edit('contributor', issue, { title: add('other') });
    expect(await proposed()).toEqual([add('other')]);
  });

  test('once the other request is given up, this one may go on', async () => {
    const first = await file('contributor', add('rosa'), link);
    const second = await file('contributor', add('other'), link);
    expect(await open.story.status(second)).toContain('submission-copied');
    await open.story.settle(open.story.comment('contributor', first, '/onboard cancel'));
    await open.story.settle(open.story.comment('contributor', second, '/onboard retry'));
    expect(await proposed()).toEqual([add('other')]);
  });

  test('another credential of the same cluster is no copy', async () => {
    await file('contributor', add('rosa'), link);
    const body = await open.story.attach(kubeconfigOf(`another-account-${count}`));
    const issue = await file('contributor', add('other'), body);
    expect(await open.story.status(issue)).toContain('Waiting for review');
  });

  test('after the merge the cluster is registered, and reviewers are told of it in the other kind', async () => {
    const issue = await file('contributor', add('rosa'), link);
    const pull = (await open.story.pulls()).find(({ title }) => title === add('rosa'));
    await open.story.settle(open.story.merge(pull?.number ?? 0));
    expect(await open.story.status(issue)).toContain('the cluster answers');
    for (const [title, problem] of [
      ['Add Prow build cluster r-2', 'cluster-registered'],
      ['Add KubeVirtCI external provider r_2', 'cluster-in-both-kinds'],
    ] as const) {
      const again = await file('stranger', title, link);
      expect(await open.story.status(again)).toContain(problem);
    }
  });
});

/** GitHub's times are whole seconds. */
async function laterOnGitHub(): Promise<void> {
  const second = () => Math.floor(Date.now() / 1000);
  const now = second();
  while (second() === now) await new Promise((resolve) => setTimeout(resolve, 20));
}
