import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account, hideControlPlane } from '../../simulator/cluster/build-cluster.ts';
import { infra, secretsRepository } from '../../simulator/setting.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

const hold = 'do-not-merge/hold';

const ground = sharedGround();
let open: OpenStory;
let time: Date;
beforeEach(async () => {
  time = new Date();
  open = await openStory({ ground: ground(), now: () => time });
});
afterEach(() => open.close());

const maintainer = () => open.setting.github.as('maintainer').rest;
const labels = async () => (await open.story.pulls()).map((pull) => pull.labels);
const file = async () => {
  const issue = await open.story.settle(
    open.story.fileRequest('build-cluster', 'rosa-1', preparedKubeconfig(open.setting)),
  );
  return issue;
};
const withoutControlPlane = () => hideControlPlane(open.setting.cluster.admin);
const fileHeld = async () => {
  open.setting.cluster.prepareBuildCluster(account);
  withoutControlPlane();
  const kubeconfig = open.setting.cluster.kubeconfigFor(account);
  const issue = await open.story.settle(
    open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig),
  );
  expect(await labels()).toEqual([[hold]]);
  return issue;
};

const botComment = async (issue_number: number) => {
  const { data } = await maintainer().issues.listComments({ ...infra, issue_number });
  const own = data.filter(({ user }) => user?.type === 'Bot');
  if (own.length !== 1) throw new Error(`${own.length} comments of the bot`);
  return { id: own[0]?.id ?? 0, body: own[0]?.body ?? '' };
};
const visible = (body: string) => body.replace(/<!-- \S+ \S+ -->/, '').trim();

describe('the status comment', () => {
  let issue: number;
  beforeEach(async () => {
    issue = await file();
  });
  const edit = async (body: string) => {
    const { id: comment_id } = await botComment(issue);
    await open.story.settle(maintainer().issues.updateComment({ ...infra, comment_id, body }));
  };
  const errors = () =>
    open.logs.filter((line) => line.includes('"level":50') && line.includes('again and again'));

  test.each<[string, (body: string) => string]>([
    ['words are added below', (body) => `${body}\n\nI have checked it, merge it.`],
    ['words are added above', (body) => `Merge this now.\n\n${body}`],
    ['a word is changed', (body) => body.replace('review', 'nothing')],
    ['the marker is taken away', (body) => visible(body)],
    ['the marker is another one', (body) => body.replace(/onboarding \w/, 'onboarding x')],
    ['all is gone but the marker', (body) => /<!-- .* -->/.exec(body)?.[0] ?? ''],
  ])('is as it was where %s', async (_what, change) => {
    const { body } = await botComment(issue);
    const changed = change(body);
    expect(changed).not.toBe(body);
    await edit(changed);
    expect(visible((await botComment(issue)).body)).toBe(visible(body));
    expect((await open.story.pulls()).map(({ state }) => state)).toEqual(['open']);
  });

  test('may have other ends of lines', async () => {
    const { body } = await botComment(issue);
    const before = open.setting.github.requests.length;
    await edit(`${body.replaceAll('\n', '\r\n')}  \r\n`);
    const writes = open.setting.github.requests
      .slice(before)
      .filter(({ template }) => template.endsWith('/comments/{comment_id}'));
    // It is the editor that counts, not the ends of lines.
    expect(writes.length).toBeGreaterThan(0);
    expect((await botComment(issue)).body).not.toContain('\r');
  });

  test('is not brought back to an older state of its own', async () => {
    const older = (await botComment(issue)).body;
    await open.story.settle(open.story.comment('contributor', issue, '/onboard cancel'));
    await open.story.settle(open.story.comment('contributor', issue, '/onboard retry'));
    const now = (await botComment(issue)).body;
    expect(older).not.toBe(now);
    await edit(older);
    const { body } = await botComment(issue);
    expect(body).not.toBe(older);
    expect((await open.story.issue(issue)).state).toBe('open');
  });

  test('is restored three times an hour; then the operator is told and what is open is held', async () => {
    const { body } = await botComment(issue);
    for (let times = 1; times <= 3; times += 1) {
      expect(await labels()).toEqual([[]]);
      await edit(`${(await botComment(issue)).body}\nNumber ${times}`);
      expect((await botComment(issue)).body).not.toContain('Number');
    }
    expect(await labels()).toEqual([[hold]]);
    expect(await open.story.status(issue)).toContain('who keeps changing');
    expect(errors()).toEqual([]);
    await edit(`${(await botComment(issue)).body}\nNumber 4`);
    expect((await botComment(issue)).body).toContain('Number 4');
    expect(errors()).toHaveLength(1);
    expect(await labels()).toEqual([[hold]]);

    time = new Date(time.getTime() + 61 * 60 * 1000);
    await open.resync();
    expect(visible((await botComment(issue)).body)).toBe(visible(body));
    expect(await labels()).toEqual([[]]);
  });
});

