import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RequestHook } from '../../simulator/github/journal.ts';
import { secretsRepository } from '../../simulator/setting.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

describe('GitHub turns the bot away', () => {
  const ground = sharedGround();
  let open: OpenStory;
  beforeEach(async () => {
    // Whatever waits longer waits because GitHub said so.
    open = await openStory({ ground: ground(), firstRetryMs: 1 });
  });
  afterEach(() => open.close());

  const lines = (msg: string) =>
    open.logs.map((line) => JSON.parse(line)).filter((line) => line.msg === msg);
  /** Answers the first request of a kind so, and notes when each request comes. */
  const turnAway = (
    isMeant: (request: Parameters<RequestHook>[0]) => boolean,
    answer: { readonly status: number; readonly headers?: Record<string, string> },
  ) => {
    const times: number[] = [];
    let refusedAt: number | undefined;
    open.setting.github.onRequest((request) => {
      times.push(performance.now());
      if (refusedAt !== undefined || !isMeant(request)) return undefined;
      refusedAt = times.at(-1);
      return { before: { ...answer, body: { message: 'Not so fast' } } };
    });
    return () => ({ refusedAt: refusedAt ?? 0, next: times.find((at) => at > (refusedAt ?? 0)) });
  };

  test.each([403, 429])(
    'with %d for its pace: it asks nothing until the time is over',
    async (status) => {
      const times = turnAway(({ method }) => method === 'POST', {
        status,
        headers: { 'retry-after': '1' },
      });
      const issue = await open.story.fileIssue('Add Prow build cluster rosa-1', 'To follow.');
      await vi.waitFor(() => expect(lines('run failed').length).toBeGreaterThan(0), 10_000);
      // Another one that begins meanwhile has to wait as well.
      await open.story.settle(open.story.fileIssue('Add Prow build cluster rosa-2', 'To follow.'));

      const { refusedAt, next } = times();
      expect(next).toBeGreaterThan(refusedAt + 950);
      expect(await open.story.status(issue)).toContain('submission-missing');
      expect(await open.story.status(issue + 1)).toContain('submission-missing');
      const waits = lines('run failed').map(({ retryInMs }) => retryInMs);
      expect(waits.length).toBeGreaterThan(0);
      expect(waits).toEqual(waits.map(() => 1000));
    },
  );

  test('once, after a push: open pull requests are looked at all the same', async () => {
    const kubeconfig = preparedKubeconfig(open.setting);
    const issue = await open.story.settle(
      open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig),
    );
    turnAway(({ method, path }) => method === 'GET' && path.endsWith('/pulls'), { status: 404 });
    await open.setting.github.as('maintainer').rest.repos.createOrUpdateFileContents({
      ...secretsRepository,
      path: 'NOTES.md',
      message: 'Note it',
      content: Buffer.from('x').toString('base64'),
    });
    await open.story.settle();
    expect(lines('open pull requests not listed')).toEqual([
      expect.objectContaining({ level: 40, retryInMs: 1, github: expect.anything() }),
    ]);
    expect(lines('base moved').map((line) => line.issue)).toEqual([issue]);
  });

  test('with the edits of 101 comments, as it tells of 100 at once: they are asked for in parts', async () => {
    const { github } = open.setting;
    // As while the bot was down.
    github.setWebhookUrl(undefined);
    const kubeconfig = preparedKubeconfig(open.setting);
    const issue = await open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig);
    for (let command = 0; command < 101; command += 1) {
      await open.story.comment('stranger', issue, '/onboard help');
    }
    await open.resync();
    expect(await open.story.pulls()).toMatchObject([{ state: 'open' }]);
  });
});
