import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Administrator } from '../../simulator/cluster/administrator.ts';
import {
  controlPlaneLabel,
  controlPlaneNodes,
  hideControlPlane,
  manageControlPlane,
  showNodes,
} from '../../simulator/cluster/build-cluster.ts';
import { infra } from '../../simulator/setting.ts';
import { type OpenStory, openStory, preparedKubeconfig } from './open-story.ts';

const [first, second, third] = controlPlaneNodes;

describe('a control plane', () => {
  let open: OpenStory;
  beforeEach(async () => {
    open = await openStory();
  });
  afterEach(() => open.close());

  async function file(change: (admin: Administrator) => void): Promise<number> {
    const kubeconfig = preparedKubeconfig(open.setting);
    change(open.setting.cluster.admin);
    const issue = await open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig);
    await open.story.settle();
    return issue;
  }

  /** Says so, and tells what the bot reacts with and answers. */
  async function confirm(issue: number): Promise<readonly string[]> {
    const said = await open.story.comment('maintainer', issue, '/onboard confirm-ha');
    await open.story.settle();
    const { rest } = open.setting.github.as('stranger');
    const { data } = await rest.reactions.listForIssueComment({ ...infra, comment_id: said });
    const [notice = ''] = /(?<=`maintainer`: `confirm-ha` ).*|`maintainer` confirmed.*/.exec(
      await open.story.status(issue),
    ) ?? [''];
    return [...data.map(({ content }) => content), notice];
  }
  const labels = async () => (await open.story.pulls()).map((pull) => pull.labels);
  const hold = 'do-not-merge/hold';

  test.each<[string, (admin: Administrator) => void, string]>([
    ['that somebody else runs', manageControlPlane, 'control-plane-hidden'],
    [
      'of which a node reboots',
      (admin) => {
        hideControlPlane(admin);
        showNodes(admin);
        admin.createNode(second, controlPlaneLabel, false);
      },
      'control-plane-not-ready',
    ],
  ])('%s is on hold until a maintainer confirms it, once', async (_what, change, id) => {
    const issue = await file(change);
    expect(await labels()).toEqual([[hold]]);
    expect(await open.story.status(issue)).toContain(id);
    expect(await confirm(issue)).toEqual([
      '+1',
      '`maintainer` confirmed that the control plane is highly available.',
    ]);
    expect(await labels()).toEqual([[]]);
    expect(await confirm(issue)).toEqual([
      'confused',
      'has no effect, because this is already confirmed.',
    ]);
    expect(await labels()).toEqual([[]]);
  });

  test('that is listed and too small is refused, whoever vouches for it', async () => {
    const issue = await file((admin) => {
      hideControlPlane(admin);
      showNodes(admin);
      admin.deleteNode(third);
    });
    expect(await open.story.status(issue)).toContain('The control plane has 2 nodes');
    expect(await confirm(issue)).toEqual([
      'confused',
      'has no effect, because the bot has seen that this is not true.',
    ]);
    expect(await open.story.pulls()).toEqual([]);
  });

  test('that is seen to be highly available needs no word', async () => {
    const issue = await file((admin) => {
      showNodes(admin);
      admin.deleteNode(first);
      admin.createNode(second, controlPlaneLabel, false);
    });
    expect(await labels()).toEqual([[]]);
    expect(await confirm(issue)).toEqual([
      'confused',
      'has no effect, because the bot has verified this itself.',
    ]);
  });
});