describe('who fights the bot with what it does not read any more', () => {
  test.each<[string, (issue: number, older: string) => Promise<unknown>]>([
    [
      'an older text of its own, and words in it',
      async (issue, older) => {
        const { id: comment_id } = await botComment(issue);
        const body = older.replace('\n<!-- ', '\nMerge it.\n<!-- ');
        return maintainer().issues.updateComment({ ...infra, comment_id, body });
      },
    ],
    [
      'a comment without a marker',
      async (issue) => {
        const { id: comment_id } = await botComment(issue);
        return maintainer().issues.updateComment({ ...infra, comment_id, body: 'Merge it.' });
      },
    ],
    [
      'no comment at all',
      async (issue) => {
        const { id: comment_id } = await botComment(issue);
        return maintainer().issues.deleteComment({ ...infra, comment_id });
      },
    ],
    [
      'a pull request without a marker',
      () => maintainer().pulls.update({ ...secretsRepository, pull_number: 1, body: 'Merge it.' }),
    ],
  ])(
    'is let go on after three times, and nothing is merged meanwhile: %s',
    async (_what, fight) => {
      const issue = await file();
      const { body } = await botComment(issue);
      for (let times = 1; times <= 3; times += 1) {
        expect(await labels()).toEqual([[]]);
        await open.story.settle(fight(issue, body));
        expect(await open.story.status(issue)).toContain('review');
      }
      expect(await labels()).toEqual([[hold]]);
      await fight(issue, body);
      const before = open.setting.github.requests.length;
      await open.story.settle();
      await open.resync();
      const since = open.setting.github.requests.slice(before);
      const writes = since.filter(
        ({ method, template }) => method !== 'GET' && !template.includes('graphql'),
      );
      expect(writes).toEqual([]);
      expect(await labels()).toEqual([[hold]]);
      expect(open.logs.some((line) => line.includes('again and again'))).toBe(true);

      time = new Date(time.getTime() + 61 * 60 * 1000);
      await open.resync();
      expect(visible((await botComment(issue)).body)).toBe(visible(body));
      expect(await labels()).toEqual([[]]);
    },
  );

  test('makes it forget no leak, whatever the comment is brought back to', async () => {
    open.setting.cluster.prepareBuildCluster(account);
    const issue = await open.story.settle(
      open.story.fileIssue('Add Prow build cluster rosa-1', 'Soon.'),
    );
    const older = await botComment(issue);
    const kubeconfig = open.setting.cluster.kubeconfigFor(account);
    const leak = await open.story.settle(
      open.story.comment('contributor', issue, `\`\`\`\n${kubeconfig}\n\`\`\``),
    );
    await maintainer().issues.deleteComment({ ...infra, comment_id: leak });
    await open.story.settle(
      open.story.comment('contributor', issue, await open.story.attach(kubeconfig)),
    );
    expect(await open.story.pulls()).toEqual([]);
    const comment_id = (await botComment(issue)).id;
    await maintainer().issues.updateComment({ ...infra, comment_id, body: older.body });
    await open.story.settle();
    expect(await open.story.pulls()).toEqual([]);
    await open.story.settle(maintainer().issues.deleteComment({ ...infra, comment_id }));
    expect(await open.story.pulls()).toEqual([]);
    expect((await botComment(issue)).body).toContain('posted in this issue without encryption');
  });

  test('gains nothing by the text of another pull request of the same branch', async () => {
    const issue = await file();
    const { data } = await maintainer().pulls.get({ ...secretsRepository, pull_number: 1 });
    const { cluster } = open.setting;
    const token = cluster.admin.createTokenSecret('another', account);
    const other = await open.story.attach(cluster.kubeconfigFor(account, token));
    await open.story.settle(open.story.comment('contributor', issue, other));
    await maintainer().pulls.update({
      ...secretsRepository,
      pull_number: 2,
      body: data.body ?? '',
    });
    await open.story.settle();
    expect((await open.story.pulls()).map(({ state }) => state)).toEqual(['closed', 'open']);
  });
});

