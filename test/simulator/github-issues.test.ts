import { describe, expect, test } from 'vitest';
import { infra, secretsRepository } from '../../simulator/setting.ts';
import { asInstallation, expectRefusal, openPull, simulate } from './github-fixture.ts';

async function withIssue() {
  const github = await simulate();
  const contributor = github.as('contributor').rest;
  const created = await contributor.issues.create({ ...infra, title: 'Hello', body: 'World' });
  const issue = { ...infra, issue_number: created.data.number };
  return { github, contributor, issue, rest: await asInstallation(github) };
}

describe('issues', () => {
  test('have addresses of this server and times in whole seconds', async () => {
    const { github, rest, issue } = await withIssue();
    const { data } = await rest.issues.get(issue);
    expect(data.url).toBe(`http://${github.host}/api/v3/repos/kubevirt/project-infra/issues/1`);
    expect(data.html_url).toBe(`http://${github.host}/kubevirt/project-infra/issues/1`);
    expect(data.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  test('closed and opened again have a reason and somebody who did it', async () => {
    const { github, rest, issue } = await withIssue();
    const closed = await rest.issues.update({ ...issue, state: 'closed' });
    expect(closed.data).toMatchObject({
      state: 'closed',
      state_reason: 'completed',
      closed_by: { login: 'cluster-onboarding[bot]' },
    });
    const opened = await github.as('maintainer').rest.issues.update({ ...issue, state: 'open' });
    expect(opened.data).toMatchObject({ state: 'open', state_reason: 'reopened', closed_by: null });
  });

  test('are listed with pull requests among them, by state and creator', async () => {
    const { github, rest, contributor } = await withIssue();
    await contributor.issues.update({ ...infra, issue_number: 1, state: 'closed' });
    await github.as('stranger').rest.issues.create({ ...infra, title: 'Another' });
    const numbers = async (query: object) =>
      (await rest.issues.listForRepo({ ...infra, ...query })).data.map(({ number }) => number);
    expect(await numbers({})).toEqual([2]);
    expect(await numbers({ state: 'closed' })).toEqual([1]);
    expect(await numbers({ state: 'all', direction: 'asc' })).toEqual([1, 2]);
    expect(await numbers({ state: 'all', creator: 'contributor' })).toEqual([1]);
    await openPull(rest, 'onboard');
    const [pull] = (await rest.issues.listForRepo(secretsRepository)).data;
    expect(pull).toMatchObject({ number: 1, pull_request: { merged_at: null } });
    expect(
      (await rest.issues.get({ ...secretsRepository, issue_number: 1 })).data.pull_request,
    ).toBeDefined();
  });

  test('come in pages that are linked', async () => {
    const { github, rest, contributor } = await withIssue();
    for (const title of ['Two', 'Three']) await contributor.issues.create({ ...infra, title });
    const { headers } = await rest.issues.listForRepo({ ...infra, per_page: 2 });
    expect(headers.link).toContain(`<http://${github.host}/api/v3/repos/`);
    expect(headers.link).toContain('page=2>; rel="next"');
    const second = await rest.issues.listForRepo({ ...infra, per_page: 2, page: 2 });
    expect(second.data.map(({ title }) => title)).toEqual(['Hello']);
    expect(second.headers.link).not.toContain('rel="next"');
  });

  test('that are not there are 404', async () => {
    const { rest } = await withIssue();
    await expectRefusal(rest.issues.get({ ...infra, issue_number: 9 }), 404);
    const labels = ['x'];
    await expectRefusal(rest.issues.addLabels({ ...infra, issue_number: 9, labels }), 404);
    await expectRefusal(rest.issues.listComments({ ...infra, issue_number: 9 }), 404);
  });

  test('that are locked take comments from people with write access only', async () => {
    const { github, rest, contributor, issue } = await withIssue();
    const maintainer = github.as('maintainer').rest;
    await maintainer.issues.lock(issue);
    const comment = { ...issue, body: 'But' };
    await expectRefusal(contributor.issues.createComment(comment), 403, 'locked');
    await expectRefusal(rest.issues.createComment(comment), 403, 'locked');
    expect((await maintainer.issues.createComment(comment)).status).toBe(201);
    await maintainer.issues.unlock(issue);
    expect((await rest.issues.createComment(comment)).status).toBe(201);
  });
});

describe('labels', () => {
  test('are made when they are first set', async () => {
    const { rest, issue } = await withIssue();
    const { data } = await rest.issues.addLabels({ ...issue, labels: ['leaked/credential'] });
    expect(data).toMatchObject([{ name: 'leaked/credential' }]);
    expect((await rest.issues.get(issue)).data.labels).toMatchObject([
      { name: 'leaked/credential' },
    ]);
  });

  test('can be taken off once', async () => {
    const { rest, issue } = await withIssue();
    await rest.issues.addLabels({ ...issue, labels: ['a/b'] });
    expect((await rest.issues.removeLabel({ ...issue, name: 'a/b' })).data).toEqual([]);
    await expectRefusal(rest.issues.removeLabel({ ...issue, name: 'a/b' }), 404, 'Label does not');
  });
});

describe('comments', () => {
  test('of the App name it, those of people do not', async () => {
    const { github, rest, contributor, issue } = await withIssue();
    await rest.issues.createComment({ ...issue, body: 'From the App' });
    await contributor.issues.createComment({ ...issue, body: 'From a person' });
    const { data } = await rest.issues.listComments(issue);
    const apps = data.map((comment) => comment.performed_via_github_app?.id);
    expect(apps).toEqual([github.appId, undefined]);
    expect(data[0]?.user).toMatchObject({ login: 'cluster-onboarding[bot]', type: 'Bot' });
  });

  test('can be edited and deleted', async () => {
    const { rest, issue } = await withIssue();
    const { data } = await rest.issues.createComment({ ...issue, body: 'One' });
    const comment = { ...infra, comment_id: data.id };
    expect((await rest.issues.updateComment({ ...comment, body: 'Two' })).data.body).toBe('Two');
    expect((await rest.issues.deleteComment(comment)).status).toBe(204);
    await expectRefusal(rest.issues.deleteComment(comment), 404);
    await expectRefusal(rest.issues.updateComment({ ...comment, body: 'Three' }), 404);
  });

  test('hold at most 65,536 characters', async () => {
    const { rest, issue } = await withIssue();
    const body = 'x'.repeat(65_536);
    expect((await rest.issues.createComment({ ...issue, body })).status).toBe(201);
    await expectRefusal(rest.issues.createComment({ ...issue, body: `${body}x` }), 422, 'too long');
    await expectRefusal(rest.issues.createComment({ ...issue, body: ' ' }), 422);
  });
});

describe('reactions', () => {
  test('are 201 when new and 200 when they were there', async () => {
    const { rest, contributor, issue } = await withIssue();
    const { data } = await contributor.issues.createComment({ ...issue, body: '/onboard retry' });
    const comment = { ...infra, comment_id: data.id };
    const react = () => rest.reactions.createForIssueComment({ ...comment, content: '+1' });
    expect((await react()).status).toBe(201);
    expect((await react()).status).toBe(200);
    await contributor.reactions.createForIssueComment({ ...comment, content: '+1' });
    const { data: list } = await rest.reactions.listForIssueComment(comment);
    const logins = list.map(({ user }) => user?.login);
    expect(logins).toEqual(['cluster-onboarding[bot]', 'contributor']);
    const [shown] = (await rest.issues.listComments(issue)).data;
    expect(shown?.reactions).toMatchObject({ total_count: 2, '+1': 2, eyes: 0 });
  });

  test('to a comment that is gone are 404', async () => {
    const { rest } = await withIssue();
    const missing = { ...infra, comment_id: 99, content: '+1' as const };
    await expectRefusal(rest.reactions.createForIssueComment(missing), 404);
  });
});
