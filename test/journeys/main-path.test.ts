import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Setting } from '../../simulator/setting.ts';
import type { Story } from '../../simulator/story.ts';
import { type OpenStory, openStory, preparedKubeconfig } from './open-story.ts';

describe('a contributor lends a build cluster', () => {
  let open: OpenStory;
  let setting: Setting;
  let story: Story;
  let before: ReadonlyMap<string, string>;
  let issue: number;
  let atStart: number;
  const requests = () => setting.github.countRequests() - atStart;

  beforeAll(async () => {
    open = await openStory({ inThread: true });
    ({ setting, story } = open);
    before = await setting.readSecrets();
    atStart = setting.github.countRequests();
    issue = await story.fileRequest('build-cluster', 'rosa-1', preparedKubeconfig(setting));
    await story.settle();
  });
  afterAll(() => open.close());

  test('the bot opens one pull request with exactly one changed file', async () => {
    const pulls = await story.pulls();
    expect(pulls).toHaveLength(1);
    expect(pulls[0]).toMatchObject({
      title: 'Add Prow build cluster rosa-1',
      state: 'open',
      labels: [],
    });
    const { data: files } = await setting.github.as('maintainer').rest.pulls.listFiles({
      owner: 'kubevirt',
      repo: 'secrets',
      pull_number: pulls[0]?.number ?? 0,
    });
    expect(files.map(({ filename }) => filename)).toEqual(['secrets.tar.asc']);
  });

  test('with at most 12 requests to GitHub', () => {
    expect(requests()).toBeLessThanOrEqual(12);
  });

  test('says so in its one comment', async () => {
    expect(await story.status(issue)).toContain('kubevirt/secrets');
  });

  test('and when it is merged, the issue is closed as completed', async () => {
    const [pull] = await story.pulls();
    await story.merge(pull?.number ?? 0);
    await story.settle();
    expect(await story.issue(issue)).toMatchObject({ state: 'closed', reason: 'completed' });
    expect(await story.status(issue)).toContain('cluster: rosa-1');
  });

  test('the secrets gained the cluster and nothing else', async () => {
    const after = await setting.readSecrets();
    expect([...after.keys()]).toEqual([...before.keys()]);
    const { kubeconfig, ...others } = parse(after.get('main.yml') ?? '');
    const { kubeconfig: kubeconfigBefore, ...othersBefore } = parse(before.get('main.yml') ?? '');
    expect(others).toEqual(othersBefore);
    const names = ({ contexts }: { contexts: { name: string }[] }) =>
      contexts.map(({ name }) => name);
    expect(names(parse(kubeconfig))).toEqual([...names(parse(kubeconfigBefore)), 'rosa-1']);
  });

  test('in at most 20 requests, each as GitHub describes it', () => {
    expect(requests()).toBeLessThanOrEqual(20);
    expect(setting.github.violations).toEqual([]);
  });
});