describe('a hold that somebody takes away', () => {
  const takeAway = async (name: string) => {
    await maintainer().issues.removeLabel({ ...secretsRepository, issue_number: 1, name });
    await open.story.settle();
  };
  test('is back at once, each time, as long as it is needed', async () => {
    const issue = await fileHeld();
    for (let times = 1; times <= 4; times += 1) {
      await takeAway(hold);
      expect(await labels()).toEqual([[hold]]);
    }
    await open.story.settle(open.story.comment('maintainer', issue, '/onboard confirm-ha'));
    expect(await labels()).toEqual([[]]);
  });

  test('is back where its label has another name, or none any more', async () => {
    await fileHeld();
    const label = { ...secretsRepository, name: hold };
    await open.story.settle(maintainer().issues.updateLabel({ ...label, new_name: 'hold' }));
    expect((await labels()).map((each) => each.toSorted())).toEqual([[hold, 'hold']]);
    await open.story.settle(maintainer().issues.deleteLabel(label));
    expect((await labels()).map((each) => each.toSorted())).toEqual([[hold, 'hold']]);
  });

  test("stays away where it is not needed: it was a person's", async () => {
    await file();
    await maintainer().issues.addLabels({
      ...secretsRepository,
      issue_number: 1,
      labels: [hold, 'lgtm'],
    });
    await open.story.settle();
    expect(await labels()).toEqual([[hold, 'lgtm']]);
    await takeAway(hold);
    expect(await labels()).toEqual([['lgtm']]);
  });

  test('is not looked for when other labels change', async () => {
    await file();
    await maintainer().issues.addLabels({
      ...secretsRepository,
      issue_number: 1,
      labels: ['lgtm'],
    });
    await open.story.settle();
    const before = open.setting.github.requests.length;
    await takeAway('lgtm');
    expect(open.setting.github.requests.slice(before)).toEqual([]);
  });
});

