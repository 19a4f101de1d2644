import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { account, hideControlPlane } from '../../simulator/cluster/build-cluster.ts';
import { infra } from '../../simulator/setting.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

describe('people steer with commands', () => {
  const ground = sharedGround();
  let open: OpenStory;
  let issue: number;
  let time: Date;

  const begin = async () => {
    time = new Date();
    open = await openStory({ ground: ground(), now: () => time });
    const kubeconfig = preparedKubeconfig(open.setting);
    hideControlPlane(open.setting.cluster.admin);
    issue = await open.story.settle(open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig));
  };

  const say = (login: string, body: string) =>
    open.story.settle(open.story.comment(login, issue, body));
  const labels = async () => (await open.story.pulls()).map((pull) => pull.labels);
  const reactions = async (comment_id: number) => {
    const { data } = await open.setting.github
      .as('stranger')
      .rest.reactions.listForIssueComment({ ...infra, comment_id });
    return data.map(({ content }) => content);
  };
  const reply = async (login: string, body: string) => {
    const id = await open.setting.github.byMail(login, () =>
      open.story.comment(login, issue, body.replaceAll('\n', '\r\n')),
    );
    await open.story.settle();
    return id;
  };
  const headOf = (from: string) =>
    `${from} <notifications@github.com>\nSent: Monday\nTo: o/r <r@noreply.github.com>\n\n`;

  // One after the other in one story: each leaves the request as it was.
  describe('what leaves the request as it is', () => {
    beforeAll(begin);
    afterAll(() => open.close());

    test('a stranger may not steer', async () => {
      expect(await reactions(await say('stranger', '/onboard cancel'))).toEqual(['confused']);
      expect((await open.story.issue(issue)).state).toBe('open');
      expect(await open.story.status(issue)).toContain('stranger');
    });

    test('a retry looks at everything again', async () => {
      const before = open.setting.cluster.requests.length;
      expect(await reactions(await say('contributor', '/onboard retry'))).toEqual(['+1']);
      expect(open.setting.cluster.requests.length).toBeGreaterThan(before);
    });

    test("an unknown command is told so, and other bots' commands are not ours", async () => {
      expect(await reactions(await say('contributor', '/onboard dance'))).toEqual(['confused']);
      const before = open.setting.github.requests.length;
      expect(await reactions(await say('maintainer', '/hold\n/lgtm'))).toEqual([]);
      const writes = open.setting.github.requests
        .slice(before)
        .filter(({ method }) => method !== 'GET');
      expect(writes.filter(({ template }) => !template.endsWith('/access_tokens'))).toEqual([]);
    });

    test('quotes and code blocks do not count', async () => {
      const quoted = await say(
        'contributor',
        '> /onboard cancel\n\n```\n/onboard cancel\n```\n`/onboard cancel`',
      );
      expect(await reactions(quoted)).toEqual([]);
      expect((await open.story.issue(issue)).state).toBe('open');
    });

    test('what the bot wrote cancels nothing, whoever sends it back by mail, and is passed over', async () => {
      const before = await open.story.status(issue);
      const cells = before.replaceAll(/\s*[|`“”]\s*/g, '\n\n');
      expect(cells).toContain('\n/onboard cancel\n');
      for (const quoted of [`From: bot${headOf('')}${cells}`, cells]) {
        expect(await reactions(await reply('contributor', `Thanks!\n\n${quoted}`))).toEqual([]);
      }
      expect((await open.story.issue(issue)).state).toBe('open');
      expect(await open.story.status(issue)).toBe(before);
      const asked = open.setting.github.requests.length;
      await open.resync();
      const again = open.setting.github.requests.slice(asked);
      expect(again.filter(({ template }) => template === '/graphql')).toEqual([]);
    });

    test('what somebody else was refused is not confirmed by a reply to it', async () => {
      const tried = await say('contributor', '/onboard confirm-ha');
      expect(await reactions(tried)).toEqual(['confused']);
      const quoted = `From: A Contributor${headOf('')}/onboard confirm-ha\n\n—\nReply to this email directly.`;
      expect(await reactions(await reply('maintainer', `I will look.\n\n${quoted}`))).toEqual([]);
      // Nor where nothing tells that something is quoted, but that it came by mail.
      expect(await reactions(await reply('maintainer', 'Hm.\n\n/onboard confirm-ha'))).toEqual([]);
      expect(await labels()).toEqual([['do-not-merge/hold']]);
    });

    test('a command with words behind it commands nothing, and its writer is told how to say it', async () => {
      const id = await say('contributor', '/onboard cancel please');
      expect(await reactions(id)).toEqual(['confused']);
      expect((await open.story.issue(issue)).state).toBe('open');
      expect(await open.story.status(issue)).toContain('on a line of its own');
    });

    test('one that is nearly a command, or in own words to the bot, is told how to say it, by an edit', async () => {
      const { data: app } = await open.setting.github.as('stranger').rest.issues.listComments({
        ...infra,
        issue_number: issue,
      });
      const bots = app.filter(({ user }) => user?.type === 'Bot');
      const name = bots[0]?.user?.login.replace('[bot]', '') ?? '';
      for (const text of ['/onbord retry', 'please /onboard retyr', `@${name} please retry`]) {
        expect(await reactions(await say('contributor', text))).toEqual(['confused']);
        expect(await open.story.status(issue)).toContain('“/onboard retry” in a new comment');
      }
      expect(await reactions(await say('contributor', 'Shall we retry or cancel?'))).toEqual([]);
      const { data } = await open.setting.github.as('stranger').rest.issues.listComments({
        ...infra,
        issue_number: issue,
      });
      const after = data.filter(({ user }) => user?.type === 'Bot');
      expect(after.map(({ id }) => id)).toEqual(bots.map(({ id }) => id));
    });

    test('what somebody else has edited commands nothing, whoever it was', async () => {
      const edit = async (login: string, comment_id: number, body: string) => {
        const { rest } = open.setting.github.as(login);
        await open.story.settle(rest.issues.updateComment({ ...infra, comment_id, body }));
      };
      const ofStranger = await say('stranger', 'hm');
      await edit('stranger', ofStranger, '/onboard confirm-ha');
      expect(await reactions(ofStranger)).toEqual(['confused']);
      const ofContributor = await say('contributor', 'hm');
      await edit('maintainer', ofContributor, '- [x] works for me\n\n/onboard confirm-ha');
      expect(await reactions(ofContributor)).toEqual(['confused']);
      expect(await labels()).toEqual([['do-not-merge/hold']]);
    });

    test('a comment that pretends to be of the bot changes nothing', async () => {
      const { data } = await open.setting.github.as('contributor').rest.issues.listComments({
        ...infra,
        issue_number: issue,
      });
      const forged = data.find(({ user }) => user?.type === 'Bot')?.body ?? '';
      await say('stranger', forged);
      await open.resync();
      expect(await open.story.pulls()).toHaveLength(1);
      expect(await open.story.status(issue)).toContain('Waiting for review');
    });
  });

  describe('what changes it', () => {
    beforeEach(begin);
    afterEach(() => open.close());

    test('an unreadable control plane holds the pull request until a maintainer confirms', async () => {
      expect(await labels()).toEqual([['do-not-merge/hold']]);
      expect(await open.story.status(issue)).toContain('control-plane-unreadable');

      const refused = await say('contributor', '/onboard confirm-ha');
      expect(await reactions(refused)).toEqual(['confused']);
      expect(await labels()).toEqual([['do-not-merge/hold']]);

      const confirmed = await say('maintainer', 'I know it.\n/onboard confirm-ha');
      expect(await reactions(confirmed)).toEqual(['+1']);
      expect(await labels()).toEqual([[]]);
    });

    test('the author cancels: pull request closed, issue closed as not planned', async () => {
      await say('contributor', '/onboard cancel');
      expect((await open.story.pulls()).map(({ state }) => state)).toEqual(['closed']);
      expect(await open.story.issue(issue)).toMatchObject({
        state: 'closed',
        reason: 'not_planned',
      });
      expect(await open.story.status(issue)).toContain('Cancelled');

      await say('contributor', '/onboard retry');
      expect((await open.story.issue(issue)).state).toBe('open');
      expect((await open.story.pulls()).map(({ state }) => state)).toEqual(['closed', 'open']);
    });

    test('several commands in one comment', async () => {
      await say('maintainer', '/onboard confirm-ha\n/onboard help\n');
      expect(await labels()).toEqual([[]]);
      expect(await open.story.status(issue)).toContain('<details open>');
    });

    test('what is said first in a reply by mail counts', async () => {
      const quoted = `________________________________\nFrom: bot${headOf('')}/onboard cancel`;
      const id = await reply('maintainer', `/onboard confirm-ha\n\nThanks!\n\n${quoted}`);
      expect(await reactions(id)).toEqual(['+1']);
      expect(await labels()).toEqual([[]]);
    });

    test('an edited comment is a new command', async () => {
      const comment_id = await say('contributor', 'hm');
      const body = '/onboard cancel';
      await open.setting.github
        .as('contributor')
        .rest.issues.updateComment({ ...infra, comment_id, body });
      await open.story.settle();
      expect((await open.story.issue(issue)).state).toBe('closed');
    });

    test('a confirmation counts for the submission that the maintainer saw', async () => {
      await say('maintainer', '/onboard confirm-ha');
      await say('contributor', await open.story.attach(`${open.setting.encryptedTexts[0]}\n`));
      // The one that was confirmed is closed for good; what took its place is not confirmed.
      expect(await labels()).toEqual([['do-not-merge/hold'], ['do-not-merge/hold']]);
    });

    test('when somebody deletes the status comment, old commands are not obeyed again', async () => {
      await say('contributor', '/onboard cancel');
      await say('contributor', '/onboard retry');
      const { rest } = open.setting.github.as('maintainer');
      const { data } = await rest.issues.listComments({ ...infra, issue_number: issue });
      const own = data.find(({ user }) => user?.type === 'Bot');
      await open.story.settle(rest.issues.deleteComment({ ...infra, comment_id: own?.id ?? 0 }));
      expect((await open.story.issue(issue)).state).toBe('open');
      expect(await open.story.status(issue)).toContain('Waiting for review');
      expect((await open.story.pulls()).map(({ state }) => state)).toEqual(['closed', 'open']);
    });

    test('a cluster that is mended is found by the resync', async () => {
      const { admin } = open.setting.cluster;
      admin.deleteRoleBinding(account);
      await say('contributor', '/onboard retry');
      expect(await open.story.status(issue)).toContain('permissions-missing');

      admin.bindRole({ ...account, kind: 'ClusterRole', role: 'admin', account });
      await open.resync();
      expect(await open.story.status(issue)).toContain('permissions-missing');

      time = new Date(time.getTime() + 10 * 60_000);
      await open.resync();
      expect(await open.story.status(issue)).toContain('Waiting for review');
    });
  });
});
