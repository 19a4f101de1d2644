import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type Ground, startSetting } from '../../simulator/setting.ts';
import { createStory } from '../../simulator/story.ts';
import type { Child } from '../journeys/child-process.ts';
import { sharedGround } from '../journeys/open-story.ts';
import { mainJourney, prepareGround } from './journeys.ts';
import { type CleanRun, runClean } from './matrix.ts';
import { outcomeOf } from './outcome.ts';
import { spawnBot } from './spawn-bot.ts';

const all = process.env.FAILURES === 'all';
const limitMs = 1_800_000;

/** Each run starts two processes, so all of them take minutes: only with `FAILURES=all`. */
describe.skipIf(!all)(`a process killed with SIGKILL: ${mainJourney.name}`, () => {
  const ground = sharedGround(prepareGround);
  let clean: CleanRun;
  beforeAll(async () => {
    clean = await runClean(ground(), mainJourney);
  });

  test.each(['before', 'after'] as const)(
    '%s the effect of each call, and started anew: the same end',
    { timeout: limitMs },
    async (when) => {
      const wrong: unknown[] = [];
      for (const { index, method, template } of clean.calls) {
        const outcome = await dieAt(ground(), index, when).catch(String);
        const where = `${index} ${method} ${template}`;
        if (!isDeepStrictEqual(outcome, clean.outcome)) wrong.push({ where, outcome });
      }
      console.info(`${clean.calls.length} processes killed ${when} the effect of a call`);
      expect(wrong).toEqual([]);
    },
  );
});

/** The main journey with a death in it; answers what people see in the end. */
async function dieAt(ground: Ground, index: number, when: 'before' | 'after') {
  const setting = await startSetting({ ground });
  const children: Child[] = [];
  const start = async () => {
    const child = await spawnBot(setting);
    children.push(child);
    return child;
  };
  try {
    const first = await start();
    let seen = -1;
    setting.github.onRequest(() => {
      seen += 1;
      if (seen !== index) return undefined;
      first.kill();
      return when === 'before' ? { before: 'drop' } : { after: 'drop' };
    });
    const revived = first.end.then(start);
    const queue = {
      add: () => undefined,
      idle: async () => undefined,
      stop: async () => undefined,
    };
    const story = createStory(setting, { queue });
    const until = async (_what: string, holds: () => Promise<boolean>) => {
      await vi.waitUntil(holds, { timeout: 60_000, interval: 50 });
    };
    await mainJourney.tell({ setting, story, until }, 1);
    await revived;
    return await outcomeOf(setting);
  } finally {
    for (const child of children) child.kill();
    await Promise.all(children.map(({ end }) => end));
    await setting.close();
  }
}
