import { createPrivateKey, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import type { SimulatedGitHub } from '../../simulator/github/github.ts';
import { infra, secretsRepository } from '../../simulator/setting.ts';
import {
  asApp,
  asInstallation,
  asNarrowed,
  expectRefusal,
  openPull,
  simulate,
} from './github-fixture.ts';

describe('who is calling', () => {
  test('the App authenticates by JWT and then by a token for its installation', async () => {
    const github = await simulate();
    const app = await asApp(github);
    expect((await app.apps.getAuthenticated()).data).toMatchObject({ slug: 'cluster-onboarding' });
    const { data } = await app.apps.getRepoInstallation(secretsRepository);
    expect(data).toMatchObject({ app_id: github.appId, permissions: { issues: 'write' } });
    const rest = await asInstallation(github);
    expect((await rest.repos.get(secretsRepository)).data.private).toBe(true);
  });

  test('unknown credentials are refused, not taken for nobody', async () => {
    const { host } = await simulate();
    const url = `http://${host}/api/v3/repos/kubevirt/project-infra`;
    const ask = (authorization: string) => fetch(url, { headers: { authorization } });
    expect((await ask('token wrong')).status).toBe(401);
    expect((await ask('Bearer a.b.c')).status).toBe(401);
    expect((await fetch(url)).status).toBe(200);
  });

  describe('a JWT', () => {
    const now = Math.floor(Date.now() / 1000);
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

    async function ask(github: SimulatedGitHub, key: KeyObject, claims: object) {
      const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
      const content = `${encode({ alg: 'RS256' })}.${encode({ iss: github.appId, ...claims })}`;
      const signature = createSign('sha256').update(content).sign(key, 'base64url');
      const headers = { authorization: `Bearer ${content}.${signature}` };
      return (await fetch(`http://${github.host}/api/v3/app`, { headers })).status;
    }

    test.each([
      ['of the App', {}, 200],
      ['of another App', { iss: 1 }, 401],
      ['that has expired', { exp: now - 1 }, 401],
      ['for longer than ten minutes', { exp: now + 700 }, 401],
      ['from the future', { iat: now + 60 }, 401],
    ])('%s', async (_, claims, status) => {
      const github = await simulate();
      const key = createPrivateKey(github.privateKey);
      expect(await ask(github, key, { iat: now - 60, exp: now + 300, ...claims })).toBe(status);
    });

    test('signed with another key is refused', async () => {
      const github = await simulate();
      expect(await ask(github, stranger, { iat: now - 60, exp: now + 300 })).toBe(401);
    });
  });

  test('a token for an installation ends after an hour', async () => {
    const github = await simulate();
    const rest = await asNarrowed(github, {});
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_590_000 });
    expect((await rest.repos.get(infra)).status).toBe(200);
    vi.setSystemTime(Date.now() + 20_000);
    await expectRefusal(rest.repos.get(infra), 401, 'Bad credentials');
    vi.useRealTimers();
  });

  test('an installation is found only where the App is installed', async () => {
    const github = await simulate({ app: { repositories: ['kubevirt/project-infra'] } });
    const app = await asApp(github);
    await expectRefusal(app.apps.getRepoInstallation(secretsRepository), 404);
    const rest = await asInstallation(github);
    await expectRefusal(rest.repos.get(secretsRepository), 404);
  });

  test('the bot user has a number, and brackets in addresses are escaped', async () => {
    const github = await simulate();
    const rest = await asInstallation(github);
    const { data } = await rest.users.getByUsername({ username: 'cluster-onboarding[bot]' });
    expect(data.id).toBeGreaterThan(0);
    expect(data.url).toBe(`http://${github.host}/api/v3/users/cluster-onboarding%5Bbot%5D`);
    expect(data.html_url).toBe(`http://${github.host}/apps/cluster-onboarding`);
    await expectRefusal(rest.users.getByUsername({ username: 'nobody' }), 404);
  });
});

describe('a private repository', () => {
  test('does not exist for those without a role', async () => {
    const github = await simulate();
    await expectRefusal(github.as('stranger').rest.repos.get(secretsRepository), 404);
    await expectRefusal(github.as('contributor').rest.pulls.list(secretsRepository), 404);
    const anonymous = await fetch(`http://${github.host}/api/v3/repos/kubevirt/secrets`);
    expect(anonymous.status).toBe(404);
    expect((await github.as('maintainer').rest.repos.get(secretsRepository)).status).toBe(200);
  });

  test('does not exist for a token that was narrowed to another', async () => {
    const github = await simulate();
    const rest = await asNarrowed(github, { repositories: ['project-infra'] });
    await expectRefusal(rest.repos.get(secretsRepository), 404);
    await expectRefusal(rest.git.createBlob({ ...secretsRepository, content: 'x' }), 404);
    expect((await rest.issues.listForRepo(infra)).status).toBe(200);
  });
});

