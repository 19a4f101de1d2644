import { generateKeyPairSync } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import nock from 'nock';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type AppCredentials,
  findInstallation,
  openApp,
  openRepository,
} from '../../../src/adapters/github/app.ts';
import {
  createIssueTracker,
  trackerPermissions,
} from '../../../src/adapters/github/issue-tracker.ts';
import {
  createRepository,
  repositoryPermissions,
} from '../../../src/adapters/github/repository.ts';
import { createRateLimit, pauseOf } from '../../../src/adapters/github/transport/rate-limit.ts';
import { ProblemError } from '../../../src/problem.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ignore = () => undefined;
const credentials: AppCredentials = {
  appId: 1,
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
  throttled: false,
};
const repository = { owner: 'kubevirt', repo: 'secrets' };
const api = () => nock('https://api.github.com');
const inRepository = '/repos/kubevirt/secrets';

/** What GitHub answers next to whoever asks for that of the repository. */
const get = (path: string, status: number, answer: nock.Body, headers?: nock.ReplyHeaders) =>
  api().get(`${inRepository}${path}`).reply(status, answer, headers);
const post = (path: string, status: number, answer: nock.Body, body?: nock.RequestBodyMatcher) =>
  api().post(`${inRepository}${path}`, body).reply(status, answer);

const graphql = (answer: nock.Body, asked?: nock.RequestBodyMatcher) =>
  api().post('/graphql', asked).reply(200, answer);

/** The answers that get a token before anything else. */
function install(permissions: object = { ...repositoryPermissions, ...trackerPermissions }): void {
  get('/installation', 200, { id: 7, permissions });
}

function grant(token: string): void {
  api()
    .post('/app/installations/7/access_tokens')
    .reply(201, {
      token,
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      permissions: {},
    });
}

const secretsRepository = (baseBranch?: string) =>
  createRepository(openRepository(credentials, repository, repositoryPermissions), {
    repository,
    baseBranch,
    botId: async () => 4,
  });
const tracker = () =>
  createIssueTracker(openRepository(credentials, repository, trackerPermissions), {
    repository,
    botId: async () => 4,
  });

beforeEach(() => nock.disableNetConnect());
// Other files may run in the same process.
afterAll(() => nock.restore());
afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
  nock.enableNetConnect();
});

const branchCalled = (name: string) => ({
  name,
  commit: { sha: 'abc', commit: { tree: { sha: 't0' } } },
});

describe('the App asks for the least', () => {
  test('its tokens open one repository, for what it does there', async () => {
    install();
    api()
      .post('/app/installations/7/access_tokens', {
        repositories: ['secrets'],
        permissions: { contents: 'write', pull_requests: 'write' },
      })
      .reply(201, { token: 'narrow', expires_at: '2099-01-01T00:00:00Z', permissions: {} });
    api()
      .get(`${inRepository}/branches/master`)
      .matchHeader('authorization', 'token narrow')
      .reply(200, branchCalled('master'));
    expect(await secretsRepository('master').readBaseCommit()).toBe('abc');
  });

  test('a token that GitHub took back is replaced once', async () => {
    install();
    grant('old');
    grant('new');
    const path = `${inRepository}/branches/master`;
    api()
      .get(path)
      .matchHeader('authorization', 'token old')
      .reply(401, { message: 'Bad credentials' });
    api().get(path).matchHeader('authorization', 'token new').reply(200, branchCalled('master'));
    expect(await secretsRepository('master').readBaseCommit()).toBe('abc');
  });

  test('an App that was installed anew is looked up again', async () => {
    install();
    api().post('/app/installations/7/access_tokens').reply(404, { message: 'Not Found' });
    const secrets = secretsRepository('master');
    await expect(secrets.readBaseCommit()).rejects.toMatchObject({ status: 404 });
    install();
    grant('t');
    get('/branches/master', 200, branchCalled('master'));
    expect(await secrets.readBaseCommit()).toBe('abc');
  });

  test('where GitHub leads to another name, the operator is told', async () => {
    const renamed = '/repositories/5/installation';
    get('/installation', 301, '', { location: `https://api.github.com${renamed}` });
    api().get(renamed).reply(200, { id: 7, permissions: repositoryPermissions });
    const found = findInstallation(openApp(credentials), repository, repositoryPermissions);
    await expect(found).rejects.toMatchObject({
      problem: { id: 'repository-renamed', details: { repository: 'kubevirt/secrets' } },
    });
  });

  test.each([
    ['not installed', 404, { message: 'Not Found' }, 'app-not-installed'],
    [
      'installed without a permission',
      200,
      { id: 7, permissions: { contents: 'read' } },
      'app-permission',
    ],
  ])('where it is %s, the operator is told', async (_what, status, answer, id) => {
    get('/installation', status, answer);
    const app = openApp(credentials);
    const failure = await findInstallation(app, repository, repositoryPermissions).catch(
      (error) => error,
    );
    expect(failure).toBeInstanceOf(ProblemError);
    expect(failure.problem.id).toBe(id);
  });
});

