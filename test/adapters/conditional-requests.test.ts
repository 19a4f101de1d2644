import { expect, test } from 'vitest';
import { withConditionalRequests } from '../../src/adapters/github/conditional-requests.ts';

const api = 'https://api.github.com/repos/kubevirt/secrets';

/** A server that answers 304 to whoever has the body already; `set` changes what is there. */
function serve(limits?: Parameters<typeof withConditionalRequests>[1]) {
  const bodies = new Map<string, { text: string; headers?: Record<string, string> }>();
  const asked: (string | null)[] = [];
  let refused = false;
  const server: typeof fetch = async (input, init) => {
    const { text, headers } = bodies.get(String(input)) ?? { text: '[]' };
    const has = new Headers(init?.headers).get('if-none-match');
    asked.push(has);
    if (refused) return new Response('{"message": "Not Found"}', { status: 404 });
    const etag = `W/"${text}"`;
    const all = { etag, ...headers };
    if (has === etag) return new Response(null, { status: 304, headers: all });
    return new Response(text, { status: 200, headers: all });
  };
  const send = withConditionalRequests(server, limits);
  return {
    asked,
    set: (path: string, text: string, headers?: Record<string, string>) =>
      bodies.set(api + path, { text, headers }),
    refuse: (now: boolean) => {
      refused = now;
    },
    get: async (path: string, method = 'GET') => {
      const response = await send(api + path, { method, headers: { accept: 'a' } });
      return { status: response.status, text: await response.text(), headers: response.headers };
    },
  };
}

test('what has not changed is told once and then only confirmed', async () => {
  const { set, get, asked } = serve();
  set('/issues/1', '{"a":1}');
  const first = await get('/issues/1');
  const second = await get('/issues/1');
  expect(second).toMatchObject({ status: 200, text: '{"a":1}' });
  expect(second.text).toBe(first.text);
  expect(asked).toEqual([null, 'W/"{"a":1}"']);
});

test('what has changed is new, and from then on the newer one counts', async () => {
  const { set, get, asked } = serve();
  set('/issues/1', 'old');
  await get('/issues/1');
  set('/issues/1', 'new');
  expect((await get('/issues/1')).text).toBe('new');
  expect((await get('/issues/1')).text).toBe('new');
  expect(asked).toEqual([null, 'W/"old"', 'W/"new"']);
});

test('the headers are those of the newest answer', async () => {
  const { set, get } = serve();
  set('/issues', '[1]', { 'x-ratelimit-remaining': '10' });
  await get('/issues');
  set('/issues', '[1]', { 'x-ratelimit-remaining': '9', link: '<x>; rel="next"' });
  const { headers } = await get('/issues');
  expect(headers.get('x-ratelimit-remaining')).toBe('9');
  expect(headers.get('link')).toBe('<x>; rel="next"');
});

test('who may not see it any more does not see it from memory', async () => {
  const { set, get, refuse } = serve();
  set('/issues/1', 'x');
  await get('/issues/1');
  refuse(true);
  expect((await get('/issues/1')).status).toBe(404);
  refuse(false);
  expect((await get('/issues/1')).text).toBe('x');
});

test.each([
  ['/contents/secrets.tar.asc?ref=abc', 'GET'],
  ['/git/blobs/abc', 'GET'],
  ['/commits/abc', 'GET'],
  ['/issues/1/comments', 'POST'],
  ['/issues/1', 'PATCH'],
  ['/pulls/1', 'DELETE'],
])('%s by %s is never kept', async (path, method) => {
  const { set, get, asked } = serve();
  set(path, 'x');
  await get(path, method);
  await get(path, method);
  expect(asked).toEqual([null, null]);
});

test.each(['/issues?state=open', '/issues/1', '/issues/1/comments', '/pulls?head=x', '/git/ref/x'])(
  '%s is kept',
  async (path) => {
    const { set, get, asked } = serve();
    set(path, 'x');
    await get(path);
    await get(path);
    expect(asked).toEqual([null, 'W/"x"']);
  },
);

const page = (entries: number) => JSON.stringify(Array.from({ length: entries }, (_, n) => n));

const next = { link: '<x>; rel="next"' };

const last = { link: '<x>; rel="prev"' };

test.each([
  { what: 'a page that has room', size: 100, text: page(99), isKept: true },
  { what: 'a full one before another', size: 100, text: page(100), headers: next, isKept: true },
  // The 101st would be on a page that the first one's ETag knows nothing of.
  { what: 'a full last page', size: 100, text: page(100), headers: last, isKept: false },
  { what: 'a full page that is the only one', size: 100, text: page(100), isKept: false },
  { what: 'a list that was cut off', size: 100, text: '[1, 2', isKept: false },
  { what: 'a full page of another size', size: 50, text: page(50), isKept: false },
  { what: 'a page of the usual size that has room', text: page(29), isKept: true },
  { what: 'a full page of the usual size', text: page(30), isKept: false },
  { what: 'the newest entry', size: 1, text: page(1), isKept: true },
])('$what is kept: $isKept', async ({ size, text, headers, isKept }) => {
  const { set, get, asked } = serve();
  const path = size === undefined ? '/issues' : `/issues?per_page=${size}`;
  set(path, text, headers);
  await get(path);
  expect((await get(path)).text).toBe(text);
  expect(asked).toEqual([null, isKept ? `W/"${text}"` : null]);
});

test('what was not asked for the longest time is forgotten first, by number and by size', async () => {
  for (const limits of [
    { entries: 2, length: 1000 },
    { entries: 1000, length: 2 },
  ]) {
    const { set, get, asked } = serve(limits);
    for (const issue of [1, 2, 3]) set(`/issues/${issue}`, String(issue));
    for (const issue of [1, 2, 1, 3, 1, 2]) await get(`/issues/${issue}`);
    expect(asked).toEqual([null, null, 'W/"1"', null, 'W/"1"', null]);
  }
});

test('one body that is too large is not kept', async () => {
  const { set, get, asked } = serve({ entries: 10, length: 4 });
  set('/issues/1', '12345');
  await get('/issues/1');
  await get('/issues/1');
  expect(asked).toEqual([null, null]);
});
