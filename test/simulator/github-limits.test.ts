import { expect, test } from 'vitest';
import { infra } from '../../simulator/setting.ts';
import { simulate } from './github-fixture.ts';

/** Asks as the contributor, in HTTP's own terms. */
async function open() {
  const github = await simulate();
  const ask = async (login: string, headers: Record<string, string> = {}) => {
    const authorization = `token ${github.tokens.get(login)}`;
    const url = `http://${github.host}/api/v3/repos/${infra.owner}/${infra.repo}/issues`;
    const response = await fetch(url, { headers: { authorization, ...headers } });
    return {
      status: response.status,
      text: await response.text(),
      etag: response.headers.get('etag') ?? '',
      remaining: Number(response.headers.get('x-ratelimit-remaining')),
    };
  };
  return { github, ask };
}

test('what somebody has already is a 304 without a body, and free', async () => {
  const { github, ask } = await open();
  const first = await ask('contributor');
  expect(first).toMatchObject({ status: 200, text: '[]', etag: expect.stringMatching(/^W\/"/) });
  const again = await ask('contributor', { 'if-none-match': first.etag });
  expect(again).toEqual({ ...first, status: 304, text: '' });
  await github.as('contributor').rest.issues.create({ ...infra, title: 'x' });
  const changed = await ask('contributor', { 'if-none-match': first.etag });
  expect(changed.status).toBe(200);
  expect(changed.remaining).toBe(first.remaining - 2);
});

test('another token has another ETag and another account', async () => {
  const { ask } = await open();
  const first = await ask('contributor');
  const other = await ask('maintainer', { 'if-none-match': first.etag });
  expect(other).toMatchObject({ status: 200, remaining: first.remaining });
});