describe('the secrets repository', () => {
  beforeEach(() => {
    install();
    grant('t');
  });

  test('is read on its default branch, which is asked for once', async () => {
    get('', 200, { default_branch: 'trunk' });
    api().get(`${inRepository}/branches/trunk`).twice().reply(200, branchCalled('trunk'));
    const secrets = secretsRepository();
    expect([await secrets.readBaseCommit(), await secrets.readBaseCommit()]).toEqual([
      'abc',
      'abc',
    ]);
  });

  const tipOf = (branch: string, status = 200) =>
    get(`/branches/${branch}`, status, branchCalled(branch));

  test('is read on its default branch, whatever that is called now', async () => {
    const secrets = secretsRepository();
    get('', 200, { default_branch: 'master' });
    tipOf('master');
    await secrets.readBaseCommit();
    tipOf('master', 404);
    get('', 200, { default_branch: 'main' });
    tipOf('main');
    expect(await secrets.readBaseCommit()).toBe('abc');
    tipOf('main');
    expect(await secrets.readBaseCommit()).toBe('abc');
  });

  test.each([undefined, 'master'])('has no base where its branch is gone: %s', async (branch) => {
    if (!branch) api().get(inRepository).twice().reply(200, { default_branch: 'master' });
    tipOf('master', 404);
    await expect(secretsRepository(branch).readBaseCommit()).rejects.toMatchObject({ status: 404 });
  });

  const treeOf = (commit: string) =>
    get(`/git/commits/${commit}`, 200, { tree: { sha: `tree-of-${commit}` } });

  test('knows the tree of the base from the same answer', async () => {
    const secrets = secretsRepository('master');
    tipOf('master');
    get('/git/trees/t0?recursive=1', 200, { truncated: false, tree: [] });
    expect([...(await secrets.listFiles(await secrets.readBaseCommit()))]).toEqual([]);
  });

  test('has no base where GitHub leads to what a branch was renamed to', async () => {
    get('/branches/master', 200, branchCalled('main'));
    await expect(secretsRepository('master').readBaseCommit()).rejects.toMatchObject({
      status: 404,
    });
  });

  test("asks for each of git's objects once", async () => {
    const secrets = secretsRepository('master');
    treeOf('abc');
    get('/git/trees/tree-of-abc?recursive=1', 200, {
      truncated: false,
      tree: [
        { path: 'a', type: 'tree', sha: 't1' },
        { path: 'a/b', type: 'blob', sha: 'b1' },
      ],
    });
    get('/git/blobs/b1', 200, {
      content: Buffer.from([0, 255]).toString('base64'),
      encoding: 'base64',
    });
    for (const _again of [1, 2]) {
      expect([...(await secrets.listFiles('abc'))]).toEqual([['a/b', 'b1']]);
      expect(await secrets.readBlob('b1')).toEqual(new Uint8Array([0, 255]));
    }
  });

  const compared = (commit: string, status: string) =>
    get(`/compare/${commit}...abc?per_page=1`, 200, { status });

  describe('lists its pull requests', () => {
    const branch = 'cluster-onboarding/issue-1';
    const here = { id: 1 };
    const user = { id: 4 };
    const into = (ref: string) => ({ base: { ref, repo: here } });
    const pull = { head: { ref: branch, repo: here }, ...into('master'), body: 'text', user };
    const closed = { ...pull, number: 2, merged_at: '2026-01-02T00:00:00Z' };
    const ofForks = [{ id: 2 }, null].map((repo) => ({ ...closed, head: { ref: branch, repo } }));
    const list = (query: string, pulls: readonly object[], headers = {}) =>
      get(`/pulls?${query}`, 200, pulls, headers);

    test("without those of forks, whose branches may be called as the bot's", async () => {
      const secrets = secretsRepository('master');
      list('state=open&per_page=100', [...ofForks, pull]);
      expect(await secrets.listOpenPulls()).toEqual([{ branch, body: 'text' }]);
      list('state=closed&per_page=100', [closed, ...ofForks]);
      const merged = { number: 2, branch, body: 'text', mergedAt: closed.merged_at };
      expect(await secrets.listMergedPulls()).toEqual([merged]);
    });

    test('that were merged into the base, and by the bot', async () => {
      const ofPerson = { ...closed, number: 3, user: { id: 5 } };
      const elsewhere = { ...closed, number: 4, ...into('staging'), merge_commit_sha: 'm4' };
      const renamed = { ...closed, number: 5, ...into('old'), merge_commit_sha: 'm5' };
      const unmerged = { ...closed, number: 6, merged_at: null };
      list('state=closed&per_page=100', [ofPerson, elsewhere, renamed, unmerged]);
      tipOf('master').persist();
      compared('m4', 'diverged');
      compared('m5', 'ahead');
      const found = await secretsRepository('master').listMergedPulls();
      expect(found.map(({ number }) => number)).toEqual([5]);
      nock.cleanAll();
    });

    const since = new Date('2026-01-02T00:00:00Z');
    const recently = 'state=closed&sort=updated&direction=desc&per_page=100';
    const changed = (updated_at: string) => ({ ...pull, updated_at });
    const recent = changed('2026-01-02T00:00:00Z');
    const old = changed('2026-01-01T23:59:59Z');
    const pageOf = (page: number, pulls: readonly object[]) =>
      list(page === 1 ? recently : `${recently}&page=${page}`, pulls, {
        link: `<https://api.github.com${inRepository}/pulls?${recently}&page=${page + 1}>; rel="next"`,
      });

    test('that were closed, until they are too old', async () => {
      const ofFork = { ...recent, head: { ref: branch, repo: { id: 2 } } };
      pageOf(1, [recent, ofFork, recent]);
      pageOf(2, [recent, old]);
      const found = await secretsRepository('master').listClosedBranches(since);
      expect(found).toEqual([branch, branch, branch]);
    });

    test('that were closed, to the last one', async () => {
      list(recently, [recent]);
      expect(await secretsRepository('master').listClosedBranches(since)).toEqual([branch]);
    });

    test('that were closed, but not without end', async () => {
      for (let page = 1; page <= 10; page += 1) pageOf(page, [recent]);
      expect(await secretsRepository('master').listClosedBranches(since)).toHaveLength(10);
    });
  });

  const listTree = (tree: readonly object[]) => {
    treeOf('p1');
    get('/git/trees/tree-of-p1?recursive=1', 200, { truncated: false, tree });
  };

  test('does not take a part of a listing for the whole', async () => {
    treeOf('abc');
    get('/git/trees/tree-of-abc?recursive=1', 200, { truncated: true, tree: [] });
    await expect(secretsRepository('master').listFiles('abc')).rejects.toThrow('cut off');
  });

  test.each([
    ['a text', Buffer.from('text'), []],
    ['bytes that are no UTF-8', Buffer.from([0xff]), ['/w==']],
    ['a text with a zero in it', Buffer.from('\0GITCRYPT\0'), ['AEdJVENSWVBUAA==']],
  ])('commits %s', async (_what, content, blobs) => {
    listTree([]);
    for (const base64 of blobs) {
      const blob = { content: base64, encoding: 'base64' };
      post('/git/blobs', 201, { sha: 'b1' }, blob);
    }
    const file = blobs.length > 0 ? { sha: 'b1' } : { content: 'text' };
    const tree = [{ path: 'a', mode: '100644', type: 'blob', ...file }];
    post('/git/trees', 201, { sha: 't1' }, { base_tree: 'tree-of-p1', tree });
    post('/git/commits', 201, { sha: 'c1' }, { message: 'm', tree: 't1', parents: ['p1'] });
    const commit = { files: [{ path: 'a', content }], message: 'm', parent: 'p1' };
    expect(await secretsRepository('master').commitFiles(commit)).toBe('c1');
  });

  test('keeps a program one that can be run', async () => {
    listTree([{ path: 'run.sh', mode: '100755', type: 'blob', sha: 's1' }]);
    const file = { mode: '100755', type: 'blob', content: 'text' };
    const tree = [
      { path: 'run.sh', ...file },
      { path: 'new', ...file, mode: '100644' },
    ];
    post('/git/trees', 201, { sha: 't1' }, { base_tree: 'tree-of-p1', tree });
    post('/git/commits', 201, { sha: 'c1' });
    const files = ['run.sh', 'new'].map((path) => ({ path, content: Buffer.from('text') }));
    const commit = { files, message: 'm', parent: 'p1' };
    expect(await secretsRepository('master').commitFiles(commit)).toBe('c1');
  });

  test('does not take a replica that lags for a sign that its work is done', async () => {
    const message = 'Not Found';
    const secrets = secretsRepository('master');
    api().delete(`${inRepository}/issues/7/labels/hold`).reply(404, { message });
    await expect(secrets.removeLabel(7, 'hold')).rejects.toThrow(message);
  });

  test.each([
    ['ahead', true],
    ['identical', true],
    ['diverged', false],
    ['behind', false],
  ])('a commit that is %s: in its history %s, and asked for once', async (status, expected) => {
    const secrets = secretsRepository('main');
    get('/compare/old...new?per_page=1', 200, { status });
    expect(await secrets.isInHistory('old', 'new')).toBe(expected);
    expect(await secrets.isInHistory('old', 'new')).toBe(expected);
  });

  test('a commit that has nothing in common with another is not in its history', async () => {
    const message = 'No common ancestor between old and new.';
    get('/compare/old...new?per_page=1', 404, { message });
    expect(await secretsRepository('main').isInHistory('old', 'new')).toBe(false);
  });

  test('the history is asked for again where the first try failed, and for a newer commit', async () => {
    const secrets = secretsRepository('main');
    get('/compare/old...new?per_page=1', 403, { message: 'Suspended' });
    await expect(secrets.isInHistory('old', 'new')).rejects.toThrow('Suspended');
    for (const head of ['new', 'newer']) {
      get(`/compare/old...${head}?per_page=1`, 200, { status: 'ahead' });
      expect(await secrets.isInHistory('old', head)).toBe(true);
    }
  });

  describe('the pull request of a branch is', () => {
    const shown = (number: number, by: number, state: string, ref: string) => ({
      ...{ number, html_url: '', body: '', labels: [], merged_at: null },
      ...{ user: { id: by }, state, base: { ref }, head: { sha: 'a' } },
    });
    const merged = (number: number, ref: string) => ({
      ...shown(number, 4, 'closed', ref),
      ...{ merged_at: '2026-01-02T00:00:00Z', merge_commit_sha: `m${number}` },
    });
    const older = shown(8, 4, 'closed', 'main');
    const read = async (pulls: readonly object[]) => {
      api()
        .get(/\/pulls\?/)
        .reply(200, [...pulls]);
      const pull = await secretsRepository('main').readPull('b');
      if (!pull) return undefined;
      const { number, state, reopened } = pull;
      return `${number} ${state}${reopened ? `, and ${reopened} again` : ''}`;
    };
    test.each<[string, readonly object[], string | undefined]>([
      ['the newest of the bot', [shown(9, 4, 'open', 'main'), older], '9 open'],
      ['not what a person opened', [shown(9, 5, 'open', 'main'), older], '8 closed'],
      ['not one into another branch', [shown(9, 4, 'open', 'staging')], undefined],
      [
        'one that was closed under an old name of the base',
        [shown(8, 4, 'closed', 'old')],
        '8 closed',
      ],
      ['one that was merged', [merged(9, 'main'), older], '9 merged'],
      ['none where there is none', [], undefined],
      [
        'the newest, with an older one that is open again',
        [
          shown(10, 4, 'closed', 'main'),
          shown(9, 5, 'open', 'main'),
          ...[shown(8, 4, 'closed', 'main'), shown(7, 4, 'open', 'main')],
        ],
        '10 closed, and 7 again',
      ],
      ['and not one that is open elsewhere', [older, shown(7, 4, 'open', 'x')], '8 closed'],
    ])('%s', async (_which, pulls, expected) => {
      expect(await read(pulls)).toBe(expected);
    });

    test.each([
      ['what was merged into another branch is passed over', 'diverged', '8 closed'],
      ['but not what the base holds: it was merged under an old name of it', 'ahead', '9 merged'],
    ])('%s', async (_which, status, expected) => {
      tipOf('main');
      compared('m9', status);
      expect(await read([merged(9, 'elsewhere'), older])).toBe(expected);
    });

    describe('the own one, however many others have opened of that branch:', () => {
      const foreign = [shown(9, 5, 'closed', 'elsewhere'), shown(10, 4, 'open', 'elsewhere')];
      const link = `<https://api.github.com${inRepository}/pulls?page=2>; rel="next"`;
      const answerPages = (times: number) =>
        api()
          .get(/\/pulls\?/)
          .times(times)
          .reply(200, foreign, { link });

      test('it looks behind what is not its own', async () => {
        answerPages(12);
        expect(await read([shown(8, 4, 'open', 'main')])).toBe('8 open');
      });

      test('it fails where it can not be told, rather than to take it for none', async () => {
        answerPages(30);
        const reading = secretsRepository('main').readPull('b');
        await expect(reading).rejects.toThrow('too many pull requests of the branch b');
      });
    });

    test('nothing more once it was led elsewhere while it was rewritten', async () => {
      const update = (ref: string) =>
        api()
          .patch(`${inRepository}/pulls/9`)
          .reply(200, shown(9, 4, 'open', ref));
      update('main');
      const secrets = secretsRepository('main');
      expect(await secrets.updatePull(9, { body: '' })).toMatchObject({ state: 'open' });
      update('staging');
      await expect(secrets.updatePull(9, { body: '' })).rejects.toThrow('led elsewhere');
    });
  });

  test('removes a label that somebody else has removed', async () => {
    const message = 'Label does not exist';
    api().delete(`${inRepository}/issues/7/labels/hold`).reply(404, { message });
    await expect(secretsRepository('master').removeLabel(7, 'hold')).resolves.toBeUndefined();
  });

  const nothing = '0'.repeat(40);
  const commit = (sha: string, id: number | null, by: { author: string; committer: string }) =>
    get('/commits/heads%2Fb', 200, {
      sha,
      author: id && { id },
      commit: { author: { email: by.author }, committer: { email: by.committer } },
    });
  const bot = 4;
  const somebody = 5;
  const onGitHub = { author: 'bot@users', committer: 'noreply@github.com' };
  /** GitHub's documentation has 404 too. */
  const noBranch = (status: 404 | 422 = 422) =>
    get('/commits/heads%2Fb', status, { message: 'No commit found for SHA: heads/b' });
  /** A move of the branch, and what GitHub says to it. */
  const move = (beforeOid: string, afterOid: string, answer: object) => {
    get('', 200, { node_id: 'R_1', default_branch: 'main' });
    moveAgain(beforeOid, afterOid, answer);
  };
  /** What the repository is called by GraphQL is known by then. */
  const moveAgain = (beforeOid: string, afterOid: string, answer: object) => {
    const refUpdates = [{ name: 'refs/heads/b', beforeOid, afterOid, force: true }];
    const isMove = ({ variables }: { variables: unknown }) =>
      isDeepStrictEqual(variables, { repositoryId: 'R_1', refUpdates });
    graphql(answer, isMove);
  };
  const moved = { data: { updateRefs: {} } };
  const refused = { data: null, errors: [{ message: 'the ref is somewhere else' }] };

  const setBranch = (lastCommit?: string) =>
    secretsRepository('master').setBranch('b', 'new', lastCommit);

  test('moves its branch at once from the commit that it left there', async () => {
    move('old', 'new', moved);
    expect(await setBranch('old')).toBe('done');
  });

  test('makes its branch where it is gone', async () => {
    move('old', 'new', refused);
    post('/git/refs', 201, {});
    expect(await setBranch('old')).toBe('done');
  });

  describe('where its branch exists already', () => {
    beforeEach(() => {
      post('/git/refs', 422, { message: 'Reference already exists' });
    });

    test('at that commit, nothing is left to do', async () => {
      commit('new', somebody, onGitHub);
      expect(await setBranch()).toBe('done');
    });

    test("at the bot's own commit, it is moved from there and from nowhere else", async () => {
      commit('old', bot, onGitHub);
      move('old', 'new', moved);
      expect(await setBranch()).toBe('done');
    });

    test('at a commit that is known to be of the bot, it is moved, whoever made it', async () => {
      move('old', 'new', refused);
      commit('old', null, onGitHub);
      moveAgain('old', 'new', moved);
      expect(await setBranch('old')).toBe('done');
    });

    test('refused once more, it is tried again', async () => {
      move('old', 'new', refused);
      commit('old', null, onGitHub);
      moveAgain('old', 'new', refused);
      await expect(setBranch('old')).rejects.toThrow('the ref is somewhere else');
    });

    test('moved by somebody after the look, it is tried again', async () => {
      commit('old', bot, onGitHub);
      move('old', 'new', refused);
      await expect(setBranch()).rejects.toThrow('the ref is somewhere else');
    });

    test.each([404, 422] as const)(
      'in one replica and not in another (%i), it is tried again',
      async (status) => {
        noBranch(status);
        await expect(setBranch()).rejects.toThrow();
      },
    );

    test.each([somebody, null])('at a commit of %s, it is not', async (by) => {
      move('mine', 'new', refused);
      commit('theirs', by, onGitHub);
      expect(await setBranch('mine')).toBe('foreign');
    });

    test('at a commit of the bot that somebody has amended, it is not', async () => {
      commit('amended', bot, { author: 'bot@users', committer: 'somebody@example.org' });
      expect(await setBranch()).toBe('foreign');
    });
  });

  describe('deletes a branch', () => {
    const deleteBranch = (lastCommit?: string) =>
      secretsRepository('master').deleteBranch('b', lastCommit);

    test('of its own', async () => {
      commit('old', bot, onGitHub);
      move('old', nothing, moved);
      await deleteBranch();
    });

    test("that holds somebody's commit, if that was merged", async () => {
      move('merged', nothing, moved);
      await deleteBranch('merged');
    });

    test('that was merged, once more where GitHub refused it for another reason', async () => {
      move('merged', nothing, refused);
      commit('merged', somebody, onGitHub);
      graphql({ data: null, errors: [{ message: 'protected' }] });
      await expect(deleteBranch('merged')).rejects.toThrow('protected');
    });

    test('unless somebody has committed since, and it is fine if it is gone already', async () => {
      const secrets = secretsRepository('master');
      move('merged', nothing, refused);
      commit('theirs', somebody, onGitHub);
      await secrets.deleteBranch('b', 'merged');
      graphql(refused);
      noBranch();
      await secrets.deleteBranch('b', 'merged');
    });

    test('and tries again where it was moved after the look, or may not be deleted', async () => {
      commit('old', bot, onGitHub);
      move('old', nothing, refused);
      await expect(deleteBranch()).rejects.toThrow('the ref is somewhere else');
    });
  });
});

