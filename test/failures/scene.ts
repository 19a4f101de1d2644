import type { RequestHook } from '../../simulator/github/journal.ts';
import { findFreePort } from '../../simulator/loopback.ts';
import { type Ground, type Setting, startSetting } from '../../simulator/setting.ts';
import { createStory, type Story, settling } from '../../simulator/story.ts';
import type { Bot } from '../../src/server/bot.ts';
import { canariesOf } from '../journeys/canaries.ts';
import { expectNoLeak } from '../journeys/open-story.ts';

/** A resync's distance, as the bot has it by default. */
const resyncMs = 10 * 60 * 1000;

/** Tells a request by what it is, and by how many there were before it. */
type Moment = (request: Parameters<RequestHook>[0], index: number) => boolean;

/** A bot that may fail or die, in front of people who wait until they see what they expect. */
export interface Scene {
  readonly setting: Setting;
  readonly story: Story;
  /** Waits until all is quiet and the condition holds; where it doesn't, until the next resync. */
  until(what: string, condition: () => Promise<boolean>): Promise<void>;
  /** How many there were. */
  readonly resyncs: () => number;
  /** The time passes in which a resync happens by itself. */
  resync(): Promise<void>;
  readonly logs: readonly string[];
  /** Lets the process die at a request: nothing of it gets anywhere any more. */
  dieAt(moment: Moment, meanwhile?: () => Promise<void>): void;
  close(): Promise<void>;
}

/**
 * `answerWithinMs`: how long the bot waits for an answer. Where it dies, longer than the test takes:
 * what is dead must not ask once more.
 */
export async function openScene(ground: Ground, answerWithinMs?: number): Promise<Scene> {
  let passedMs = 0;
  let resyncs = 0;
  const logs: string[] = [];
  const setting = await startSetting({
    ground,
    firstRetryMs: 1,
    answerWithinMs,
    now: () => new Date(Date.now() + passedMs),
    environment: { LOG_LEVEL: 'trace' },
    log: (line) => logs.push(line),
  });
  const canaries = await canariesOf(setting);
  const life = createLife(setting, await setting.startBot());
  const story = createStory(setting, { queue: life.queue });
  const settle = settling(() => life.survive(story.settle));
  const resync = async () => {
    resyncs += 1;
    passedMs += resyncMs;
    await life.survive(() => life.bot().resync());
    await settle();
  };
  return {
    setting,
    story: { ...story, settle },
    resync,
    resyncs: () => resyncs,
    logs,
    until: async (what, condition) => {
      await settle();
      if (await condition()) return;
      await resync();
      if (!(await condition()))
        throw new Error(`still waiting: ${what}\n${logs.slice(-12).join('')}`);
    },
    dieAt: life.dieAt,
    close: async () => {
      life.bury();
      await expectNoLeak({ setting, canaries, logs }).finally(setting.close);
    },
  };
}

/** The bot that lives now; after a death another one takes over. */
function createLife(setting: Setting, first: Bot) {
  const { github } = setting;
  let bot = first;
  let death = new Promise<'dead'>(() => undefined);
  let dead = false;
  const release: (() => void)[] = [];
  const grave: RequestHook = () =>
    new Promise((resolve) => release.push(() => resolve({ before: 'drop' })));

  let whileDead: () => Promise<void> = async () => undefined;

  const revive = async () => {
    await whileDead();
    dead = false;
    death = new Promise(() => undefined);
    github.onRequest(undefined);
    // The dead one's open connections may still hold its port.
    bot = await setting.startBot({ PORT: String(await findFreePort()) });
  };
  const survive = async (work: () => Promise<void>): Promise<void> => {
    if ((await Promise.race([work(), death])) !== 'dead' && !dead) return;
    await revive();
    await survive(work);
  };
  return {
    bot: () => bot,
    queue: { add: () => undefined, idle: () => bot.queue.idle(), stop: async () => undefined },
    survive,
    dieAt: (moment: Moment, meanwhile = whileDead) => {
      let seen = -1;
      whileDead = meanwhile;
      death = new Promise((resolve) => {
        github.onRequest((request) => {
          seen += 1;
          if (!dead && !moment(request, seen)) return undefined;
          if (!dead) {
            dead = true;
            github.setWebhookUrl(undefined);
            void bot.stop();
            resolve('dead');
          }
          return grave(request);
        });
      });
    },
    bury: () => {
      github.onRequest(() => ({ before: 'drop' }));
      for (const drop of release) drop();
    },
  };
}
