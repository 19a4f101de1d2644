import { describe, expect, test } from 'vitest';
import { createRateLimit, pauseOf } from '../../../../src/adapters/github/transport/rate-limit.ts';

const secondary = '{"message": "You have exceeded a secondary rate limit. Please wait."}';
const start = 1_800_000_000_000;

const inSeconds = (seconds: number) => String(start / 1000 + seconds);
/** An answer that GitHub dates so many seconds away from the clock here. */
const at = (seconds: number) => ({ date: new Date(start + seconds * 1000).toUTCString() });

/** A GitHub that gives one answer after the other, and a clock. */
function serve(...answers: readonly [status: number, headers?: Record<string, string>][]) {
  let now = start;
  let asked = 0;
  const pauses: number[] = [];
  const limited = createRateLimit(
    (ms) => pauses.push(ms),
    () => now,
  );
  const server: typeof fetch = async () => {
    const [status, headers] = answers[asked] ?? [200];
    asked += 1;
    return new Response(secondary, { status, headers });
  };
  const ask = async (send = limited(server)) => {
    const response = await send('https://api.github.com/x');
    return { status: response.status, retryAfter: response.headers.get('retry-after') };
  };
  return {
    ask,
    another: () => limited(server),
    asked: () => asked,
    pauses,
    wait: (ms: number) => {
      now += ms;
    },
  };
}

test.each<[string, number, Record<string, string>, string]>([
  ['as told in seconds', 403, { 'retry-after': '7' }, '7'],
  ['as told with 429', 429, { 'retry-after': '7' }, '7'],
  [
    'until the limit is reset',
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(90) },
    '91',
  ],
  [
    'a moment, where it is reset now',
    429,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(0) },
    '1',
  ],
  [
    'a minute, where it should have been reset',
    429,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(-5) },
    '60',
  ],
  [
    "until the limit is reset by GitHub's clock, where the own one is ahead",
    403,
    { ...at(-55 * 60), 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(-5 * 60) },
    '3001',
  ],
  [
    "until the limit is reset by GitHub's clock, where the own one is behind",
    403,
    { ...at(55 * 60), 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(56 * 60) },
    '61',
  ],
  ['no longer than any limit lasts', 429, { 'retry-after': '1000000000' }, '3660'],
  ['a minute, where nothing is told', 403, {}, '60'],
])('GitHub is left alone %s', async (_how, status, headers, seconds) => {
  const { ask, asked, wait, pauses } = serve([status, headers]);
  expect(await ask()).toEqual({ status, retryAfter: seconds });
  wait(Number(seconds) * 1000 - 1);
  expect(await ask()).toEqual({ status: 429, retryAfter: '1' });
  expect(asked()).toBe(1);
  expect(pauses).toEqual([Number(seconds) * 1000]);
  wait(1);
  expect((await ask()).status).toBe(200);
  expect(asked()).toBe(2);
});

test('by all clients alike', async () => {
  const { ask, asked, another } = serve([429, { 'retry-after': '7' }]);
  await ask();
  expect((await ask(another())).status).toBe(429);
  expect(asked()).toBe(1);
});

test.each<[string, number, Record<string, string>]>([
  ['a success', 200, { 'retry-after': '7' }],
  ['the last request before the limit', 200, { 'x-ratelimit-remaining': '0' }],
  ['a failure', 503, { 'retry-after': '7' }],
  ['a pause of no length', 403, { 'retry-after': '0' }],
  ['a time that is none', 403, { 'retry-after': 'soon' }],
])('%s is no reason to stop', async (_what, status, headers) => {
  const { ask, asked } = serve([status, headers]);
  expect((await ask()).status).toBe(status);
  await ask();
  expect(asked()).toBe(2);
});

test('neither is a missing permission', async () => {
  const limited = createRateLimit(
    () => undefined,
    () => start,
  );
  const forbidden = async () =>
    Response.json({ message: 'Resource not accessible by integration' }, { status: 403 });
  const send = limited(forbidden);
  for (const _ of [1, 2]) {
    const response = await send('https://api.github.com/x');
    expect(await response.json()).toEqual({ message: 'Resource not accessible by integration' });
    expect(response.headers.get('retry-after')).toBeNull();
  }
});

describe("GraphQL's answers have status 200", () => {
  const limit = { type: 'RATE_LIMITED', message: 'API rate limit exceeded for installation' };
  const secondaryLimit = { message: 'You have exceeded a secondary rate limit.' };
  const ask = async (body: unknown, headers: Record<string, string> = {}, path = '/graphql') => {
    const send = createRateLimit(
      () => undefined,
      () => start,
    )(async () => Response.json(body, { headers }));
    const response = await send(`https://api.github.com${path}`, { method: 'POST' });
    const { status } = response;
    return { status, pause: response.headers.get('retry-after'), body: await response.json() };
  };
  const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(90) };

  test.each<[string, object, Record<string, string>, string]>([
    ['the limit', limit, spent, '91'],
    ['the limit of its pace', secondaryLimit, { 'retry-after': '7' }, '7'],
    ['a limit, and no time', secondaryLimit, {}, '60'],
  ])('%s is a pause, as it is elsewhere', async (_what, error, headers, pause) => {
    const body = { errors: [error] };
    expect(await ask(body, headers)).toEqual({ status: 429, pause, body });
  });

  test.each<[string, unknown]>([
    ['another refusal', { data: null, errors: [{ type: 'NOT_FOUND', message: 'no such node' }] }],
    ['what was asked for', { data: { nodes: [{ id: 'rate limit' }] } }],
    ['nothing', null],
  ])('%s is none', async (_what, body) => {
    expect(await ask(body, spent)).toEqual({ status: 200, pause: null, body });
  });

  test('and no other answer with status 200 is read', async () => {
    expect(await ask({ errors: [limit] }, spent, '/issues')).toMatchObject({ status: 200 });
  });
});

test.each<[string, unknown, number | undefined]>([
  ['a refusal', { status: 403, response: { headers: { 'retry-after': '7' } } }, 7000],
  ['another one', { status: 429, response: { headers: { 'retry-after': '60' } } }, 60_000],
  ['no pause', { status: 429, response: { headers: { 'retry-after': '0' } } }, undefined],
  ['a forbidden request', { status: 403, response: { headers: {} } }, undefined],
  ['a failure', { status: 503, response: { headers: { 'retry-after': '7' } } }, undefined],
  ['no answer', new TypeError('fetch failed'), undefined],
])('%s as an error asks for its pause', (_what, error, pause) => {
  expect(pauseOf(error)).toBe(pause);
});
