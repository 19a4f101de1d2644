import { describe, expect, test } from 'vitest';
import { simulate } from './github-fixture.ts';

const bytes = Buffer.from([0x85, 0, 255, 10]);

describe('attachments', () => {
  test('lead to the storage, which hands out the bytes without credentials', async () => {
    const github = await simulate();
    const url = github.uploadAttachment('my kubeconfig.gpg.txt', bytes);
    expect(url).toMatch(
      new RegExp(`^http://${github.host}/user-attachments/files/\\d+/my\\.kubeconfig\\.gpg\\.txt$`),
    );
    const first = await fetch(url, { redirect: 'manual' });
    expect(first.status).toBe(302);
    const location = first.headers.get('location') ?? '';
    expect(location).toContain(`http://${github.host}/storage/`);
    expect(location).toContain('X-Amz-Signature=');
    const second = await fetch(location, { redirect: 'manual' });
    expect(second.status).toBe(200);
    expect(Buffer.from(await second.arrayBuffer())).toEqual(bytes);
  });

  test('answer at the older address too', async () => {
    const github = await simulate();
    const url = github.uploadAttachment('a.txt', bytes);
    const older = url.replace('/user-attachments/', '/kubevirt/project-infra/');
    expect(Buffer.from(await (await fetch(older)).arrayBuffer())).toEqual(bytes);
  });

  test.each([
    ['an unknown number', (url: string) => url.replace(/\d+(?=\/a\.txt)/, '1')],
    ['another name', (url: string) => url.replace('a.txt', 'b.txt')],
  ])('%s is 404', async (_, change) => {
    const github = await simulate();
    const url = github.uploadAttachment('a.txt', bytes);
    expect((await fetch(change(url))).status).toBe(404);
  });

  test('the storage refuses credentials, and addresses that it did not sign', async () => {
    const github = await simulate();
    const url = github.uploadAttachment('a.txt', bytes);
    const location = (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
    const headers = { authorization: 'token secret' };
    expect((await fetch(location, { headers })).status).toBe(400);
    expect((await fetch(location.replace(/Signature=./, 'Signature=x'))).status).toBe(403);
  });

  test.each(['a.gpg', 'a.asc', 'a.pgp', 'a'])('%s is not taken', async (name) => {
    const github = await simulate();
    expect(() => github.uploadAttachment(name, bytes)).toThrow('GitHub takes no');
  });
});
