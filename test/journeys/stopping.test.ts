import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenStory, openStory, preparedKubeconfig } from './open-story.ts';

let open: OpenStory;
beforeAll(async () => {
  open = await openStory();
});
afterAll(() => open.close());

test('stopped in the middle of a step, the bot ends it and begins no other; the next one goes on', async () => {
  const { setting, story, bot } = open;
  const stopping = new Promise<void>((resolve) => {
    setting.github.onRequest(({ method, template }) => {
      if (method === 'POST' && template === '/repos/{owner}/{repo}/git/refs') resolve(bot.stop());
      return undefined;
    });
  });
  const issue = await story.fileRequest('build-cluster', 'rosa-1', preparedKubeconfig(setting));
  await stopping;
  // The step was to open the pull request, the next one would have been to tell of it.
  expect(await story.pulls()).toHaveLength(1);
  expect(await story.status(issue)).not.toContain('Waiting for review');

  const next = await setting.startBot();
  await next.queue.idle();
  expect(await story.pulls()).toHaveLength(1);
  expect(await story.status(issue)).toContain('Waiting for review');
});
