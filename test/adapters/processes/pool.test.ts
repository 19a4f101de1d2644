import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Helper } from '../../../src/adapters/processes/helper.ts';
import { createPool, type Pool } from '../../../src/adapters/processes/pool.ts';

/** What the helpers of a pool go through, in order; each has a number. */
let events: string[];
let started: number;
let pool: Pool;
let poolOf: (count: number) => Pool;
let finishRehearsal: (() => void) | undefined;

function fakeHelper(): Helper {
  started += 1;
  const number = started;
  let isAlive = true;
  events.push(`start ${number}`);
  return {
    begun: Promise.resolve(),
    perform: async ({ operation }) => events.push(`${operation} ${number}`),
    isAlive: () => isAlive,
    end: () => {
      isAlive = false;
      events.push(`end ${number}`);
    },
  };
}

const perform = (operation: string) => (helper: Helper) =>
  helper.perform({ operation, input: undefined, timeMs: 1 });
const work = () => pool.use(perform('work'));
/** What has happened since. */
const since = async (deed: () => unknown) => {
  events.length = 0;
  await deed();
  return [...events];
};
const second = () => vi.advanceTimersByTimeAsync(1000);

beforeEach(() => {
  vi.useFakeTimers();
  events = [];
  started = 0;
  const rehearse = async (helper: Helper) => {
    await perform('rehearse')(helper);
    await new Promise<void>((done) => {
      finishRehearsal = done;
    });
  };
  poolOf = (count) =>
    createPool({ start: fakeHelper, atOnce: 1, spares: { count, rehearse }, reuse: false });
  pool = poolOf(2);
});
afterEach(() => {
  pool.stop();
  vi.useRealTimers();
});

test('while the last one is at work the next one is started', async () => {
  expect(await since(work)).toEqual(['start 1', 'start 2', 'work 1', 'end 1']);
  expect(await since(work)).toEqual(['start 3', 'work 2', 'end 2']);
});

test('a second after the last work spares are started, and rehearse one after the other', async () => {
  pool.stop();
  pool = poolOf(3);
  await work();
  expect(await since(second)).toEqual(['start 3', 'rehearse 3']);
  finishRehearsal?.();
  expect(await since(second)).toEqual(['start 4', 'rehearse 4']);
});

test('work that comes meanwhile is done by one that is there', async () => {
  await work();
  await second();
  expect(await since(work)).toEqual(['work 2', 'end 2']);
});

test('once it is stopped, none is started any more', async () => {
  await work();
  await second();
  events.length = 0;
  pool.stop();
  finishRehearsal?.();
  await second();
  expect(events).toEqual(['end 2', 'end 3']);
});

test('a spare that nobody has needed for a minute ends', async () => {
  await work();
  await second();
  finishRehearsal?.();
  expect(await since(() => vi.advanceTimersByTimeAsync(60_000))).toEqual(['end 2', 'end 3']);
});
