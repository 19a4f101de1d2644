import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { counterexamples } from './counterexamples.ts';
import { story } from './events.ts';
import { makeSamples, tell } from './model.ts';
import type { Samples } from './world.ts';

/**
 * `MODEL_RUNS`: how many stories; the default takes a few seconds. `MODEL_MINUTES`: as many as can
 * be told in that time, others each time. `MODEL_SEED`: which ones.
 */
const { MODEL_RUNS, MODEL_SEED, MODEL_MINUTES } = process.env;
const minutes = MODEL_MINUTES === undefined ? undefined : Number(MODEL_MINUTES);
// `npm test` tells the same ones each time: it is to say what a change broke.
const usualSeed = minutes === undefined ? 20261124 : Date.now() % 2 ** 31;
const seed = Number(MODEL_SEED ?? usualSeed);
const limits =
  minutes === undefined
    ? { numRuns: Number(MODEL_RUNS ?? 60) }
    : { numRuns: 1_000_000, interruptAfterTimeLimit: minutes * 60_000 };

let samples: Samples;
beforeAll(async () => {
  samples = await makeSamples();
});

describe('whatever happens, the bot comes to a truthful end and rests', () => {
  test.each(counterexamples)('%s', async (_name, events) => {
    expect(await tell(events, samples)).toEqual([]);
  });

  test(`random stories, seed ${seed}`, { timeout: 3_600_000 }, async () => {
    let told = 0;
    const property = fc.asyncProperty(story, async (events) => {
      told += 1;
      expect(await tell(events, samples)).toEqual([]);
    });
    await fc.assert(property, { ...limits, seed });
    console.info(`${told} random stories, seed ${seed}`);
  });
});
