import { expect, test } from 'vitest';
import type { WorkQueue } from '../../../src/adapters/queue/work-queue.ts';
import { metricsHandler } from '../../../src/server/http/metrics-page.ts';
import { createMetrics, type Gauges } from '../../../src/server/telemetry/metrics.ts';
import { askOf } from '../http/ask.ts';

const now = new Date('2026-11-24T12:00:00Z');
const idle: Gauges = { ready: true, queue: { waiting: 0, active: 0, retrying: 0 }, now };
const linesOf = (text: string) =>
  text.split('\n').filter((line) => line.startsWith('cluster_onboarding_'));

const errors: unknown[] = [];

function serve(counts: WorkQueue['counts'] = async () => idle.queue) {
  const log = { error: (...line: readonly unknown[]) => errors.push(line) };
  const readiness = () => ({ state: 'ready' as const, advice: [] });
  const page = { readiness, queue: { counts }, now: () => now, log };
  return askOf(metricsHandler(createMetrics(), page));
}

test('/metrics answers in the format of Prometheus, the process included', async () => {
  const ask = await serve();
  const response = await ask('/metrics');
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await response.text();
  expect(text).toContain('\ncluster_onboarding_ready 1\n');
  expect(text).toContain('\nprocess_resident_memory_bytes ');
  expect(text).toMatch(/^cluster_onboarding_build_info\{version="[^"]+",node="v\d[^"]*"\} 1$/m);
});

test.each([
  ['/metrics', 'POST'],
  ['/metrics/', 'GET'],
  ['/', 'GET'],
])('%s by %s is left to others', async (path, method) => {
  const ask = await serve();
  expect((await ask(path, method)).status).toBe(404);
});

test('what can not be looked up is a 500 without a word, and told to the log', async () => {
  const ask = await serve(async () => {
    throw new Error('canary');
  });
  const response = await ask('/metrics');
  expect([response.status, await response.text()]).toEqual([500, '']);
  expect(errors.splice(0)).toEqual([
    [expect.objectContaining({ error: 'Error' }), 'metrics failed'],
  ]);
});

test('readiness and the queue are as they stand when somebody asks', async () => {
  const { render } = createMetrics();
  const busy = await render({ ready: false, queue: { waiting: 3, active: 2, retrying: 1 }, now });
  expect(linesOf(busy)).toEqual(
    expect.arrayContaining([
      'cluster_onboarding_ready 0',
      'cluster_onboarding_queue_requests{state="waiting"} 3',
      'cluster_onboarding_queue_requests{state="active"} 2',
      'cluster_onboarding_queue_requests{state="retrying"} 1',
    ]),
  );
  const unknown = await render({ ready: true, queue: undefined, now });
  expect(unknown).not.toContain('cluster_onboarding_queue_requests{');
});

test('the metrics of two bots in one process stay apart', async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.runEnded('failed', 2);
  const line = 'cluster_onboarding_reconcile_duration_seconds_count{outcome="failed"} 1';
  expect(await one.render(idle)).toContain(line);
  expect(await other.render(idle)).not.toContain(line);
});

test('helpers that die are told by what they did, and of what', async () => {
  const { helperDied, render } = createMetrics();
  helperDied({ operation: 'look', death: 'crash' });
  helperDied({ operation: 'look', death: 'crash' });
  expect(await render(idle)).toContain(
    'cluster_onboarding_helper_deaths_total{operation="look",death="crash"} 2\n',
  );
});

test('keys are told by nothing but their ID, in seconds', async () => {
  const { keysExpire, render } = createMetrics();
  const expires = new Date('2026-12-01T00:00:00Z');
  keysExpire([{ keyId: '0123456789ABCDEF', use: 'own', expires }]);
  expect(await render(idle)).toContain(
    'cluster_onboarding_pgp_key_expiry_timestamp_seconds{key_id="0123456789ABCDEF",use="own"} 1796083200\n',
  );
});

test('requests to GitHub are told by few classes, and what is left of its limit', async () => {
  const { githubAnswered, render } = createMetrics();
  for (const status of [200, 201, 304, 403, 404, 429, 502, undefined]) {
    githubAnswered('kubevirt/secrets', { status, remaining: status === 502 ? undefined : 4000 });
  }
  githubAnswered('app', { status: 200, remaining: 17 });
  const requests = 'cluster_onboarding_github_requests_total{client="kubevirt/secrets",status=';
  expect(linesOf(await render(idle))).toEqual(
    expect.arrayContaining([
      `${requests}"2xx"} 2`,
      `${requests}"304"} 1`,
      `${requests}"4xx"} 2`,
      `${requests}"429"} 1`,
      `${requests}"5xx"} 1`,
      `${requests}"none"} 1`,
      'cluster_onboarding_github_rate_limit_remaining{client="kubevirt/secrets"} 4000',
      'cluster_onboarding_github_rate_limit_remaining{client="app"} 17',
    ]),
  );
});

test('what another replica lists is not told from memory', async () => {
  const { resynced, resyncedElsewhere, render } = createMetrics();
  resynced([now], now);
  resyncedElsewhere();
  const lines = linesOf(await render(idle)).join('\n');
  expect(lines).not.toMatch(/open_request/);
  expect(lines).toContain('cluster_onboarding_last_resync_timestamp_seconds ');
});

test('the oldest open request grows older until it is closed', async () => {
  const { resynced, render } = createMetrics();
  const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  resynced([hoursAgo(1), hoursAgo(3), hoursAgo(2)], hoursAgo(1));
  expect(linesOf(await render(idle))).toEqual(
    expect.arrayContaining([
      'cluster_onboarding_open_requests 3',
      'cluster_onboarding_oldest_open_request_age_seconds 10800',
      `cluster_onboarding_last_resync_timestamp_seconds ${now.getTime() / 1000 - 3600}`,
    ]),
  );
  resynced([], now);
  expect(await render(idle)).toContain('cluster_onboarding_oldest_open_request_age_seconds 0\n');
});
