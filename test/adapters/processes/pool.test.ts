import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Helper } from '../../../src/adapters/processes/helper.ts';
import { createPool, type Pool } from '../../../src/adapters/processes/pool.ts';

/** What the helpers of a pool go through, in order; each has a number. */
let events: string[];
let started: number;
let pool: Pool;
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
  pool = createPool({ start: fakeHelper, atOnce: 1, spares: { count: 2, rehearse }, reuse: false });
});
afterEach(() => {
  pool.stop();
  vi.useRealTimers();
});

test('who is the first starts what is needed, and no more', async () => {
  expect(await since(work)).toEqual(['start 1', 'start 2', 'work 1', 'end 1']);
  expect(await since(work)).toEqual(['work 2', 'end 2']);
});

test('a second after the last work spares are started, and rehearse one after the other', async () => {
  await work();
  await work();
  expect(await since(second)).toEqual(['start 3', 'rehearse 3']);
  finishRehearsal?.();
  expect(await since(second)).toEqual(['start 4', 'rehearse 4']);
});

test('work that comes meanwhile is done by the one that rehearses, and no more are started', async () => {
  await work();
  await work();
  await second();
  expect(await since(work)).toEqual(['work 3', 'end 3']);
});

test('once it is stopped, none is started any more', async () => {
  await work();
  await work();
  await second();
  events.length = 0;
  pool.stop();
  finishRehearsal?.();
  await second();
  expect(events).toEqual(['end 3']);
});

test('a spare that nobody has needed for a minute ends', async () => {
  await work();
  await work();
  await second();
  finishRehearsal?.();
  await second();
  finishRehearsal?.();
  expect(await since(() => vi.advanceTimersByTimeAsync(60_000))).toEqual(['end 3', 'end 4']);
});
