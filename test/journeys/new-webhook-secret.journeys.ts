import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { findFreePort } from '../../simulator/loopback.ts';
import { infra, secretsRepository } from '../../simulator/setting.ts';
import { createStory } from '../../simulator/story.ts';
import type { Bot } from '../../src/server/bot.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

const newSecret = 'the secret that came after';
const isMarker = /<!-- cluster-onboarding \S+ -->/;

describe('after a new webhook secret', () => {
  const ground = sharedGround();
  let open: OpenStory;
  let folder: string;
  let bot: Bot;
  let issue: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'old-secrets-'));
    open = await openStory({ ground: ground() });
    bot = open.bot;
  });
  afterEach(async () => {
    await open.close();
    await rm(folder, { recursive: true });
  });

  const settle = () => createStory(open.setting, bot).settle();
  const file = async (kind: 'build-cluster' | 'external-provider', name: string) => {
    const { cluster, providerCluster } = ground();
    cluster.prepareBuildCluster(account);
    const kubeconfig =
      kind === 'build-cluster'
        ? preparedKubeconfig(open.setting)
        : providerCluster.adminKubeconfig();
    issue = await open.story.fileRequest(kind, name, kubeconfig);
    await settle();
  };
  /** Another bot with the new secret; the webhooks of this GitHub are still signed with the old one. */
  const renewSecret = async (oldSecrets?: string) => {
    await bot.stop();
    const path = join(folder, 'old');
    if (oldSecrets !== undefined) await writeFile(path, `${oldSecrets}\n`);
    bot = await open.setting.startBot({
      WEBHOOK_SECRET: newSecret,
      PORT: String(await findFreePort()),
      ...(oldSecrets !== undefined && { OLD_WEBHOOK_SECRETS_PATH: path }),
    });
    await settle();
  };
  const edit = async (change: { readonly title?: string; readonly state?: 'open' }) => {
    const { issues } = open.setting.github.as('contributor').rest;
    await issues.update({ ...infra, issue_number: issue, ...change });
  };
  const reopen = async () => {
    const { issues } = open.setting.github.as('maintainer').rest;
    await issues.update({ ...infra, issue_number: issue, state: 'open' });
  };
  /** The webhooks come to the bot with the old secret. */
  const resyncTwice = async () => {
    await bot.resync();
    await settle();
    await bot.resync();
    await settle();
  };
  const markers = async () => {
    const { data } = await open.setting.github
      .as('maintainer')
      .rest.issues.listComments({ ...infra, issue_number: issue });
    const [pull] = await open.story.pulls();
    return [...data.map(({ body = '' }) => body), pull?.body ?? ''].map(
      (text) => isMarker.exec(text)?.[0],
    );
  };

  test('an edited title does not make a merged provider a build cluster', async () => {
    await file('external-provider', 'mine');
    await open.story.merge(1);
    await settle();
    expect(await open.story.status(issue)).toContain('answers with the merged kubeconfig');
    await renewSecret();
    await edit({ title: 'Add Prow build cluster mine' });
    await reopen();
    const before = open.setting.github.requests.length;
    await resyncTwice();
    expect(await open.story.status(issue)).toContain('proposal-unreadable');
    expect(await open.story.pulls(infra)).toEqual([]);
    const writes = open.setting.github.requests
      .slice(before)
      .filter(({ method, path }) => method !== 'GET' && !path.endsWith('access_tokens'));
    // What it said before it cannot read any more.
    expect(writes.map(({ method, template }) => `${method} ${template}`)).toEqual([
      'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
      'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}',
    ]);
    expect((await open.story.issue(issue)).state).toBe('open');
  });

  test('what is open goes on as it was where the old one is given, and is signed anew', async () => {
    await file('build-cluster', 'rosa-1');
    const before = await markers();
    const commits = async () =>
      (
        await open.setting.github
          .as('maintainer')
          .rest.pulls.listCommits({ ...secretsRepository, pull_number: 1 })
      ).data.map(({ sha }) => sha);
    const sha = await commits();
    await renewSecret(open.setting.github.webhookSecret);
    const between = await markers();
    for (const [index, marker] of between.entries()) expect(marker).not.toBe(before[index]);
    expect(await commits()).toEqual(sha);
    // The old one is not needed any more.
    await renewSecret();
    expect(await markers()).toEqual(between);
    await open.story.merge(1);
    await resyncTwice();
    expect(await open.story.status(issue)).toContain('answers with the merged kubeconfig');
    expect((await open.story.issue(issue)).state).toBe('closed');
  });

  test('an old one opens no door to webhooks', async () => {
    await renewSecret(open.setting.github.webhookSecret);
    const body = '{}';
    const statusOf = async (secret: string) => {
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      const response = await fetch(`http://127.0.0.1:${bot.port}/api/github/webhooks`, {
        method: 'POST',
        headers: {
          'x-github-event': 'issues',
          'x-github-delivery': '1',
          'content-type': 'application/json',
          'x-hub-signature-256': `sha256=${signature}`,
        },
        body,
      });
      return response.status;
    };
    expect(await statusOf(open.setting.github.webhookSecret)).toBe(401);
    expect(await statusOf(newSecret)).not.toBe(401);
  });
});
