import { createMessage, encrypt, readKey } from 'openpgp';
import { afterEach, describe, expect, test } from 'vitest';
import { objectOf } from '../../simulator/github/json.ts';
import { infra } from '../../simulator/setting.ts';
import { issueTextOf, readIssueForm } from '../upstream/issue-form.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

describe('an issue that clearly means a request and misses the form', () => {
  const ground = sharedGround();
  let open: OpenStory;
  afterEach(() => open.close());

  const begin = async () => {
    open = await openStory({ ground: ground() });
  };
  const as = (login: string) => open.setting.github.as(login).rest.issues;
  const file = (title: string, body = 'Please.') =>
    open.story.settle(open.story.fileIssue(title, body));
  const edit = (issue_number: number, changes: { title?: string; body?: string }) =>
    open.story.settle(as('contributor').update({ ...infra, issue_number, ...changes }));
  const say = (login: string, issue: number, body: string) =>
    open.story.settle(open.story.comment(login, issue, body));
  const comments = async (issue_number: number) => {
    const { data } = await as('maintainer').listComments({ ...infra, issue_number });
    return data.filter(({ user }) => user?.type === 'Bot').map(({ body }) => body ?? '');
  };
  /** How many comments of the bot people have heard of. */
  const told = () =>
    open.setting.github.deliveries.filter(({ event, action, payload }) => {
      if (event !== 'issue_comment' || action !== 'created') return false;
      return objectOf(objectOf(payload.comment).user).type === 'Bot';
    }).length;
  const reactions = async (comment_id: number) => {
    const { data } = await open.setting.github
      .as('stranger')
      .rest.reactions.listForIssueComment({ ...infra, comment_id });
    return data.map(({ content }) => content);
  };

  test('is told the title once, and goes on as soon as it has it', async () => {
    await begin();
    const file_ = await open.story.attach(preparedKubeconfig(open.setting));
    const issue = await file('Please add a Prow build cluster rosa-1', file_);
    expect(await comments(issue)).toEqual([
      expect.stringContaining('`Add Prow build cluster rosa-1`'),
    ]);
    await edit(issue, { body: `${file_} Thanks!` });
    await say('stranger', issue, 'Nice.');
    await open.resync();
    expect([told(), await open.story.pulls()]).toEqual([1, []]);
    await edit(issue, { title: 'Add Prow build cluster rosa-1' });
    expect(await comments(issue)).toEqual([expect.stringContaining('Waiting for review')]);
    expect(told()).toBe(2);
  });

  test('is told the name that a field of its form has', async () => {
    await begin();
    const form = readIssueForm('upstream/ISSUE_TEMPLATE/remove-prow-build-cluster.yml');
    const issue = await file(
      'Remove the Prow build cluster',
      issueTextOf(form, { name: 'rosa-1' }),
    );
    expect(await comments(issue)).toEqual([
      expect.stringContaining('`Remove Prow build cluster rosa-1`'),
    ]);
  });

  test('is told the whole title too where that has the form, and no name', async () => {
    await begin();
    const form = readIssueForm('upstream/ISSUE_TEMPLATE/remove-prow-build-cluster.yml');
    const text = issueTextOf(form, { name: 'rosa-1' });
    for (const title of [form.title, `${form.title}rosa-1, please`, `${form.title}Rosa-1`]) {
      const body = title === form.title ? text : 'Thanks!';
      expect(await comments(await file(title, body))).toEqual([
        expect.stringContaining('`Remove Prow build cluster rosa-1`'),
      ]);
    }
  });

  test('is known by a message to the bot, pasted or in a file, and by nothing else', async () => {
    await begin();
    const { setting, story } = open;
    const kubeconfig = preparedKubeconfig(setting);
    const pasted = await file('Our credentials', await setting.encrypt(kubeconfig));
    const attached = await file('Our credentials', await story.attach(kubeconfig));
    for (const issue of [pasted, attached]) {
      expect(await comments(issue)).toEqual([
        expect.stringContaining('`Add KubeVirtCI external provider <name>`'),
      ]);
    }
    const toOther = await encrypt({
      message: await createMessage({ text: 'for somebody else' }),
      encryptionKeys: await readKey({ armoredKey: setting.maintainerKey.armoredPublicKey }),
    });
    const toOthers = setting.github.uploadAttachment('x.txt', Buffer.from(toOther));
    const log = setting.github.uploadAttachment('build.log', Buffer.from('no such host\n'));
    expect(await comments(await file('Lane fails', `[x](${toOthers}) [log](${log})`))).toEqual([]);
    expect(told()).toBe(2);
    await edit(pasted, { body: 'Never mind.' });
    expect(await comments(pasted)).toEqual([]);
  });

  test('rings the alarm, which stays when the title is right', async () => {
    await begin();
    const kubeconfig = preparedKubeconfig(open.setting);
    const issue = await file('New build cluster: rosa-1', kubeconfig);
    const [comment] = await comments(issue);
    expect(comment).toContain('without encryption');
    expect(comment).toContain('`Add Prow build cluster rosa-1`');
    expect((await open.story.issue(issue)).labels).toEqual(['leaked-credential']);
    const encrypted = await open.story.attach(kubeconfig);
    await edit(issue, { title: 'Add Prow build cluster rosa-1', body: encrypted });
    const after = await comments(issue);
    expect(after).toEqual([expect.stringContaining('without encryption')]);
    expect(after[0]).toContain('credential-leaked');
    expect(await open.story.pulls()).toEqual([]);
  });

  test('is answered nowhere else, and the answer goes with the reason for it', async () => {
    await begin();
    const before = open.setting.github.requests.length;
    const other = await file(
      'Prow build cluster rosa-1 is down',
      'See https://prow.ci.kubevirt.io',
    );
    expect([await comments(other), open.setting.github.requests.length]).toEqual([[], before]);
    const issue = await file('Please remove Prow build cluster rosa-1');
    expect(await comments(issue)).toHaveLength(1);
    await edit(issue, { title: 'Prow build cluster rosa-1 is slow' });
    expect(await comments(issue)).toEqual([]);
    await edit(issue, { title: 'Please remove Prow build cluster rosa-1' });
    expect([await comments(issue), told()]).toEqual([[], 1]);
  });

  test('help is a comment where nothing is asked for, once', async () => {
    await begin();
    const issue = await file('Flaky lane');
    expect(await reactions(await say('stranger', issue, '/onboard help'))).toEqual(['+1']);
    expect(await comments(issue)).toEqual([expect.stringContaining('“/onboard retry”')]);
    const tried = await say('contributor', issue, '/onboard retry');
    expect(await reactions(await say('contributor', issue, '/onboard help'))).toEqual(['+1']);
    expect(await reactions(tried)).toEqual(['confused']);
    expect(await comments(issue)).toHaveLength(1);
    expect(told()).toBe(1);
    await edit(issue, { title: 'Remove Prow build cluster prow-workloads' });
    expect(await comments(issue)).toEqual([
      expect.not.stringContaining('commands have no effect here'),
    ]);
  });
});
