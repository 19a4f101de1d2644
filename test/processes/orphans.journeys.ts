import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Setting, startSetting } from '../../simulator/setting.ts';
import { createStory } from '../../simulator/story.ts';
import { spawnBot } from '../failures/spawn-bot.ts';
import { preparedKubeconfig } from '../journeys/open-story.ts';
import { helpersOf, isRunning, type RunningHelper } from './helpers-of.ts';

const nobody = { add: () => undefined, idle: async () => undefined, stop: async () => undefined };

describe.skipIf(process.platform !== 'linux')('no helper is left', () => {
  let setting: Setting;
  beforeEach(async () => {
    setting = await startSetting({ isolated: true });
  });
  afterEach(() => setting.close());

  /** Of a bot that has examined a request: those that are at rest, and spares. */
  const helpersAtRest = async (bot: number): Promise<readonly RunningHelper[]> => {
    const story = createStory(setting, { queue: nobody });
    const issue = await story.fileRequest('build-cluster', 'rosa-1', preparedKubeconfig(setting));
    const status = () => story.status(issue);
    await vi.waitFor(async () => expect(await status()).toContain('Waiting for review'), 50_000);
    // Spares are started once nothing is in work.
    return vi.waitFor(() => {
      const helpers = helpersOf(bot).filter(({ program }) => program !== '');
      const programs = helpers.map(({ program }) => program);
      expect(new Set(programs)).toEqual(new Set(['public-sandbox', 'sandbox', 'prober']));
      return helpers;
    }, 10_000);
  };
  test('once the bot has stopped, nor a zombie', async () => {
    const bot = await setting.startBot();
    const helpers = await helpersAtRest(process.pid);
    await bot.stop();
    const pids = helpers.map(({ pid }) => pid);
    await vi.waitFor(() => {
      expect(helpersOf(process.pid).filter(({ pid }) => pids.includes(pid))).toEqual([]);
    }, 10_000);
  });

  test('once the bot is killed, also of those that hear nothing any more', async () => {
    const bot = await spawnBot(setting);
    const helpers = await helpersAtRest(Number(bot.process.pid));
    const deaf = helpers.filter(({ program }) => program === 'sandbox');
    for (const { pid } of deaf) process.kill(pid, 'SIGSTOP');
    bot.process.kill('SIGKILL');
    await bot.end;
    await vi.waitFor(() => expect(helpers.filter(({ pid }) => isRunning(pid))).toEqual([]), 10_000);
  });
});
