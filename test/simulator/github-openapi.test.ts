import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openApi } from '../../simulator/github/openapi.ts';
import { infra, secretsRepository } from '../../simulator/setting.ts';
import { asInstallation, expectRefusal, simulate } from './github-fixture.ts';

describe("GitHub's own document", () => {
  test('catches a parameter and a field that GitHub does not know', async () => {
    const github = await simulate({}, [
      'parameter stat is not declared',
      'body has encodig, which is not declared',
    ]);
    const rest = await asInstallation(github);
    await rest.issues.listForRepo({ ...infra, stat: 'open' });
    const blob = { ...secretsRepository, content: 'x', encodig: 'base64' };
    await rest.git.createBlob(blob);
  });

  test('catches a value of the wrong type or outside of the allowed ones', async () => {
    const rest = await asInstallation(
      await simulate({}, ['parameter state:', 'parameter per_page:']),
    );
    await rest.issues.listForRepo({ ...infra, state: 'open', per_page: 5 });
    const wrong: object = { state: 'opened', per_page: 'many' };
    await rest.issues.listForRepo({ ...infra, ...wrong });
  });

  test('catches an operation that is not in use', async () => {
    const rest = await asInstallation(await simulate({}, ['not in the vendored document']));
    await expectRefusal(rest.repos.listBranches(secretsRepository), 404);
  });

  test('catches an answer that lacks a field', () => {
    const exchange = {
      method: 'GET',
      template: '/repos/{owner}/{repo}/git/ref/{ref}',
      parameters: { owner: 'o', repo: 'r', ref: 'heads/main' },
      query: new URLSearchParams(),
    };
    const object = { type: 'commit', sha: '0'.repeat(40), url: 'http://127.0.0.1/x' };
    const answer = { ref: 'refs/heads/main', node_id: 'x', url: 'http://127.0.0.1/x', object };
    expect(openApi().checkAnswer(exchange, 200, answer)).toEqual([]);
    expect(openApi().checkAnswer(exchange, 200, { ...answer, object: {} })).not.toEqual([]);
    expect(openApi().checkAnswer(exchange, 202, answer)).toEqual(['status 202 is not declared']);
  });

  test('does not look at what people do', async () => {
    const github = await simulate();
    await github.as('stranger').rest.issues.listForRepo({ ...infra, stat: 'open' });
    expect(github.violations).toEqual([]);
  });
});

describe('requests of the App', () => {
  test('are logged by operation, and counted without tokens', async () => {
    const github = await simulate();
    const rest = await asInstallation(github);
    await rest.issues.listForRepo(infra);
    await expectRefusal(rest.issues.get({ ...infra, issue_number: 9 }), 404);
    expect(github.requests.map(({ template, status }) => `${template} ${status}`)).toEqual([
      '/repos/{owner}/{repo}/installation 200',
      '/app/installations/{installation_id}/access_tokens 201',
      '/repos/{owner}/{repo}/issues 200',
      '/repos/{owner}/{repo}/issues/{issue_number} 404',
    ]);
    expect(github.countRequests()).toBe(3);
  });

  test('can be answered instead of GitHub', async () => {
    const github = await simulate();
    const rest = await asInstallation(github);
    github.onRequest(({ method }) =>
      method === 'POST' ? { before: { status: 502, body: { message: 'Bad Gateway' } } } : undefined,
    );
    await expectRefusal(rest.issues.create({ ...infra, title: 'x' }), 502, 'Bad Gateway');
    expect((await rest.issues.listForRepo(infra)).data).toEqual([]);
    github.onRequest(undefined);
    expect((await rest.issues.create({ ...infra, title: 'x' })).status).toBe(201);
  });

  test('can lose their answer after GitHub did what was asked', async () => {
    const github = await simulate();
    const rest = await asInstallation(github);
    github.onRequest(({ method }) => (method === 'POST' ? { after: 'drop' } : undefined));
    await expectRefusal(rest.issues.create({ ...infra, title: 'x' }), 500);
    expect((await rest.issues.listForRepo(infra)).data).toHaveLength(1);
    expect(github.requests.at(-2)).not.toHaveProperty('status');
  });

  test('can be held up while others go on', async () => {
    const github = await simulate();
    const rest = await asInstallation(github);
    const { issues } = github.as('contributor').rest;
    await issues.create({ ...infra, title: 'Before' });
    github.onRequest(async ({ method }) => {
      if (method === 'PATCH') await issues.update({ ...infra, issue_number: 1, title: 'Between' });
      return undefined;
    });
    const { data } = await rest.issues.update({ ...infra, issue_number: 1, state: 'closed' });
    expect(data).toMatchObject({ title: 'Between', state: 'closed' });
  });
});

test('it runs as a process of its own, steered by lines of JSON', async () => {
  const child = spawn(process.execPath, ['simulator/github/serve.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse(String((await lines.next()).value));
  const shape = z.object({ host: z.string(), tokens: z.record(z.string(), z.string()) });
  const { host, tokens } = shape.parse(await next());
  const response = await fetch(`http://${host}/api/v3/user`, {
    headers: { authorization: `token ${tokens.contributor}` },
  });
  expect(await response.json()).toMatchObject({ login: 'contributor' });
  const base64 = Buffer.from('Hello').toString('base64');
  child.stdin.write(`${JSON.stringify({ upload: { name: 'a.txt', base64 } })}\n`);
  const { upload } = z.object({ upload: z.string() }).parse(await next());
  expect(await (await fetch(upload)).text()).toBe('Hello');
  child.stdin.write('{"report": true}\n');
  expect(await next()).toEqual({ report: { requests: [], violations: [] } });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin.end();
  expect(await ended).toBe(0);
});
