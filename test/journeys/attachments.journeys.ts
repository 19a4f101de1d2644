import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '../../simulator/github/answer.ts';
import { findFreePort } from '../../simulator/loopback.ts';
import { createStory } from '../../simulator/story.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

describe('what an author attaches', () => {
  const ground = sharedGround();
  let open: OpenStory;
  let passedMs: number;

  beforeEach(async () => {
    passedMs = 0;
    open = await openStory({ ground: ground(), now: () => new Date(Date.now() + passedMs) });
  });
  afterEach(() => open.close());

  test('is followed to another store once the operator says that it is one of GitHub', async () => {
    const { setting, story } = open;
    const message = Buffer.from(await setting.encrypt(preparedKubeconfig(setting)));
    const store = `localhost:${setting.github.host.split(':')[1]}`;
    const moved: Answer = {
      status: 302,
      headers: { location: `http://${store}/moved` },
      bytes: Buffer.alloc(0),
    };
    let asked = 0;
    setting.github.onDownload((path) => {
      if (path !== '/moved') return moved;
      asked += 1;
      return { status: 200, bytes: message };
    });
    const link = setting.github.uploadAttachment('k.asc.txt', message);
    const issue = await story.settle(story.fileIssue('Add Prow build cluster rosa-1', link));
    const status = await story.status(issue);
    expect(status).toContain('attachment-host');
    expect(status).toContain(`\`${store}\``);
    expect(status).toContain('operator of the bot');
    expect(asked).toBe(0);

    await open.bot.stop();
    passedMs = 600_000;
    const PORT = String(await findFreePort());
    const bot = await setting.startBot({ ATTACHMENT_HOSTS: store, PORT });
    await createStory(setting, bot).settle();
    expect(await story.status(issue)).toContain('kubevirt/secrets');
    expect(asked).toBe(1);
  });
});
