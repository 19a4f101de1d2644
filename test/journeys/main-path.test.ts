import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { infra, type Setting, secretsRepository } from '../../simulator/setting.ts';
import type { Story } from '../../simulator/story.ts';
import { type OpenStory, openStory, preparedKubeconfig } from './open-story.ts';

type Files = ReadonlyMap<string, string>;

/** The layouts of the secrets: which file changes, and what Prow reads there. */
const layouts = [
  {
    layout: 'archive',
    changed: 'secrets.tar.asc',
    kubeconfig: (files: Files) => parse(parse(files.get('main.yml') ?? '').kubeconfig),
    others: (files: Files) => {
      const { kubeconfig: _merged, ...others } = parse(files.get('main.yml') ?? '');
      return { others, paths: [...files.keys()] };
    },
    contexts: ['prow-workloads', 'rosa-1'],
    requests: 24,
  },
  {
    layout: 'git-crypt',
    changed: 'secrets/kubeconfigs/rosa-1',
    kubeconfig: (files: Files) => parse(files.get('secrets/kubeconfigs/rosa-1') ?? ''),
    others: (files: Files) => [...files].filter(([path]) => !path.endsWith('/rosa-1')),
    contexts: ['rosa-1'],
    // With the second pull request, to the script that deploys Prow.
    requests: 46,
  },
] as const;

describe.each(layouts)('a contributor lends a build cluster ($layout)', (layout) => {
  let open: OpenStory;
  let setting: Setting;
  let story: Story;
  let before: ReadonlyMap<string, string>;
  let issue: number;
  let atStart: number;
  const requests = () => setting.github.countRequests() - atStart;

  beforeAll(async () => {
    open = await openStory({ layout: layout.layout, isolated: true });
    ({ setting, story } = open);
    before = await setting.readSecrets();
    atStart = setting.github.countRequests();
    issue = await story.settle(
      story.fileRequest('build-cluster', 'rosa-1', preparedKubeconfig(setting)),
    );
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
    expect(files.map(({ filename }) => filename)).toEqual([layout.changed]);
  });

  test('with at most 13 requests to GitHub', () => {
    expect(requests()).toBeLessThanOrEqual(13);
  });

  test('says so in its one comment', async () => {
    expect(await story.status(issue)).toContain('kubevirt/secrets');
  });

  test('and when it is merged, the issue is closed as completed', async () => {
    for (const repository of [secretsRepository, infra]) {
      for (const { number } of await story.pulls(repository)) {
        await story.settle(story.merge(number, repository));
      }
    }
    expect(await story.issue(issue)).toMatchObject({ state: 'closed', reason: 'completed' });
    expect(await story.status(issue)).toContain('cluster: rosa-1');
  });

  test('the secrets gained the cluster and nothing else', async () => {
    const after = await setting.readSecrets();
    expect(layout.others(after)).toEqual(layout.others(before));
    const { contexts } = layout.kubeconfig(after);
    expect(contexts.map(({ name }: { name: string }) => name)).toEqual(layout.contexts);
  });

  test(`in at most ${layout.requests} requests, each as GitHub describes it`, () => {
    expect(requests()).toBeLessThanOrEqual(layout.requests);
    expect(setting.github.violations).toEqual([]);
  });
});