describe('the issues', () => {
  beforeEach(() => {
    install();
    grant('t');
  });

  test.each([
    ['admin', true],
    ['write', true],
    ['read', false],
    ['none', false],
  ])('the permission %s is write access: %s', async (permission, expected) => {
    get('/collaborators/x/permission', 200, { permission });
    expect(await tracker().hasWriteAccess('x')).toBe(expected);
  });

  test('somebody whom GitHub does not know has no write access', async () => {
    get('/collaborators/x/permission', 404, { message: 'Not Found' });
    api().get('/users/x').reply(404, { message: 'Not Found' });
    expect(await tracker().hasWriteAccess('x')).toBe(false);
  });

  test.each([
    [200, 404],
    [502, 502],
  ])('a 404 about somebody who is there, or may be, is no answer: %d', async (status, thrown) => {
    const once = createIssueTracker(
      openRepository({ ...credentials, firstRetryMs: 0 }, repository, trackerPermissions),
      { repository, botId: async () => 4 },
    );
    get('/collaborators/x/permission', 404, { message: 'Not Found' });
    api()
      .get('/users/x')
      .times(status === 200 ? 1 : 4)
      .reply(status, { login: 'x' });
    await expect(once.hasWriteAccess('x')).rejects.toMatchObject({ status: thrown });
  });

  test.each([
    ['GitHub shows nobody', null],
    ['GitHub shows its stand-in for all of them', { id: 10137, login: 'ghost', type: 'User' }],
  ])('a deleted account is nobody: %s', async (_how, user) => {
    get('/issues/1/comments?per_page=30', 200, [
      {
        id: 5,
        node_id: 'IC_5',
        user,
        body: null,
        created_at: '2026-01-01T00:00:00Z',
        updated_at: '2026-01-01T00:00:00Z',
      },
    ]);
    expect(await Array.fromAsync(tracker().readComments(1))).toEqual([
      [
        {
          id: 5,
          nodeId: 'IC_5',
          author: { id: -1, login: 'ghost', isBot: false },
          body: '',
          createdAt: '2026-01-01T00:00:00Z',
          updatedAt: '2026-01-01T00:00:00Z',
          isByMember: false,
          hasReaction: false,
        },
      ],
    ]);
  });

  test('who wrote a comment is one of its people where GitHub shows so', async () => {
    const shown = ['OWNER', 'MEMBER', 'COLLABORATOR', 'CONTRIBUTOR', 'FIRST_TIMER', 'NONE'];
    const comments = shown.map((author_association, id) => ({
      id,
      user: null,
      author_association,
    }));
    get('/issues/1/comments?per_page=30', 200, comments);
    const [page = []] = await Array.fromAsync(tracker().readComments(1));
    const members = page.filter(({ isByMember }) => isByMember).map(({ id }) => shown[id]);
    expect(members).toEqual(['OWNER', 'MEMBER', 'COLLABORATOR']);
  });

  /** What GitHub answers after it has led from the issue to somewhere else. */
  const leadTo = (status: number, answer: object) => {
    const elsewhere = '/repositories/99/issues/7';
    get('/issues/1', 301, '', { location: `https://api.github.com${elsewhere}` });
    api().get(elsewhere).reply(status, answer);
  };
  const called = (full_name: string) => get('', 200, { full_name });
  const inOther = { repository_url: 'https://api.github.com/repos/other/repository' };

  test('one that was deleted is gone', async () => {
    get('/issues/1', 410, { message: 'This issue was deleted' });
    expect(await tracker().readIssue(1)).toBeUndefined();
  });

  test.each([
    ['transferred', 200, { number: 7, ...inOther }],
    ['transferred and got the same number', 200, { number: 1, ...inOther }],
    ['transferred to where the App may not look', 404, { message: 'Not Found' }],
  ])('one that was %s is gone', async (_what, status, answer) => {
    leadTo(status, answer);
    called('KubeVirt/secrets');
    expect(await tracker().readIssue(1)).toBeUndefined();
  });

  test('one that was transferred and brought back is another one', async () => {
    leadTo(200, { number: 7, repository_url: `https://api.github.com${inRepository}` });
    expect(await tracker().readIssue(1)).toBeUndefined();
  });

  test.each([
    ['renamed', 200, { number: 1, ...inOther }, 'kubevirt/vault'],
    ['given to another owner', 200, { number: 1, ...inOther }, 'other/secrets'],
    ['renamed, and a replica lags', 404, { message: 'Not Found' }, 'kubevirt/vault'],
  ])('none is gone where the repository was %s', async (_what, status, answer, name) => {
    leadTo(status, answer);
    called(name);
    await expect(tracker().readIssue(1)).rejects.toMatchObject({
      problem: { id: 'repository-renamed', details: { repository: 'kubevirt/secrets' } },
    });
  });

  test('none is gone where the repository cannot be looked at', async () => {
    leadTo(404, { message: 'Not Found' });
    get('', 404, { message: 'Not Found' });
    await expect(tracker().readIssue(1)).rejects.toMatchObject({ status: 404 });
  });

  test('none is gone where issues are switched off', async () => {
    const message = 'Issues are disabled for this repo';
    get('/issues/1', 410, { message });
    await expect(tracker().readIssue(1)).rejects.toMatchObject({ status: 410 });
  });

  const typed = { createdViaEmail: false };

  test('edits are known by their time and editor, a deleted one being nobody', async () => {
    const at = '2026-01-02T00:00:00Z';
    const nodes = [
      { ...typed, lastEditedAt: at, editor: { __typename: 'User', login: 'x', databaseId: 3 } },
      { ...typed, lastEditedAt: at, editor: null },
      { ...typed, lastEditedAt: at, editor: { __typename: 'Bot', login: 'b', databaseId: 4 } },
      { createdViaEmail: true, lastEditedAt: null, editor: null },
      null,
    ];
    graphql({ data: { nodes } }, ({ variables }) => variables.ids.length === 5);
    expect([...(await tracker().readEdits(['IC_1', 'IC_2', 'IC_3', 'I_4', 'gone']))]).toEqual([
      ['IC_1', { byMail: false, edit: { at, by: { id: 3, login: 'x', isBot: false } } }],
      ['IC_2', { byMail: false, edit: { at, by: { id: -1, login: 'ghost', isBot: false } } }],
      ['IC_3', { byMail: false, edit: { at, by: { id: 4, login: 'b', isBot: true } } }],
      ['I_4', { byMail: true }],
    ]);
  });

  test('the last edit of a title is an event of its issue, asked for with that of the text', async () => {
    const at = '2026-01-02T00:00:00Z';
    const person = { __typename: 'User', login: 'x', databaseId: 3 };
    const answer = (renames: readonly object[], text: object) =>
      graphql({ data: { issue: { timelineItems: { nodes: renames } }, text } }, ({ variables }) =>
        isDeepStrictEqual(variables, { issue: 'I_1', text: 'IC_2' }),
      );
    const by = { id: 3, login: 'x', isBot: false };
    answer([{ createdAt: at, actor: person }], { lastEditedAt: at, editor: person });
    const own = tracker();
    expect(await own.readLastEdits('I_1', 'IC_2')).toEqual({
      title: { at, by },
      text: { at, by },
    });
    answer([{ createdAt: at, actor: null }], { lastEditedAt: null, editor: null });
    const nobody = { id: -1, login: 'ghost', isBot: false };
    expect(await own.readLastEdits('I_1', 'IC_2')).toEqual({ title: { at, by: nobody } });
    answer([], { lastEditedAt: null, editor: null });
    expect(await own.readLastEdits('I_1', 'IC_2')).toEqual({});
  });

  test('edits of more texts than GitHub takes at once are asked for in parts', async () => {
    const ids = Array.from({ length: 201 }, (_, n) => `IC_${n}`);
    const at = '2026-01-02T00:00:00Z';
    for (const part of [ids.slice(0, 100), ids.slice(100, 200), ids.slice(200)]) {
      const nodes = part.map(() => ({ ...typed, lastEditedAt: at, editor: null }));
      graphql({ data: { nodes } }, ({ variables }) => isDeepStrictEqual(variables.ids, part));
    }
    expect([...(await tracker().readEdits(ids)).keys()]).toEqual(ids);
  });

  test('an edit is of what was asked for, whichever identifier GitHub answers with', async () => {
    const at = '2026-01-02T00:00:00Z';
    const editor = { __typename: 'User', login: 'x', databaseId: 3 };
    const nodes = [{ id: 'IC_kwDOABCDE84AAAB7', ...typed, lastEditedAt: at, editor }];
    graphql({ data: { nodes } });
    expect([...(await tracker().readEdits(['MDEyOklzc3VlQ29tbWVudDEyMw==']))]).toEqual([
      [
        'MDEyOklzc3VlQ29tbWVudDEyMw==',
        { byMail: false, edit: { at, by: { id: 3, login: 'x', isBot: false } } },
      ],
    ]);
  });

  test('where it is not told how a comment came, it is taken for one by mail', async () => {
    graphql({ data: { nodes: [{ createdViaEmail: null }] } });
    expect([...(await tracker().readEdits(['IC_1']))]).toEqual([['IC_1', { byMail: true }]]);
  });

  test('fewer texts than were asked for are no answer', async () => {
    graphql({ data: { nodes: [typed] } });
    await expect(tracker().readEdits(['IC_1', 'IC_2'])).rejects.toThrow();
  });

  test("GraphQL's limit is waited for, and is no answer", async () => {
    const transport = () => createRateLimit(ignore)(fetch);
    const limited = createIssueTracker(
      openRepository({ ...credentials, transport }, repository, trackerPermissions),
      { repository, botId: async () => 4 },
    );
    const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }];
    api().post('/graphql').reply(200, { errors }, { 'retry-after': '7' });
    expect(pauseOf(await limited.readEdits(['IC_1']).catch((error) => error))).toBe(7000);
  });

  const editedBy = (databaseId: number | undefined) => {
    const editor = { __typename: 'Bot', login: 'x', databaseId };
    const lastEditedAt = databaseId === undefined ? null : '2026-11-24T12:00:00Z';
    graphql({ data: { nodes: [{ id: 'IC_9', lastEditedAt, editor }] } });
  };
  const shown = (changes: object = {}) => ({
    ...{ id: 9, nodeId: 'IC_9', author: { id: 4, login: 'x[bot]', isBot: true }, body: 'Words' },
    ...{ createdAt: '', updatedAt: '2026-11-24T12:00:00Z', hasReaction: false, ...changes },
  });

  test.each([
    ['that nobody has edited', undefined, true],
    ['that the bot has edited', 4, true],
    ['that somebody else has edited', 5, false],
  ])("a text %s is asked about once, as long as it is the bot's", async (_which, editor, isOwn) => {
    const asking = tracker();
    editedBy(editor);
    expect(await asking.isOwnText(shown())).toBe(isOwn);
    if (!isOwn) editedBy(editor);
    expect(await asking.isOwnText(shown())).toBe(isOwn);
  });

  test.each([
    ['another text', { body: 'Other words' }],
    ['the same at another time: it may be pasted back', { updatedAt: '2026-11-24T12:00:01Z' }],
  ])('%s is asked about again', async (_what, changes) => {
    const asking = tracker();
    editedBy(4);
    await asking.isOwnText(shown());
    editedBy(5);
    expect(await asking.isOwnText(shown(changes))).toBe(false);
  });

  test('what the bot has just written is not asked about', async () => {
    const asking = tracker();
    const comment = {
      ...{ id: 9, node_id: 'IC_9', user: { id: 4, login: 'x[bot]', type: 'Bot' }, body: 'Words' },
      ...{ created_at: '', updated_at: '2026-11-24T12:00:00Z' },
    };
    api().patch(`${inRepository}/issues/comments/9`).reply(200, comment);
    expect(await asking.isOwnText(await asking.updateComment(9, 'Words'))).toBe(true);
  });

  const reaction = (id: number, content: string) => ({ user: { id }, content });
  test.each<[string, readonly object[], boolean]>([
    ['it answered', [reaction(5, 'heart'), reaction(4, '+1')], true],
    ['it refused', [reaction(4, 'confused')], true],
    ['others have', [reaction(5, '+1'), { user: null, content: '+1' }], false],
    ['it reacted otherwise', [reaction(4, 'heart')], false],
    ['more have than can be told', Array.from({ length: 100 }, () => reaction(5, '+1')), true],
  ])('whether an account has answered a comment, where %s', async (_who, found, expected) => {
    get('/issues/comments/7/reactions?per_page=100', 200, found);
    expect(await tracker().hasReactionOf(4, 7)).toBe(expected);
  });

  test('a replica that lags is no sign that an issue is gone', async () => {
    get('/issues/1', 404, { message: 'Not Found' });
    await expect(tracker().readIssue(1)).rejects.toMatchObject({ status: 404 });
  });

  test('a pull request is no issue', async () => {
    get('/issues/1', 200, { number: 1, pull_request: {} });
    expect(await tracker().readIssue(1)).toBeUndefined();
  });

  const listed = (updated_at: string) =>
    get('/issues/1/comments?per_page=30', 200, [{ id: 5, user: null, body: 'b', updated_at }]);

  test('comments are not read as they were before the bot wrote one', async () => {
    const issues = tracker();
    const written = { id: 5, user: null, body: 'b', updated_at: '2026-01-01T00:00:02Z' };
    api().patch(`${inRepository}/issues/comments/5`).reply(200, written);
    await issues.updateComment(5, 'b');
    listed('2026-01-01T00:00:01Z');
    await expect(Array.fromAsync(issues.readComments(1))).rejects.toThrow('lags');
    listed('2026-01-01T00:00:02Z');
    expect((await Array.fromAsync(issues.readComments(1))).flat()).toHaveLength(1);
  });

  test('a comment that is gone already is as good as deleted', async () => {
    api().delete(`${inRepository}/issues/comments/5`).reply(404, { message: 'Not Found' });
    await expect(tracker().deleteComment(5)).resolves.toBeUndefined();
  });

  test('a comment is never written twice by a retry', async () => {
    api().post(`${inRepository}/issues/1/comments`).once().reply(502, { message: 'Bad gateway' });
    await expect(tracker().createComment(1, 'hello')).rejects.toMatchObject({ status: 502 });
  });
});