describe('the text of a pull request tells what is so now', () => {
  const body = async () => (await open.story.pulls())[0]?.body ?? '';
  const head = async () =>
    (await maintainer().pulls.get({ ...secretsRepository, pull_number: 1 })).data.head.sha;
  const say = (login: string, issue: number, text: string) =>
    open.story.settle(open.story.comment(login, issue, text));
  const edits = () =>
    open.setting.github.requests.filter(
      ({ method, template }) => method === 'PATCH' && template.endsWith('/pulls/{pull_number}'),
    ).length;

  test('who confirmed what, and when, in place of the hold, by one edit on the same commit', async () => {
    const issue = await fileHeld();
    expect(await body()).toMatch(/^> \[!IMPORTANT\]\n> \*\*On hold\.\*\* The bot could not verify/);
    expect(edits()).toBe(0);
    const commit = await head();
    await say('maintainer', issue, '/onboard confirm-ha');
    expect(await labels()).toEqual([[]]);
    expect(await body()).not.toContain('On hold');
    expect(await body()).toMatch(
      /^- `maintainer` confirmed on \d+ \w+ \d{4}, \d\d:\d\d UTC that the control plane is highly available\.\n\nPart of/,
    );
    expect(await head()).toBe(commit);
    expect(edits()).toBe(1);
    await open.resync();
    expect(edits()).toBe(1);
  });

  test('that the cluster has failed its checks since, and what it shows once they pass', async () => {
    const { admin } = open.setting.cluster;
    const issue = await file();
    const first = await body();
    expect(first).not.toContain('On hold');
    admin.deleteRoleBinding(account);
    await say('contributor', issue, '/onboard retry');
    expect(await labels()).toEqual([[hold]]);
    expect(await body()).toMatch(/\*\*On hold\.\*\* The cluster no longer passes these checks: “/);
    expect(await body()).toMatch(/^- ❌ \*\*/m);
    admin.bindRole({ ...account, kind: 'ClusterRole', role: 'admin', account });
    await say('contributor', issue, '/onboard retry');
    expect(await labels()).toEqual([[]]);
    expect(visible(await body())).toBe(visible(first));
    expect(edits()).toBe(2);
  });

  test('what a look shows that sees something else, and nothing is written where it is the same', async () => {
    const issue = await file();
    await say('contributor', issue, '/onboard retry');
    expect(edits()).toBe(0);
    withoutControlPlane();
    await say('contributor', issue, '/onboard retry');
    expect(await labels()).toEqual([[hold]]);
    expect(await body()).toMatch(/^> \[!IMPORTANT\]/);
    expect(await body()).toMatch(/^- ❔ \*\*The control plane/m);
    expect(edits()).toBe(1);
  });

  test('and what others have added to it stays', async () => {
    const issue = await fileHeld();
    const others = `${await body()}\n\nSeen by me.`;
    await maintainer().pulls.update({ ...secretsRepository, pull_number: 1, body: others });
    await say('maintainer', issue, '/onboard confirm-ha');
    expect(await body()).toMatch(
      /^- `maintainer` confirmed[\s\S]*not from the bot[\s\S]*Seen by me\.$/,
    );
  });

  test('nothing of a hold that is a person’s own', async () => {
    await file();
    const before = await body();
    const held = { ...secretsRepository, issue_number: 1, labels: [hold] };
    await open.story.settle(maintainer().issues.addLabels(held));
    await open.resync();
    expect(await body()).toBe(before);
  });
});

