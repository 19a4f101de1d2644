import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Setting } from '../../simulator/setting.ts';
import { createStory, type Story } from '../../simulator/story.ts';
import { preparedKubeconfig } from '../journeys/open-story.ts';
import type { Cost, Wish } from './measured-bot.ts';

/** What something cost the bot: MiB above what it takes at rest, and times in milliseconds. */
export interface Figures {
  readonly memory: number;
  readonly blocked: number;
  readonly late: number;
}

/** A bot in a process of its own that did one request and rests. */
export interface Measured {
  readonly story: Story;
  /** Where it takes webhooks. */
  readonly webhookUrl: string;
  /** Lets the bot be told of what happens, or not. */
  readonly listen: (toIt: boolean) => void;
  /** Waits until it has nothing left to do, and begins to measure. */
  readonly start: () => Promise<void>;
  /** What happened since then took; all of it is done first. */
  readonly cost: () => Promise<Figures>;
  /** Looks at everything open, as it happens by itself at every interval. */
  readonly resync: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** As the image has them. */
function memoryFlags(): string[] {
  return readFileSync('Dockerfile', 'utf8').match(/--max-semi-space-size=\d+/g) ?? [];
}

export async function startMeasured(setting: Setting, isolated = true): Promise<Measured> {
  const { HOST, PORT } = setting.environment;
  const file = new URL('measured-bot.ts', import.meta.url);
  const own = isolated ? 'yes' : 'no';
  const env: NodeJS.ProcessEnv = { ...setting.environment, LOG_LEVEL: 'fatal', ISOLATED: own };
  const bot = fork(file, [], { env, execArgv: memoryFlags() });
  await once(bot, 'message');

  const ask = async (wish: Wish): Promise<Cost> => {
    const answer = once(bot, 'message');
    bot.send(wish);
    const [told] = await answer;
    return told;
  };
  const webhookUrl = `http://${HOST}:${PORT}/api/github/webhooks`;
  const listen = (toIt: boolean) => setting.github.setWebhookUrl(toIt ? webhookUrl : undefined);
  listen(true);
  const story = createStory(setting, { queue: { idle: async () => void (await ask('cost')) } });
  await story.settle(story.fileRequest('build-cluster', 'rosa-1', preparedKubeconfig(setting)));
  const { rssNow: atRest } = await ask('cost');
  return {
    story,
    webhookUrl,
    listen,
    start: async () => void (await ask('start')),
    cost: async () => {
      await story.settle();
      const { rssPeak, blockedMs, lateMs } = await ask('cost');
      const [memory = 0, blocked = 0, late = 0] = [rssPeak - atRest, blockedMs, lateMs].map(
        Math.round,
      );
      return { memory, blocked, late };
    },
    resync: async () => void (await ask('resync')),
    end: async () => {
      const ended = once(bot, 'exit');
      bot.disconnect();
      await ended;
    },
  };
}
