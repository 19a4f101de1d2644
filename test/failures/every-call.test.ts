import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ground, startGround } from '../../simulator/setting.ts';
import { faultKinds } from './faults.ts';
import { journeys, mainJourney, prepareGround } from './journeys.ts';
import { type CleanRun, runClean, runWithDeath, runWithFault } from './matrix.ts';

/** `FAILURES=all` tries every kind of failure in every journey; otherwise a sample. */
const all = process.env.FAILURES === 'all';
const sample = [
  '502 before the effect',
  '502 after the effect, and until octokit gives up',
  'connection reset after the effect',
];
const chosenJourneys = all ? journeys : [mainJourney];
const chosenKinds = all ? faultKinds : faultKinds.filter(({ name }) => sample.includes(name));
const limitMs = 300_000;

let ground: Ground;
beforeAll(async () => {
  ground = await startGround({});
  prepareGround(ground);
});
afterAll(() => ground.close());

describe.each(chosenJourneys)('$name', (journey) => {
  const tally = { runs: 0, resyncs: 0 };
  let clean: CleanRun;
  beforeAll(async () => {
    clean = await runClean(ground, journey);
  });
  afterAll(() => {
    const { runs, resyncs } = tally;
    console.info(
      `${journey.name}: ${clean.calls.length} calls, ${runs} failures, ${resyncs} waited for a resync`,
    );
  });

  test('needs no resync where nothing fails, and breaks no rule of GitHub', () => {
    expect(clean.outcome.violations).toEqual([]);
  });

  test.each(chosenKinds)(
    '$name, at each call: the same end',
    { timeout: limitMs },
    async (kind) => {
      const mismatches = await runWithFault(ground, { journey, clean, kind, tally });
      for (const { outcome } of mismatches) expect(outcome).toEqual(clean.outcome);
      expect(mismatches).toEqual([]);
    },
  );

  test('the process dies, at each call: the same end', { timeout: limitMs }, async () => {
    const mismatches = await runWithDeath(ground, { journey, clean, tally });
    expect(mismatches).toEqual([]);
  });
});