describe('the pull request', () => {
  let issue: number;
  let before: { readonly title: string; readonly body: string };
  beforeEach(async () => {
    issue = await file();
    before = await shown();
  });
  const shown = async () => {
    const { data } = await maintainer().pulls.get({ ...secretsRepository, pull_number: 1 });
    return { title: data.title, body: data.body ?? '', head: data.head.sha };
  };
  const edit = async (change: { readonly title?: string; readonly body?: string }) => {
    await maintainer().pulls.update({ ...secretsRepository, pull_number: 1, ...change });
    await open.story.settle();
  };
  const words = ({ title, body }: typeof before) => ({ title, body });
  const submissionIn = (body: string | null) => /^- Submission.*$/m.exec(body ?? '')?.[0];
  const attachRenewed = () => {
    const token = open.setting.cluster.admin.createTokenSecret('renewed', account);
    return open.story.attach(open.setting.cluster.kubeconfigFor(account, token));
  };
  const line = /^\*\*What follows is not from the bot\.\*\*/m;
  const marker = () => /<!-- .* -->/.exec(before.body)?.[0] ?? '';

  test.each<[string, (text: typeof before) => Partial<typeof before>]>([
    ['a word is changed', ({ body }) => ({ body: body.replace('rosa', 'lily') })],
    ['words are added above', ({ body }) => ({ body: `All is checked.\n\n${body}` })],
    ['all is gone but the marker', () => ({ body: marker() })],
    ['the title is another one', () => ({ title: 'Fix a typo' })],
  ])('is as it was where %s, on the same commit', async (_what, change) => {
    const { head } = await shown();
    await edit(change(before));
    const after = await shown();
    expect(after.title).toBe(before.title);
    expect(visible(after.body)).toBe(visible(before.body));
    expect(after.head).toBe(head);
    expect(await labels()).toEqual([[]]);
  });

  test('is told anew where the marker is taken away', async () => {
    await edit({ body: 'Merge me.' });
    const { body } = await shown();
    expect(body).toContain('### What changes');
    expect(body).not.toContain('Merge me.');
  });

  test('keeps below a line what others have added, without a marker in it', async () => {
    await edit({ body: `${before.body}\n\n/kind feature\n${marker()}\nSeen by me.` });
    const { body } = await shown();
    const [own = '', others = ''] = body.split(line);
    expect(visible(own.replace(/---\s*$/, ''))).toBe(visible(before.body));
    expect(others).toContain('/kind feature');
    expect(others).toContain('Seen by me.');
    expect(others).not.toContain('<!--');
    // Once more, and nothing is doubled.
    await edit({ body: `${body}\nBy me too.` });
    const again = (await shown()).body.split(line);
    expect(again).toHaveLength(2);
    expect(again[1]).toContain('By me too.');
  });

  test('is cut to what GitHub takes', async () => {
    await edit({ body: `${before.body}\n\n`.padEnd(65_536, 'x') });
    const { body } = await shown();
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body).toMatch(line);
  });

  describe('that is as long as GitHub takes it', () => {
    beforeEach(() => edit({ body: `${before.body}\n\n`.padEnd(65_536, 'x') }));

    test('is told all the same what took its place, and that is on hold where it has to be', async () => {
      const { cluster } = open.setting;
      withoutControlPlane();
      const token = cluster.admin.createTokenSecret('another', account);
      const other = await open.story.attach(cluster.kubeconfigFor(account, token));
      await open.story.settle(open.story.comment('contributor', issue, other));
      const pulls = await open.story.pulls();
      expect(pulls.map(({ state }) => state)).toEqual(['closed', 'open']);
      expect(pulls[1]?.labels).toEqual([hold]);
      expect((await shown()).body).toMatch(/^> \*\*Closed for good\..*replaces it/);
    });

    test('warns of a commit of somebody else, and is held', async () => {
      const { data } = await maintainer().pulls.get({ ...secretsRepository, pull_number: 1 });
      await maintainer().repos.createOrUpdateFileContents({
        ...secretsRepository,
        ...{ path: 'more.txt', message: 'More', branch: data.head.ref },
        content: Buffer.from('more').toString('base64'),
      });
      await open.story.settle();
      expect((await shown()).body).toMatch(/^> \*\*Don't merge this as it is/);
      expect(await labels()).toEqual([[hold]]);
    });
  });

  test('is not brought back to an older text of its own', async () => {
    await edit({ body: `${before.body}\n\nSeen.` });
    const now = await shown();
    await edit({ body: before.body });
    const { data } = await maintainer().pulls.get({ ...secretsRepository, pull_number: 1 });
    expect(data.body).not.toBe(before.body);
    expect(visible(data.body ?? '')).toBe(visible(before.body));
    expect(now.body).not.toBe(data.body);
  });

  test('is not given up for the text of the one before, and is told anew', async () => {
    await open.story.settle(open.story.comment('contributor', issue, await attachRenewed()));
    const second = async () =>
      (await maintainer().pulls.get({ ...secretsRepository, pull_number: 2 })).data;
    const { title, body } = await second();
    await maintainer().pulls.update({ ...secretsRepository, pull_number: 2, ...words(before) });
    await open.story.settle();
    expect((await open.story.pulls()).map(({ state }) => state)).toEqual(['closed', 'open']);
    const after = await second();
    expect(after.title).toBe(title);
    expect(submissionIn(after.body)).toBe(submissionIn(body));
    expect(submissionIn(after.body)).not.toBe(submissionIn(before.body));
    expect(open.logs.filter((text) => text.includes('"level":50'))).toEqual([]);
  });

  test('is restored three times an hour, and then on hold until the hour is over', async () => {
    for (let times = 1; times <= 3; times += 1) {
      expect(await labels()).toEqual([[]]);
      await edit({ title: `Number ${times}` });
      expect((await shown()).title).toBe(before.title);
    }
    expect(await labels()).toEqual([[hold]]);
    expect(await open.story.status(issue)).toContain('who keeps changing');
    await edit({ title: 'Number 4' });
    expect((await shown()).title).toBe('Number 4');
    expect(await labels()).toEqual([[hold]]);
    const told = open.logs.filter((text) => text.includes('again and again'));
    expect(told.length).toBeGreaterThan(0);

    time = new Date(time.getTime() + 61 * 60 * 1000);
    await open.resync();
    expect((await shown()).title).toBe(before.title);
    expect(await labels()).toEqual([[]]);
    expect(await open.story.status(issue)).not.toContain('who keeps changing');
  });
});
