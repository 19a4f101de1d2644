import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenStory, openStory, preparedKubeconfig } from './open-story.ts';

const open = 4;

describe(`a resync of ${open} open requests in which nothing has changed`, () => {
  let told: OpenStory;

  beforeAll(async () => {
    told = await openStory();
    const { story, setting } = told;
    const kubeconfig = preparedKubeconfig(setting);
    // One waits for the merge of its pull request, the others for their authors.
    await story.fileRequest('build-cluster', 'rosa-1', kubeconfig);
    for (let index = 2; index <= open; index += 1) {
      await story.fileIssue(`Add Prow build cluster rosa-${index}`, 'The kubeconfig follows.');
    }
    await story.settle();
    // The bot's own last words are still new to the first one.
    await resync();
  }, 60_000);
  afterAll(() => told.close());

  const resync = async () => {
    const before = told.setting.github.requests.length;
    await told.resync();
    return told.setting.github.requests.slice(before);
  };
  const counted = (requests: Awaited<ReturnType<typeof resync>>) =>
    requests
      .filter(({ status, template }) => status !== 304 && !template.endsWith('/installation'))
      .map(({ method, path }) => `${method} ${path}`);
  const remaining = async () => {
    const response = await fetch(`http://127.0.0.1:${told.bot.port}/metrics`);
    const line = /^.*rate_limit_remaining\{client="kubevirt\/secrets"\} (\d+)$/m;
    return Number(line.exec(await response.text())?.[1]);
  };

  test("costs nothing of the installation's limit", async () => {
    const before = await remaining();
    expect(before).toBeGreaterThan(4000);
    expect(counted(await resync())).toEqual([]);
    expect(await remaining()).toBe(before);
  });

  test('and at most 4 requests for each of them', async () => {
    const requests = await resync();
    // Where the App is installed, the base, and the three lists.
    expect(requests.length).toBeLessThanOrEqual(2 + 1 + 3 + 4 * open);
    expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('only what has changed is read again', async () => {
    const { setting, story } = told;
    setting.github.setWebhookUrl(undefined);
    await story.comment('contributor', 3, 'Tomorrow, I promise.');
    const issues = '/repos/kubevirt/project-infra/issues';
    expect(counted(await resync()).toSorted()).toEqual([
      `GET ${issues}`,
      `GET ${issues}/3`,
      `GET ${issues}/3/comments`,
    ]);
    expect(counted(await resync())).toEqual([]);
  });
});
