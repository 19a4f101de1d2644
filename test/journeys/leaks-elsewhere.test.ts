import { afterEach, describe, expect, test } from 'vitest';
import { infra } from '../../simulator/setting.ts';
import { freshKubeconfig, type OpenStory, openStory, sharedGround } from './open-story.ts';

describe('a credential that leaked in one issue', () => {
  const ground = sharedGround();
  let open: OpenStory;
  afterEach(() => open.close());

  const begin = async () => {
    open = await openStory({ ground: ground() });
  };
  const ask = (name: string, kubeconfig: string) =>
    open.story.settle(open.story.fileRequest('build-cluster', name, kubeconfig));

  test('is refused in every other, as is what was proposed before', async () => {
    await begin();
    const kubeconfig = freshKubeconfig(open.setting);
    const proposed = await ask('rosa-1', kubeconfig);
    expect(await open.story.status(proposed)).toContain('Waiting for review');
    await open.story.settle(open.story.fileIssue('Add Prow build cluster rosa-2', kubeconfig));
    await open.resync();
    expect(await open.story.status(proposed)).toContain('credential-leaked');
    expect((await open.story.pulls()).map(({ labels }) => labels)).toEqual([['do-not-merge/hold']]);
    const again = await ask('rosa-3', kubeconfig);
    expect(await open.story.status(again)).toContain('credential-leaked');
    const other = await ask('rosa-4', freshKubeconfig(open.setting));
    expect(await open.story.status(other)).toContain('Waiting for review');
  });

  test('is looked for again only where something changed, at no cost to GitHub', async () => {
    await begin();
    const { github } = open.setting;
    const leaked = await open.story.settle(
      open.story.fileIssue('New build cluster: rosa-1', freshKubeconfig(open.setting)),
    );
    await ask('rosa-2', freshKubeconfig(open.setting));
    const reads = (since: number) =>
      github.requests
        .slice(since)
        .filter(({ path }) => path.endsWith(`/issues/${leaked}/comments`))
        .map(({ status }) => status);
    const before = github.requests.length;
    await open.resync();
    expect(reads(before)).toEqual([]);
    await open.story.settle(
      github.as('stranger').rest.issues.createComment({
        ...{ ...infra, issue_number: leaked },
        body: 'Oh.',
      }),
    );
    await open.resync();
    expect(reads(before).length).toBeGreaterThan(0);
  });
});
