import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { withConditionalRequests } from '../../../../src/adapters/github/transport/conditional-requests.ts';

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

test.each([
  '/issues?state=open',
  '/issues/1',
  '/issues/1/comments',
  '/pulls?head=x',
  '/branches/x',
])('%s is kept', async (path) => {
  const { set, get, asked } = serve();
  set(path, 'x');
  await get(path);
  await get(path);
  expect(asked).toEqual([null, 'W/"x"']);
});

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

/** What hardly gets smaller: a thousand characters of it take about 800 bytes. */
const noise = (length: number) => randomBytes(length).toString('base64').slice(0, length);

test.each([
  ['number', { entries: 8, bytes: 1_000_000 }],
  ['size', { entries: 1000, bytes: 8 * 850 }],
])('what was not asked for the longest time is forgotten first, by %s', async (_by, limits) => {
  const { set, get, asked } = serve(limits);
  const texts = Array.from({ length: 9 }, () => noise(1000));
  for (const [issue, text] of texts.entries()) set(`/issues/${issue}`, text);
  const [first] = texts;
  for (const issue of [0, 1, 2, 3, 4, 5, 6, 7, 0, 8, 0, 1]) await get(`/issues/${issue}`);
  expect(asked.slice(8)).toEqual([`W/"${first}"`, null, `W/"${first}"`, null]);
});

test('a body that would push out many others is not kept', async () => {
  const { set, get, asked } = serve({ entries: 10, bytes: 8 * 850 });
  set('/issues/1', noise(1200));
  for (const _ of [1, 2]) await get('/issues/1');
  expect(asked).toEqual([null, null]);
});

describe('with answers as large as those of GitHub', () => {
  const root = 'https://api.github.com';
  const addresses = (path: string, names: string) =>
    Object.fromEntries(names.split(' ').map((name) => [`${name}_url`, `${root}${path}/${name}`]));
  const user = (login: string) => ({
    ...{ login, id: 4_000_000, node_id: noise(20), type: 'User', site_admin: false },
    ...addresses(
      `/users/${login}`,
      'avatar html followers following gists starred subscriptions organizations repos events',
    ),
  });
  const secrets = {
    ...{ id: 9, node_id: noise(20), full_name: 'kubevirt/secrets', owner: user('kubevirt') },
    ...addresses(
      '/repos/kubevirt/secrets',
      `archive assignees blobs branches clone collaborators comments commits compare contents
       contributors deployments downloads events forks git git_commits git_refs git_tags hooks
       issue_comment issue_events issues keys labels languages merges milestones notifications
       pulls releases ssh stargazers statuses subscribers subscription svn tags teams trees`
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ),
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
    description: 'The secrets of the CI',
    visibility: 'private',
  };
  /** With a signature in its text, and names of objects, that no other one has. */
  const pull = (number: number) => ({
    ...{ number, node_id: noise(20), title: `Add Prow build cluster rosa-${number}` },
    ...addresses(
      `/repos/kubevirt/secrets/pulls/${number}`,
      'html diff patch issue commits review_comments review_comment comments statuses',
    ),
    user: user('cluster-onboarding[bot]'),
    body: `${'| a check of the cluster | what was seen |\n'.repeat(205)}<!-- ${noise(1500)} -->`,
    merge_commit_sha: noise(40),
    head: { ref: `cluster-onboarding/issue-${number}`, sha: noise(40), repo: secrets },
    base: { ref: 'master', sha: noise(40), repo: secrets },
  });
  const comment = (number: number) => ({
    ...{ id: number, node_id: noise(20), user: user('contributor'), reactions: {} },
    ...addresses(`/repos/kubevirt/project-infra/issues/comments/${number}`, 'html issue'),
    body: noise(4000),
  });

  test('a pull request takes about 20 kB', () => {
    const { length } = JSON.stringify(pull(1));
    expect(Math.round(length / 1000)).toBe(20);
  });

  test('a second look at 100 requests costs nothing', async () => {
    const { set, get, asked } = serve();
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    const bodies = new Map<string, string>();
    const pulls = numbers.map(pull);
    bodies.set('/pulls?state=open&per_page=101', JSON.stringify(pulls));
    bodies.set('/pulls?state=closed&per_page=101', JSON.stringify(numbers.map(pull)));
    for (const one of pulls) {
      bodies.set(`/pulls?head=${one.number}&per_page=1`, JSON.stringify([one]));
      const comments = [comment(2 * one.number), comment(2 * one.number + 1)];
      bodies.set(`/issues/${one.number}/comments?per_page=30`, JSON.stringify(comments));
    }
    for (const [path, text] of bodies) set(path, text);
    const look = async () => {
      for (const path of bodies.keys()) await get(path);
    };
    await look();
    asked.length = 0;
    await look();
    expect(asked.filter((etag) => etag === null)).toEqual([]);
  });

  test('pages of the longest texts push out nothing', async () => {
    const { set, get, asked } = serve();
    set('/issues/1', '{}');
    await get('/issues/1');
    for (let page = 1; page <= 8; page += 1) {
      const path = `/issues/2/comments?per_page=30&page=${page}`;
      set(path, JSON.stringify(Array.from({ length: 15 }, () => noise(65_536))));
      await get(path);
    }
    await get('/issues/1');
    expect(asked.at(-1)).toBe('W/"{}"');
  });
});
