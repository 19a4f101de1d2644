import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hideControlPlane } from '../../simulator/cluster/build-cluster.ts';
import type { Answer } from '../../simulator/github/answer.ts';
import { findFreePort } from '../../simulator/loopback.ts';
import { infra } from '../../simulator/setting.ts';
import { createStory } from '../../simulator/story.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

describe('what an author attaches', () => {
  const ground = sharedGround();
  let open: OpenStory;
  let passedMs: number;

  beforeEach(async () => {
    passedMs = 0;
    const now = () => new Date(Date.now() + passedMs);
    open = await openStory({ ground: ground(), firstRetryMs: 1, now });
  });
  afterEach(() => open.close());

  test('is followed to another store once the operator says that it is one of GitHub', async () => {
    const { setting, story } = open;
    const message = Buffer.from(await setting.encrypt(preparedKubeconfig(setting)));
    const store = `localhost:${setting.github.host.split(':')[1]}`;
    const moved: Answer = {
      status: 302,
      headers: { location: `http://${store}/moved` },
      bytes: Buffer.alloc(0),
    };
    let asked = 0;
    setting.github.onDownload((path) => {
      if (path !== '/moved') return moved;
      asked += 1;
      return { status: 200, bytes: message };
    });
    const link = setting.github.uploadAttachment('k.asc.txt', message);
    const issue = await story.settle(story.fileIssue('Add Prow build cluster rosa-1', link));
    const status = await story.status(issue);
    expect(status).toContain('attachment-host');
    expect(status).toContain(`\`${store}\``);
    expect(status).toContain('operator of the bot');
    expect(asked).toBe(0);

    await open.bot.stop();
    passedMs = 600_000;
    const PORT = String(await findFreePort());
    const bot = await setting.startBot({ ATTACHMENT_HOSTS: store, PORT });
    await createStory(setting, bot).settle();
    expect(await story.status(issue)).toContain('kubevirt/secrets');
    expect(asked).toBe(1);
  });

  const upload = (name: string, bytes: Uint8Array | string) =>
    `[${name}](${open.setting.github.uploadAttachment(name, Buffer.from(bytes))})`;
  const attach = async () => open.story.attach(preparedKubeconfig(open.setting));
  const says = (issue: number, text: string) =>
    open.story.settle(open.story.comment('contributor', issue, text));
  /** A request whose pull request is open. */
  const propose = async (body: string) => {
    const issue = await open.story.settle(
      open.story.fileIssue('Add Prow build cluster rosa-1', body),
    );
    return { issue, status: await open.story.status(issue), pulls: await open.story.pulls() };
  };

  /** The time of the last look, which the text tells, moves. */
  const withoutText = (pulls: readonly { readonly body: string }[]) =>
    pulls.map(({ body: _body, ...pull }) => pull);
  const pullsWithoutText = async () => withoutText(await open.story.pulls());

  const nothingNew: readonly (readonly [string, () => string | Promise<string>])[] = [
    ['a log', () => upload('nodes.txt', 'NAME STATUS\ncp1 Ready\n')],
    ['a log with an example of a message', () => upload('gpg.log', `$ cat k.asc\n${example}`)],
    [
      'an archive of screenshots',
      () => upload('shots.zip', zipSync({ 'a.png': png, 'b.png': png })),
    ],
    ['a file that is too large', () => upload('must-gather.log', 'x'.repeat(1_100_000))],
    ['a public key', () => upload('key.asc.txt', open.setting.automationKey.armoredPublicKey)],
    ['a pasted public key', () => open.setting.automationKey.armoredPublicKey],
    ['an example of a message', () => `It looks like this:\n\n\`\`\`\n${example}\`\`\``],
    ['what was quoted of another', async () => `> ${await attach()}\n\nThat is an old one.`],
    ['a struck-out link', async () => `~~${await attach()}~~ oops`],
    ['an address in code', async () => `see \`${(await attach()).replace(/.*\((.*)\)/, '$1')}\``],
    ['a hidden link', async () => `<!-- ${await attach()} --> ok`],
  ];
  test.each(nothingNew)('%s takes no open pull request down', async (_what, text) => {
    const { issue, status, pulls } = await propose(`Here: ${await attach()}`);
    expect(pulls).toMatchObject([{ state: 'open', labels: [] }]);
    const asked = open.setting.cluster.requests.length;
    await says(issue, await text());
    expect(open.setting.cluster.requests).toHaveLength(asked);
    expect(await pullsWithoutText()).toEqual(withoutText(pulls));
    expect(await open.story.status(issue)).toBe(status);
  });

  test.each([true, false])('a log beside it is no submission: before it %s', async (isBefore) => {
    const both = [upload('nodes.txt', 'NAME STATUS\n'), await attach()];
    const { pulls } = await propose((isBefore ? both : both.toReversed()).join(' and '));
    expect(pulls).toMatchObject([{ state: 'open', labels: [] }]);
  });

  test('a newer message takes the place of the pull request, with logs around it', async () => {
    const { issue } = await propose(`Here: ${await attach()}`);
    await says(issue, upload('nodes.txt', 'NAME STATUS\n'));
    await says(issue, `${await attach()} and ${upload('events.log', 'no events')}`);
    expect(await open.story.pulls()).toMatchObject([{ state: 'closed' }, { state: 'open' }]);
  });

  test("a reply's own words win over what it quotes, with a mark and without", async () => {
    const pasted = async () => open.setting.encrypt(preparedKubeconfig(open.setting));
    const old = await pasted();
    const { issue } = await propose(old);
    await says(
      issue,
      `New one:\n\n${await pasted()}\nOn Mon, 30 Nov 2026, me wrote:\n\n> ${old.replaceAll('\n', '\n> ')}`,
    );
    expect(await open.story.pulls()).toMatchObject([{ state: 'closed' }, { state: 'open' }]);
    await says(
      issue,
      `Again:\n\n${await pasted()}\nFrom: me <me@example.org>\nSubject: Re: [kubevirt/project-infra] Add\n\n${old}`,
    );
    const closed = { state: 'closed' };
    expect(await open.story.pulls()).toMatchObject([closed, closed, { state: 'open' }]);
    const pulls = await open.story.pulls();
    await says(
      issue,
      `Thanks!\n\nOn Mon, 30 Nov 2026, me wrote:\n\n> ${old.replaceAll('\n', '\n> ')}`,
    );
    expect(await open.story.pulls()).toEqual(pulls);
  });

  test('what cannot be fetched is not passed over: the pull request is on hold until it can', async () => {
    const { issue, status, pulls } = await propose(`Here: ${await attach()}`);
    let asked = 0;
    open.setting.github.onDownload(() => {
      asked += 1;
      return { status: 503, bytes: Buffer.from('Slow Down') };
    });
    await says(issue, upload('nodes.txt', 'NAME STATUS\n'));
    expect(asked).toBeGreaterThan(1);
    expect(await open.story.status(issue)).toContain('attachment-unavailable');
    expect(await open.story.pulls()).toMatchObject([
      { state: 'open', labels: ['do-not-merge/hold'] },
    ]);
    const before = asked;
    await open.resync();
    expect(asked).toBe(before);
    passedMs = 600_000;
    await open.resync();
    expect(asked).toBeGreaterThan(before);
    open.setting.github.onDownload(undefined);
    passedMs = 1_200_000;
    await open.resync();
    expect(await pullsWithoutText()).toEqual(withoutText(pulls));
    expect(await open.story.status(issue)).toBe(status);
  });

  test('what is gone holds the pull request until its link is gone too', async () => {
    const { issue, pulls } = await propose(`Here: ${await attach()}`);
    const { host } = open.setting.github;
    const body = `http://${host}/user-attachments/files/99999999/gone.txt`;
    const comment_id = await says(issue, body);
    expect(await open.story.status(issue)).toContain('attachment-gone');
    expect(await open.story.pulls()).toMatchObject([{ labels: ['do-not-merge/hold'] }]);
    const { issues } = open.setting.github.as('contributor').rest;
    await open.story.settle(issues.updateComment({ ...infra, comment_id, body: 'sorry' }));
    expect(await pullsWithoutText()).toEqual(withoutText(pulls));
  });

  test('a log in the place of the only message holds the pull request, and closes none', async () => {
    const { issue, pulls } = await propose(`Here: ${await attach()}`);
    const { issues } = open.setting.github.as('contributor').rest;
    const body = upload('nodes.txt', 'NAME STATUS\n');
    await open.story.settle(issues.update({ ...infra, issue_number: issue, body }));
    expect(await open.story.status(issue)).toContain('attachment-not-openpgp');
    const [pull] = pulls;
    expect(await open.story.pulls()).toMatchObject([
      { number: pull?.number, state: 'open', labels: ['do-not-merge/hold'] },
    ]);
    await says(issue, await attach());
    expect(await open.story.pulls()).toMatchObject([{ state: 'closed' }, { state: 'open' }]);
  });

  test('a message behind nineteen other files is found, and behind twenty no more', async () => {
    const logs = (count: number) =>
      Array.from({ length: count }, (_, i) => upload(`${i}.log`, `line ${i}`)).join('\n');
    const { issue, pulls } = await propose(`${await attach()}\n${logs(19)}`);
    expect(pulls).toMatchObject([{ state: 'open', labels: [] }]);
    await says(issue, logs(1));
    expect(await open.story.status(issue)).toContain('issue-too-long');
    expect(await open.story.pulls()).toMatchObject([
      { state: 'open', labels: ['do-not-merge/hold'] },
    ]);
    await says(issue, await attach());
    expect(await open.story.pulls()).toMatchObject([{ state: 'closed' }, { state: 'open' }]);
  });

  test('what was looked into is not fetched again, whatever else happens', async () => {
    const { issue } = await propose(`${await attach()} ${upload('nodes.txt', 'NAME STATUS\n')}`);
    await says(issue, upload('events.log', 'no events'));
    let asked = 0;
    open.setting.github.onDownload(() => {
      asked += 1;
      return undefined;
    });
    await open.resync();
    await says(issue, 'Any news?');
    expect(asked).toBe(0);
  });

  test('a maintainer confirms the submission that a log was attached to', async () => {
    const cluster = ground().cluster;
    const body = `Here: ${await attach()}`;
    hideControlPlane(cluster.admin);
    const hold = { labels: ['do-not-merge/hold'] };
    const { issue, pulls } = await propose(body);
    expect(pulls).toMatchObject([hold]);
    await says(issue, upload('nodes.txt', 'NAME STATUS\n'));
    expect(await open.story.pulls()).toEqual(pulls);
    await open.story.settle(open.story.comment('maintainer', issue, '/onboard confirm-ha'));
    expect(await open.story.pulls()).toMatchObject([{ state: 'open', labels: [] }]);
    const newer = await attach();
    hideControlPlane(cluster.admin);
    await says(issue, newer);
    expect(await open.story.pulls()).toMatchObject([{ state: 'closed' }, hold]);
  });

  test('a credential in a newer file is an alarm, and the request goes on without it', async () => {
    const { issue } = await propose(`Here: ${await attach()}`);
    await says(issue, upload('token.log', `sha256~${'aB3dE5gH7j'.repeat(4)}123`));
    expect((await open.story.issue(issue)).labels).toEqual(['leaked-credential']);
    expect(await open.story.pulls()).toMatchObject([{ state: 'open', labels: [] }]);
  });

  test('and where it is the one that was submitted, the pull request is on hold', async () => {
    const kubeconfig = preparedKubeconfig(open.setting);
    const { issue } = await propose(`Here: ${await open.story.attach(kubeconfig)}`);
    await says(issue, upload('plain.log', kubeconfig));
    expect(await open.story.status(issue)).toContain('credential-leaked');
    expect(await open.story.pulls()).toMatchObject([
      { state: 'open', labels: ['do-not-merge/hold'] },
    ]);
  });
});

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const example = `-----BEGIN PGP MESSAGE-----\n\nhQEMA8Gn6ET2OwjJAQf/aatU8+4MGFjR76Fau8gcLzKzIOdQMwy4RnJnBbRA6lr9\n...\n-----END PGP MESSAGE-----\n`;
