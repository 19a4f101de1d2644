import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundledEntries } from '../../simulator/bundled-helpers.ts';
import type { Setting } from '../../simulator/setting.ts';
import { createStory, type Story } from '../../simulator/story.ts';
import { preparedKubeconfig } from '../journeys/open-story.ts';
import type { Cost, Wish } from './measured-bot.ts';
import type { TreeCost, TreeWish } from './tree-watch.ts';

/** What something cost: times in milliseconds, memory in MiB. */
export interface Figures extends Omit<TreeCost, 'bot'> {
  /** Of the bot's own process, above what it takes at rest. */
  readonly memory: number;
  /** Its event loop. */
  readonly blocked: number;
  readonly late: number;
}

/** A bot in a process of its own that did one request and rests. */
export interface Measured {
  readonly story: Story;
  /** What it took then. */
  readonly atRest: TreeCost;
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

/** With helpers, or with their work in its own process. */
export async function startMeasured(setting: Setting, isolated = true): Promise<Measured> {
  const { HOST, PORT } = setting.environment;
  const helpers = isolated ? dirname((await bundledEntries())('prober')) : undefined;
  const env: NodeJS.ProcessEnv = { ...setting.environment, LOG_LEVEL: 'fatal', HELPERS: helpers };
  const bot = fork(new URL('measured-bot.ts', import.meta.url), [], {
    env,
    execArgv: memoryFlags(),
  });
  await once(bot, 'message');
  const tree = fork(new URL('tree-watch.ts', import.meta.url), [String(bot.pid)]);
  const ask = (wish: Wish) => answerOf<Cost>(bot, wish);
  const askTree = (wish: TreeWish) => answerOf<TreeCost>(tree, wish);
  const webhookUrl = `http://${HOST}:${PORT}/api/github/webhooks`;
  const listen = (toIt: boolean) => setting.github.setWebhookUrl(toIt ? webhookUrl : undefined);
  listen(true);
  const story = createStory(setting, { queue: { idle: async () => void (await ask('cost')) } });
  await story.settle(story.fileRequest('build-cluster', 'rosa-1', preparedKubeconfig(setting)));
  const { rssNow } = await ask('cost');
  return {
    story,
    atRest: await askTree('tell'),
    webhookUrl,
    listen,
    start: async () => void (await Promise.all([ask('start'), askTree('start')])),
    cost: async () => {
      await story.settle();
      const { rssPeak, blockedMs, lateMs } = await ask('cost');
      const { bot: _, ...helped } = await askTree('tell');
      const [memory = 0, blocked = 0, late = 0] = [rssPeak - rssNow, blockedMs, lateMs].map(
        Math.round,
      );
      return { memory, blocked, late, ...helped };
    },
    resync: async () => void (await ask('resync')),
    end: async () => {
      const ended = Promise.all([once(bot, 'exit'), once(tree, 'exit')]);
      tree.disconnect();
      bot.disconnect();
      await ended;
    },
  };
}

async function answerOf<Answer>(child: ChildProcess, wish: string): Promise<Answer> {
  const answer = once(child, 'message');
  child.send(wish);
  const [told] = await answer;
  return told;
}
