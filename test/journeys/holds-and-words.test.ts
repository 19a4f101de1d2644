import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Ground, startGround, vault } from '../../simulator/setting.ts';
import { account, type OpenStory, openStory, preparedKubeconfig } from './open-story.ts';

const hold = 'do-not-merge/hold';

let ground: Ground;
let open: OpenStory;
let time: Date;
beforeAll(async () => {
  ground = await startGround({});
});
afterAll(() => ground.close());
beforeEach(async () => {
  time = new Date();
  open = await openStory({ ground, now: () => time });
});
afterEach(() => open.close());

const maintainer = () => open.setting.github.as('maintainer').rest;
const labels = async () => (await open.story.pulls()).map((pull) => pull.labels);
const file = async () => {
  const issue = await open.story.fileRequest(
    'build-cluster',
    'rosa-1',
    preparedKubeconfig(open.setting),
  );
  await open.story.settle();
  return issue;
};

describe('a hold that somebody takes away', () => {
  const takeAway = async (name: string) => {
    await maintainer().issues.removeLabel({ ...vault, issue_number: 1, name });
    await open.story.settle();
  };
  const withoutControlPlane = () => {
    const key = { namespace: 'default', name: 'read-api-server-addresses' };
    open.setting.cluster.admin.deleteRoleBinding(key);
  };

  test('is back at once, each time, as long as it is needed', async () => {
    open.setting.cluster.prepareBuildCluster(account);
    withoutControlPlane();
    const kubeconfig = open.setting.cluster.kubeconfigFor(account);
    const issue = await open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig);
    await open.story.settle();
    expect(await labels()).toEqual([[hold]]);
    for (let times = 1; times <= 4; times += 1) {
      await takeAway(hold);
      expect(await labels()).toEqual([[hold]]);
    }
    await open.story.comment('maintainer', issue, '/onboard confirm-ha');
    await open.story.settle();
    expect(await labels()).toEqual([[]]);
  });

  test("stays away where it is not needed: it was a person's", async () => {
    await file();
    await maintainer().issues.addLabels({ ...vault, issue_number: 1, labels: [hold, 'lgtm'] });
    await open.story.settle();
    expect(await labels()).toEqual([[hold, 'lgtm']]);
    await takeAway(hold);
    expect(await labels()).toEqual([['lgtm']]);
  });

  test('is not looked for when other labels change', async () => {
    await file();
    await maintainer().issues.addLabels({ ...vault, issue_number: 1, labels: ['lgtm'] });
    await open.story.settle();
    const before = open.setting.github.requests.length;
    await takeAway('lgtm');
    expect(open.setting.github.requests.slice(before)).toEqual([]);
  });
});
