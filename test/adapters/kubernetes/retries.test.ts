import { expect, test } from 'vitest';
import { pauseBefore } from '../../../src/adapters/kubernetes/retries.ts';

const never = undefined;

test.each<[number, number, string, number | undefined]>([
  // Where the server says for how long, as client-go.
  [1, 429, '1', 1000],
  [1, 429, '0', 0],
  [1, 429, '15', 15_000],
  [10, 429, '1', 1000],
  [11, 429, '1', never],
  [1, 500, '2', 2000],
  [1, 503, '5', 5000],
  [11, 503, '0', never],
  [1, 599, '1', 1000],
  // It says nothing that client-go reads.
  [1, 429, '', never],
  [1, 429, 'Wed, 21 Oct 2026 07:28:00 GMT', never],
  [1, 429, '-1', never],
  [1, 429, '1.5', never],
  [1, 429, '9'.repeat(20), never],
  [1, 500, '', never],
  [1, 501, '', never],
  // A gateway seldom does.
  [1, 502, '', 1000],
  [2, 503, '', 1000],
  [2, 504, 'soon', 1000],
  [3, 503, '', never],
  [1, 505, '', never],
  // An answer, whatever it says.
  [1, 200, '1', never],
  [1, 401, '1', never],
  [1, 403, '1', never],
  [1, 404, '1', never],
  [1, 409, '1', never],
  [1, 302, '1', never],
])('retry %i of HTTP %i with Retry-After %j: %s', (retry, status, retryAfter, pause) => {
  expect(pauseBefore(retry, { status, retryAfter })).toBe(pause);
});
