import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedGround } from '../journeys/open-story.ts';
import { faultKinds } from './faults.ts';
import { journeys, mainJourney, prepareGround } from './journeys.ts';
import { type Call, type CleanRun, dieAtEach, failAtEach, runClean, type Tally } from './matrix.ts';

/**
 * `FAILURES=all` tries every kind of failure at every call of every journey, in about an hour;
 * otherwise a sample: what the main journey creates, which must not be there twice.
 */
const all = process.env.FAILURES === 'all';
const sample = ['502 after the effect, until octokit gives up'];
const chosenJourneys = all ? journeys : [mainJourney];
const chosenKinds = all ? faultKinds : faultKinds.filter(({ name }) => sample.includes(name));
const isChosen = ({ method }: Call) => all || method === 'POST';
const limitMs = 300_000;

const ground = sharedGround(prepareGround);

describe.each(chosenJourneys)('$name', (journey) => {
  const tally: Tally = { runs: 0, resynced: [] };
  let clean: CleanRun;
  let calls: readonly Call[];
  beforeAll(async () => {
    clean = await runClean(ground(), journey);
    calls = clean.calls.filter(isChosen);
  });
  afterAll(() => {
    const { runs, resynced } = tally;
    const size = `${calls.length} calls, ${runs} runs with a failure`;
    const late = resynced.length > 0 ? `; only a resync helped after ${resynced.join(', ')}` : '';
    console.info(`${journey.name}: ${size}${late}`);
  });

  test('where nothing fails, no rule of GitHub is broken', () => {
    expect(clean.outcome.violations).toEqual([]);
  });

  test.each(chosenKinds)('$name: the same end', { timeout: limitMs }, async (kind) => {
    const mismatches = await failAtEach(ground(), kind, { clean, calls, tally });
    expect(mismatches).toEqual([]);
  });

  test('the process dies: the same end', { timeout: limitMs }, async () => {
    expect(await dieAtEach(ground(), { clean, calls, tally })).toEqual([]);
  });
});
