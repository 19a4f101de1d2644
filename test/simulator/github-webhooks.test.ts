import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import type { SimulatedGitHub } from '../../simulator/github/github.ts';
import { listen } from '../../simulator/loopback.ts';
import { infra, secretsRepository } from '../../simulator/setting.ts';
import { asInstallation, commitFile, openPull, simulate, tip } from './github-fixture.ts';

interface Received {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const stops: (() => void)[] = [];

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** A receiver that notes what comes and answers after a moment. */
async function receive(github: SimulatedGitHub): Promise<readonly Received[]> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    received.push({ headers: request.headers, body: await text(request) });
    response.end();
  });
  const port = await listen(server);
  stops.push(() => server.close());
  github.setWebhookUrl(`http://127.0.0.1:${port}/api/github/webhooks`);
  return received;
}

async function withReceiver() {
  const github = await simulate();
  const rest = await asInstallation(github);
  return { github, rest, received: await receive(github) };
}

function eventsOf(github: SimulatedGitHub): readonly string[] {
  return github.deliveries.map(({ event, action }) => (action ? `${event}.${action}` : event));
}

test('webhooks are signed, named, and carry the installation', async () => {
  const { github, received } = await withReceiver();
  await github.as('contributor').rest.issues.create({ ...infra, title: 'Hello' });
  await github.idle();
  const [{ headers, body } = { headers: {}, body: '' }] = received;
  const signature = createHmac('sha256', github.webhookSecret).update(body).digest('hex');
  expect(headers).toMatchObject({
    'x-github-event': 'issues',
    'x-hub-signature-256': `sha256=${signature}`,
    'x-github-delivery': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(JSON.parse(body)).toMatchObject({
    action: 'opened',
    issue: { number: 1, title: 'Hello', url: expect.stringContaining('/api/v3/repos/') },
    repository: { full_name: 'kubevirt/project-infra' },
    sender: { login: 'contributor' },
    installation: { id: expect.any(Number) },
  });
});

test('idle waits until all were answered', async () => {
  const { github, received } = await withReceiver();
  const titles = ['One', 'Two', 'Three'];
  const { issues } = github.as('contributor').rest;
  await Promise.all(titles.map((title) => issues.create({ ...infra, title })));
  await github.idle();
  expect(received).toHaveLength(3);
  expect(github.deliveries.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('a webhook that nobody takes is lost, and can be sent again as the same', async () => {
  const { github, received } = await withReceiver();
  const [issues] = [github.as('contributor').rest.issues];
  await issues.create({ ...infra, title: 'Hello' });
  await github.idle();
  const [delivery] = github.deliveries;
  if (delivery) github.redeliver(delivery);
  await github.idle();
  expect(received.map(({ headers }) => headers['x-github-delivery'])).toEqual([
    delivery?.id,
    delivery?.id,
  ]);
  github.setWebhookUrl(undefined);
  await issues.create({ ...infra, title: 'Lost' });
  await github.idle();
  expect(received).toHaveLength(2);
});

describe('what happens is told', () => {
  test('of issues and comments', async () => {
    const { github } = await withReceiver();
    const { issues } = github.as('contributor').rest;
    const issue = { ...infra, issue_number: 1 };
    await issues.create({ ...infra, title: 'Hello' });
    await issues.update({ ...issue, title: 'Hello again' });
    const { data } = await issues.createComment({ ...issue, body: 'One' });
    await issues.updateComment({ ...infra, comment_id: data.id, body: 'Two' });
    await issues.deleteComment({ ...infra, comment_id: data.id });
    await github.as('maintainer').rest.issues.addLabels({ ...issue, labels: ['x'] });
    await issues.update({ ...issue, state: 'closed' });
    await issues.update({ ...issue, state: 'open' });
    await github.idle();
    expect(eventsOf(github).toSorted()).toEqual(
      [
        'issues.opened',
        'issues.edited',
        'issue_comment.created',
        'issue_comment.edited',
        'issue_comment.deleted',
        'issues.labeled',
        'issues.closed',
        'issues.reopened',
      ].toSorted(),
    );
    const edited = github.deliveries.find(({ action }) => action === 'edited');
    expect(edited?.payload).toMatchObject({ changes: { title: { from: 'Hello' } } });
  });

  test('of pull requests and their branches', async () => {
    const { github, rest } = await withReceiver();
    const pull = await openPull(rest, 'onboard');
    const sha = await commitFile(rest, pull.head.sha, { path: 'docs/a.md', content: 'more' });
    await rest.git.updateRef({ ...secretsRepository, ref: 'heads/onboard', sha });
    await github.idle();
    expect(eventsOf(github).toSorted()).toEqual(
      ['push', 'pull_request.opened', 'push', 'pull_request.synchronize'].toSorted(),
    );
    const moved = github.deliveries.find(({ action }) => action === 'synchronize');
    expect(moved?.payload).toMatchObject({ before: pull.head.sha, after: sha, number: 1 });
    await rest.git.deleteRef({ ...secretsRepository, ref: 'heads/onboard' });
    await github.idle();
    expect(eventsOf(github).slice(4).toSorted()).toEqual(['pull_request.closed', 'push']);
  });

  test('of a merge, with the push to the base', async () => {
    const { github, rest } = await withReceiver();
    const before = await tip(rest);
    const pull = await openPull(rest, 'onboard');
    await github.idle();
    const known = github.deliveries.length;
    const { data } = await github
      .as('maintainer')
      .rest.pulls.merge({ ...secretsRepository, pull_number: pull.number });
    await github.idle();
    const told = github.deliveries.slice(known);
    const closed = told.find(({ event }) => event === 'pull_request');
    const push = told.find(({ event }) => event === 'push');
    expect(told).toHaveLength(2);
    expect(closed).toMatchObject({ action: 'closed', payload: { pull_request: { merged: true } } });
    expect(push?.payload).toMatchObject({
      ref: 'refs/heads/master',
      before,
      after: data.sha,
      sender: { login: 'maintainer' },
    });
  });

  test('only where the App is installed and of what it asked for', async () => {
    const app = { repositories: ['kubevirt/project-infra'], events: ['issues'] };
    const github = await simulate({ app });
    await receive(github);
    const { issues } = github.as('maintainer').rest;
    await issues.create({ ...secretsRepository, title: 'Elsewhere' });
    await issues.create({ ...infra, title: 'Here' });
    await issues.createComment({ ...infra, issue_number: 1, body: 'Unasked' });
    await github.idle();
    expect(eventsOf(github)).toEqual(['issues.opened']);
  });
});
