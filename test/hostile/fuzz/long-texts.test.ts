import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/problem.ts';
import type { FuzzTarget } from './target.ts';
import { fuzzTargets } from './targets.ts';

const foreign = fuzzTargets.filter(({ isTrusted }) => !isTrusted);

/** As much as GitHub takes of a text. */
const longest = 65_536;

/** Processor time that no text costs; above it, twice the length may take twice as long. */
const fewMs = 200;
const mostMs = 3000;
const growth = 3.5;

/** What a text is made of that is as slow as it can be: the middle again and again. */
interface Pump {
  readonly start: string;
  readonly unit: string;
  readonly end: string;
}

const { FUZZ_SECONDS, FUZZ_SEED = String(Date.now() % 2 ** 31) } = process.env;
const secondsEach = Number(FUZZ_SECONDS ?? 0) / foreign.length;
const effort = FUZZ_SECONDS
  ? { numRuns: 2 ** 31 - 1, interruptAfterTimeLimit: secondsEach * 1000 }
  : { numRuns: 4 };

const common = [
  'a',
  '0',
  ' ',
  '\t',
  '\n',
  '\r\n',
  '\r',
  '\u2028',
  '/',
  '-',
  '.',
  '>',
  '<',
  '"',
  "'",
  '`',
];

function pumpsOf({ words = [], seeds }: FuzzTarget): fc.Arbitrary<Pump> {
  const word = fc.constantFrom(...common, ...words, ...words);
  const some = fc.array(word, { maxLength: 3 }).map((each) => each.join(''));
  const seed = fc.constantFrom(...seeds.map((bytes) => Buffer.from(bytes).toString('latin1')), '');
  return fc.record({
    start: fc.tuple(seed, some).map((each) => each.join('')),
    unit: fc.array(word, { minLength: 1, maxLength: 4 }).map((each) => each.join('')),
    end: some,
  });
}

function textOf({ start, unit, end }: Pump, length: number): Buffer {
  const times = Math.floor((length - start.length - end.length) / unit.length);
  return Buffer.from(start + unit.repeat(Math.max(1, times)) + end);
}

async function costOf({ parse }: FuzzTarget, pump: Pump, length: number): Promise<number> {
  const text = textOf(pump, length);
  const before = process.threadCpuUsage();
  try {
    await parse(text);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** The least of several: what else the process does meanwhile only adds to it. */
async function leastCost(target: FuzzTarget, pump: Pump, length: number): Promise<number> {
  const costs: number[] = [];
  for (let tries = 0; tries < 3; tries += 1) costs.push(await costOf(target, pump, length));
  return Math.min(...costs);
}

async function expectLinear(target: FuzzTarget, pump: Pump): Promise<void> {
  if ((await costOf(target, pump, longest)) < fewMs) return;
  const cost = await leastCost(target, pump, longest);
  expect(cost).toBeLessThan(mostMs);
  if (cost < fewMs) return;
  expect(cost / (await leastCost(target, pump, longest / 2))).toBeLessThan(growth);
}

describe('a text twice as long takes twice the time, whatever it repeats', () => {
  const timeout = (secondsEach + 60) * 1000;
  test.each(foreign)('$name', { timeout }, async (target) => {
    const property = fc.asyncProperty(pumpsOf(target), (pump) => expectLinear(target, pump));
    await fc.assert(property, { seed: Number(FUZZ_SEED), ...effort });
  });
});
