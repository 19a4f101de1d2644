import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/problem.ts';
import { problemText } from '../../../src/wording/problems/problems.ts';
import { createSearch } from '../../journeys/canaries.ts';
import { mutantsOf } from './mutations.ts';
import { canary, type FuzzTarget } from './target.ts';
import { fuzzTargets } from './targets.ts';

/** Tries for so many seconds, all together, or without it some inputs for each. */
const { FUZZ_SECONDS, FUZZ_SEED = String(Date.now() % 2 ** 31) } = process.env;
const seed = Number(FUZZ_SEED);
const secondsEach = Number(FUZZ_SECONDS ?? 0) / fuzzTargets.length;
const effort = FUZZ_SECONDS
  ? { numRuns: 2 ** 31 - 1, interruptAfterTimeLimit: secondsEach * 1000 }
  : { numRuns: 40 };
if (FUZZ_SECONDS) console.log(`FUZZ_SEED=${FUZZ_SEED} FUZZ_SECONDS=${FUZZ_SECONDS}`);

/** Of processor time, so that a busy machine is no finding. Inputs have some kilobytes. */
const limitMs = 1000;

const canariesIn = createSearch([canary]);

/** What came of the inputs. Where it is always the same, nothing behind it is tried. */
const outcomes: Record<string, Record<string, number>> = {};
afterAll(() => {
  if (FUZZ_SECONDS) console.log(outcomes);
});

const timeoutMs = (secondsEach + 30) * 1000;

describe('whatever is given to it, it ends soon, with a result or a problem, and tells no secret', () => {
  test.each(fuzzTargets)('$name', { timeout: timeoutMs }, async (target) => {
    const { name, seeds, words } = target;
    const counts: Record<string, number> = {};
    outcomes[name] = counts;
    const property = fc.asyncProperty(mutantsOf(seeds, words), async (input) => {
      const before = process.threadCpuUsage();
      const { outcome, told } = await attempt(target, input);
      const { user, system } = process.threadCpuUsage(before);
      expect((user + system) / 1000).toBeLessThan(limitMs);
      expect(canariesIn(told)).toEqual([]);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    });
    await fc.assert(property, { seed, ...effort });
  });
});

interface Outcome {
  /** A problem's identifier, or that there is a result. */
  readonly outcome: string;
  /** All that anybody could come to read of it. */
  readonly told: string;
}

/** What is thrown and is no problem is a mistake of the program, and fails the test. */
async function attempt({ parse }: FuzzTarget, input: Buffer): Promise<Outcome> {
  try {
    return { outcome: 'result', told: JSON.stringify((await parse(input)) ?? null) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { problem, message, stack } = error;
    const told = JSON.stringify([{ ...error }, problemText(problem), message, stack]);
    return { outcome: problem.id, told };
  }
}