describe('the App may do what it was granted', () => {
  test.each([
    ['comment', { contents: 'write', pull_requests: 'write' }, 'issues=write'],
    ['commit', { issues: 'write', pull_requests: 'write' }, 'contents=write'],
    ['propose', { issues: 'write', contents: 'write' }, 'pull_requests=write'],
    ['read', { issues: 'write' }, 'contents=read'],
  ] as const)('%s with %o is refused for want of %s', async (action, permissions, wanted) => {
    const github = await simulate({ app: { permissions: { metadata: 'read', ...permissions } } });
    await github.as('contributor').rest.issues.create({ ...infra, title: 'Hello' });
    const rest = await asInstallation(github);
    const actions = {
      comment: () => rest.issues.createComment({ ...infra, issue_number: 1, body: 'Hi' }),
      commit: () => rest.git.createBlob({ ...secretsRepository, content: 'x' }),
      propose: () =>
        rest.pulls.create({ ...secretsRepository, title: 'x', head: 'x', base: 'master' }),
      read: () => rest.repos.getContent({ ...secretsRepository, path: 'docs/a.md' }),
    };
    const refused = actions[action]();
    await expectRefusal(refused, 403, 'Resource not accessible by integration');
    await refused.catch(({ response }) => {
      expect(response.headers['x-accepted-github-permissions']).toContain(wanted);
    });
  });

  test('a token can be narrowed to fewer permissions, not widened to more', async () => {
    const github = await simulate({ app: { permissions: { issues: 'read', contents: 'read' } } });
    const rest = await asNarrowed(github, { permissions: { contents: 'read' } });
    expect((await rest.repos.getContent({ ...secretsRepository, path: 'docs/a.md' })).status).toBe(
      200,
    );
    await expectRefusal(rest.issues.listForRepo(secretsRepository), 403);
    await expectRefusal(asNarrowed(github, { permissions: { contents: 'write' } }), 422);
    await expectRefusal(asNarrowed(github, { repositories: ['elsewhere'] }), 422);
  });

  test('the permission on pull requests covers labels of pull requests, not of issues', async () => {
    const github = await simulate();
    await github.as('maintainer').rest.issues.create({ ...secretsRepository, title: 'An issue' });
    const pull = await openPull(await asInstallation(github), 'onboard');
    const rest = await asNarrowed(github, { permissions: { pull_requests: 'write' } });
    const labels = ['do-not-merge/hold'];
    const labelled = await rest.issues.addLabels({
      ...secretsRepository,
      issue_number: pull.number,
      labels,
    });
    expect(labelled.data).toMatchObject([{ name: 'do-not-merge/hold' }]);
    await expectRefusal(
      rest.issues.addLabels({ ...secretsRepository, issue_number: 1, labels }),
      403,
    );
  });

  test('it writes nothing where it is not installed, public or not', async () => {
    const github = await simulate({ app: { repositories: ['kubevirt/secrets'] } });
    const app = await asApp(github);
    const { data: installation } = await app.apps.getRepoInstallation(secretsRepository);
    const token = await app.apps.createInstallationAccessToken({
      installation_id: installation.id,
    });
    const response = await fetch(
      `http://${github.host}/api/v3/repos/kubevirt/project-infra/issues`,
      {
        method: 'POST',
        headers: { authorization: `token ${token.data.token}` },
        body: JSON.stringify({ title: 'x' }),
      },
    );
    expect(response.status).toBe(403);
  });
});

describe('people', () => {
  test.each([
    ['maintainer', infra, 'write'],
    ['stranger', infra, 'read'],
    ['maintainer', secretsRepository, 'write'],
    ['stranger', secretsRepository, 'none'],
  ])('%s has in %o the permission %s', async (username, repository, permission) => {
    const rest = await asInstallation(await simulate());
    const { data } = await rest.repos.getCollaboratorPermissionLevel({ ...repository, username });
    expect(data.permission).toBe(permission);
  });

  test('the permission of somebody unknown is 404', async () => {
    const rest = await asInstallation(await simulate());
    await expectRefusal(
      rest.repos.getCollaboratorPermissionLevel({ ...infra, username: 'nobody' }),
      404,
    );
  });

  test('may change their own issues and comments, not those of others', async () => {
    const github = await simulate();
    const contributor = github.as('contributor').rest;
    const stranger = github.as('stranger').rest;
    const { data } = await contributor.issues.create({ ...infra, title: 'Mine' });
    const issue = { ...infra, issue_number: data.number };
    const comment = await contributor.issues.createComment({ ...issue, body: 'Mine too' });
    const own = { ...infra, comment_id: comment.data.id };
    await expectRefusal(stranger.issues.update({ ...issue, title: 'Ours' }), 403);
    await expectRefusal(stranger.issues.updateComment({ ...own, body: 'Ours' }), 403);
    await expectRefusal(stranger.issues.deleteComment(own), 403);
    await contributor.issues.update({ ...issue, title: 'Still mine' });
    await github.as('maintainer').rest.issues.deleteComment(own);
    expect((await stranger.issues.listComments(issue)).data).toEqual([]);
    expect((await stranger.issues.get(issue)).data.title).toBe('Still mine');
  });

  test('set labels only with write access', async () => {
    const github = await simulate();
    const labels = ['important'];
    const created = await github
      .as('contributor')
      .rest.issues.create({ ...infra, title: 'Mine', labels });
    expect(created.data.labels).toEqual([]);
    const issue = { ...infra, issue_number: created.data.number, labels };
    await expectRefusal(github.as('contributor').rest.issues.addLabels(issue), 403);
    expect((await github.as('maintainer').rest.issues.addLabels(issue)).data).toHaveLength(1);
  });

  test('without write access merge nothing', async () => {
    const github = await simulate();
    const pull = await openPull(await asInstallation(github), 'onboard');
    const merge = { ...secretsRepository, pull_number: pull.number };
    await expectRefusal(github.as('stranger').rest.pulls.merge(merge), 404);
  });
});
