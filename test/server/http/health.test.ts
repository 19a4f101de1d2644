import { expect, test } from 'vitest';
import { healthHandler, type Readiness } from '../../../src/server/http/health.ts';
import { askOf } from './ask.ts';

async function serve(readiness: Readiness) {
  const ask = await askOf(healthHandler(() => readiness));
  return async (path: string, method?: string) => {
    const response = await ask(path, method);
    return { status: response.status, text: await response.text() };
  };
}

test.each<[Readiness, number, string]>([
  [{ state: 'starting' }, 503, 'starting\n'],
  [{ state: 'ready', advice: [] }, 200, 'ready\n'],
  [{ state: 'ready', advice: ['issue 4: internal: …'] }, 200, 'ready\nissue 4: internal: …\n'],
  [
    { state: 'not ready', lines: ['one: mend it', 'two: mend it'] },
    503,
    'one: mend it\ntwo: mend it\n',
  ],
])('/readyz tells how it stands: %j', async (readiness, status, text) => {
  const ask = await serve(readiness);
  expect(await ask('/readyz')).toEqual({ status, text });
});

test('/healthz is fine as long as the process lives', async () => {
  const ask = await serve({ state: 'not ready', lines: ['broken'] });
  expect(await ask('/healthz')).toEqual({ status: 200, text: 'ok\n' });
});

test.each([
  ['/', 'GET'],
  ['/healthz/', 'GET'],
  ['/readyz', 'POST'],
  ['/api/github/webhooks', 'POST'],
])('%s by %s is left to others', async (path, method) => {
  const ask = await serve({ state: 'ready', advice: [] });
  expect((await ask(path, method)).status).toBe(404);
});
