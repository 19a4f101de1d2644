import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { account } from '../../simulator/cluster/build-cluster.ts';
import type { Json } from '../../simulator/github/json.ts';
import { changeFile } from '../../simulator/repository-files.ts';
import { archivePath, infra, secretsRepository } from '../../simulator/setting.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

/** As it goes over the wire. */
const asJson = (answer: object): Json => JSON.parse(JSON.stringify(answer));

describe('a request ends as people decide', () => {
  const ground = sharedGround();
  let open: OpenStory;
  let kubeconfig: string;
  let issue: number;

  beforeEach(async () => {
    open = await openStory({ ground: ground(), firstRetryMs: 1 });
    kubeconfig = preparedKubeconfig(open.setting);
    issue = await open.story.settle(open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig));
    expect(await hasBranch()).toBe(true);
  });
  afterEach(() => open.close());

  const maintainer = () => open.setting.github.as('maintainer').rest;
  const contributor = () => open.setting.github.as('contributor').rest;
  const states = async () => (await open.story.pulls()).map(({ state }) => state);
  const hasBranch = () => open.story.hasBranch(issue);
  const contexts = async (ref?: string): Promise<string[]> => {
    const { kubeconfig: merged } = parse(
      (await open.setting.readSecrets(ref)).get('main.yml') ?? '',
    );
    return parse(merged).contexts.map(({ name }: { name: string }) => name);
  };

  test('merged: says what to do next, closes the issue, deletes the branch', async () => {
    await open.story.settle(open.story.merge(1));
    expect(await open.story.issue(issue)).toMatchObject({ state: 'closed', reason: 'completed' });
    expect(await open.story.status(issue)).toContain('cluster: rosa-1');
    expect(await hasBranch()).toBe(false);
  });

  test('an issue that a person reopens after that stays open', async () => {
    await open.story.settle(open.story.merge(1));
    await maintainer().issues.update({ ...infra, issue_number: issue, state: 'open' });
    await open.story.settle();
    await open.resync();
    expect((await open.story.issue(issue)).state).toBe('open');
  });

  test('closed unmerged: says so and waits; /onboard retry opens another one', async () => {
    await maintainer().pulls.update({ ...secretsRepository, pull_number: 1, state: 'closed' });
    await open.story.settle();
    expect(await open.story.status(issue)).toContain('Not merged');
    expect((await open.story.issue(issue)).state).toBe('open');
    await open.resync();
    expect(await states()).toEqual(['closed']);

    await open.story.settle(open.story.comment('contributor', issue, '/onboard retry'));
    expect(await states()).toEqual(['closed', 'open']);
  });

  test('issue closed by hand: the pull request and its branch go; reopened: back again', async () => {
    await contributor().issues.update({ ...infra, issue_number: issue, state: 'closed' });
    await open.story.settle();
    expect(await states()).toEqual(['closed']);
    expect(await hasBranch()).toBe(false);
    expect(await open.story.status(issue)).toContain('Withdrawn');

    await maintainer().issues.update({ ...infra, issue_number: issue, state: 'open' });
    await open.story.settle();
    expect(await states()).toEqual(['closed', 'open']);
    expect(await open.story.status(issue)).toContain('Waiting for review');
  });

  test('nothing ends where the repository of the issues is renamed', async () => {
    const { github } = open.setting;
    const [{ data: found }, { data: named }] = await Promise.all([
      contributor().issues.get({ ...infra, issue_number: issue }),
      contributor().repos.get(infra),
    ]);
    const renamed = new Map<string, Json>([
      [
        '/repos/{owner}/{repo}/issues/{issue_number}',
        asJson({ ...found, repository_url: found.repository_url.replace(infra.repo, 'renamed') }),
      ],
      ['/repos/{owner}/{repo}', asJson({ ...named, full_name: 'kubevirt/renamed' })],
    ]);
    github.onRequest(({ method, template }) => {
      const body = method === 'GET' ? renamed.get(template) : undefined;
      return body === undefined ? undefined : { before: { status: 200, body } };
    });
    await open.resync();
    github.onRequest(undefined);
    expect(await states()).toEqual(['open']);
    expect(open.logs.join('')).toContain('repository-renamed');

    await open.resync();
    expect(await open.story.status(issue)).toContain('Waiting for review');
  });

  test('another submission: what was reviewed is closed for good, and another one is opened', async () => {
    const labels = ['approved'];
    await maintainer().issues.addLabels({ ...secretsRepository, issue_number: 1, labels });
    const { cluster } = open.setting;
    const other = { ...account, name: 'other-account' };
    cluster.admin.createServiceAccount(other);
    cluster.admin.createTokenSecret('other-token', other);
    cluster.admin.bindRole({
      namespace: account.namespace,
      name: 'other',
      kind: 'ClusterRole',
      role: 'admin',
      account: other,
    });
    const attachment = await open.story.attach(cluster.kubeconfigFor(other));
    await open.story.settle(
      open.story.comment('contributor', issue, `Take this one: ${attachment}`),
    );
    const pulls = await open.story.pulls();
    expect(pulls).toMatchObject([
      { state: 'closed', labels: ['approved', 'do-not-merge/hold'] },
      // This account may not see of what the control plane is made.
      { state: 'open', labels: ['do-not-merge/hold'] },
    ]);
    expect(pulls[0]?.body).toMatch(/^> \*\*Closed for good\.\*\*.*\[#2\]\(.*\/pull\/2\)/);
    expect(pulls[0]?.body).toContain('user prow-workloads');
    expect(pulls[1]?.body).toContain('user other-account');
    expect(pulls[1]?.branch).toBe(pulls[0]?.branch);
    expect(pulls[1]?.body).not.toContain('user prow-workloads');
    const { data: commits } = await maintainer().pulls.listCommits({
      ...secretsRepository,
      pull_number: 2,
    });
    expect(commits).toHaveLength(1);
    expect(await open.story.status(issue)).toMatch(/Waiting for review.*\/pull\/2/);
    const reopening = maintainer().pulls.update({
      ...secretsRepository,
      pull_number: 1,
      state: 'open',
    });
    await expect(reopening).rejects.toThrow('force-pushed');
  });

  test("an older pull request that a person opens again is closed again, and in nobody's way", async () => {
    const { data } = await maintainer().pulls.get({ ...secretsRepository, pull_number: 1 });
    await open.story.settle(
      open.story.comment('contributor', issue, await open.story.attach(`${kubeconfig}\n`)),
    );
    await open.story.settle(open.story.comment('contributor', issue, '/onboard cancel'));
    expect(await states()).toEqual(['closed', 'closed']);
    const ref = `refs/heads/${data.head.ref}`;
    await maintainer().git.createRef({ ...secretsRepository, ref, sha: data.head.sha });
    await maintainer().pulls.update({ ...secretsRepository, pull_number: 1, state: 'open' });
    await open.story.settle();
    expect(await states()).toEqual(['closed', 'closed']);
    expect((await open.story.pulls())[0]?.labels).toContain('do-not-merge/hold');
    await open.story.settle(open.story.comment('contributor', issue, '/onboard retry'));
    expect(await states()).toEqual(['closed', 'closed', 'open']);
  });

  test('a hold of a person is carried on to what takes the place of what was held', async () => {
    const labels = ['do-not-merge/hold'];
    await maintainer().issues.addLabels({ ...secretsRepository, issue_number: 1, labels });
    await open.story.settle(
      open.story.comment('contributor', issue, await open.story.attach(`${kubeconfig}\n`)),
    );
    expect((await open.story.pulls())[1]).toMatchObject({ state: 'open', labels });
    await open.resync();
    expect((await open.story.pulls())[1]).toMatchObject({ state: 'open', labels });
  });

  test('merged at the very moment: that is merged, and nothing else is proposed', async () => {
    const { github } = open.setting;
    let isMerged = false;
    github.onRequest(({ method, template }) => {
      if (isMerged || method !== 'POST' || !template.endsWith('/labels')) return undefined;
      isMerged = true;
      return open.story.merge(1).then(() => undefined);
    });
    await open.story.settle(
      open.story.comment('contributor', issue, await open.story.attach(`${kubeconfig}\n`)),
    );
    github.onRequest(undefined);
    expect(isMerged).toBe(true);
    expect(await states()).toEqual(['closed']);
    expect(await open.story.status(issue)).toContain('the cluster answers');
    expect((await open.story.pulls())[0]?.body).not.toContain('Closed for good');
  });

  test('more than three times a day something new is not opened', async () => {
    for (const name of ['rosa-2', 'rosa-3', 'rosa-4', 'rosa-5']) {
      const title = `Add Prow build cluster ${name}`;
      await contributor().issues.update({ ...infra, issue_number: issue, title });
      await open.story.settle();
    }
    expect(await states()).toEqual(['closed', 'closed', 'closed', 'closed']);
    expect(await open.story.status(issue)).toContain('changed-too-often');
    expect(await hasBranch()).toBe(false);
  });

  test('another submission that is no good: nothing is left to be merged', async () => {
    await open.story.settle(
      open.story.comment('contributor', issue, await open.story.attach('kind: Nonsense')),
    );
    const [pull] = await open.story.pulls();
    expect(pull).toMatchObject({ state: 'closed', labels: ['do-not-merge/hold'] });
    expect(pull?.body).toMatch(/^> \*\*Closed for good/);
    expect(await hasBranch()).toBe(false);
    expect(await open.story.status(issue)).toContain('kubeconfig-shape');

    await open.story.settle(
      open.story.comment('contributor', issue, await open.story.attach(kubeconfig)),
    );
    expect((await open.story.pulls())[1]).toMatchObject({ state: 'open', labels: [] });
  });

  test('when the base moves on, the open pull request is rebuilt on it', async () => {
    const second = await open.story.settle(
      open.story.fileRequest(
        'external-provider',
        's390x-test',
        open.setting.providerCluster.adminKubeconfig(),
      ),
    );
    await open.story.settle(open.story.merge(2));
    expect((await open.story.issue(second)).state).toBe('closed');

    await open.story.settle(open.story.merge(1));
    expect((await open.story.issue(issue)).state).toBe('closed');
    expect(await contexts()).toEqual(['prow-workloads', 'rosa-1']);
    const entries = parse((await open.setting.readSecrets()).get('main.yml') ?? '');
    expect(Object.keys(entries)).toContain('s390x-test');
  });

  test('what was taken out of the history of the base is not brought back', async () => {
    const { git, repos } = maintainer();
    const ref = 'heads/master';
    const { data: before } = await git.getRef({ ...secretsRepository, ref });
    const content = Buffer.from('a password in clear').toString('base64');
    const mistake = { ...secretsRepository, path: 'oops.txt', message: 'Add by mistake', content };
    await repos.createOrUpdateFileContents(mistake);
    const second = await open.story.settle(
      open.story.fileRequest(
        'external-provider',
        's390x-test',
        open.setting.providerCluster.adminKubeconfig(),
      ),
    );

    await git.updateRef({ ...secretsRepository, ref, sha: before.object.sha, force: true });
    await open.story.settle();
    expect(await open.story.status(second)).toContain('Waiting for review');
    await open.story.merge(2);
    const { data: tree } = await git.getTree({ ...secretsRepository, tree_sha: 'master' });
    expect(tree.tree.map(({ path }) => path)).not.toContain('oops.txt');
  });

  test('who tries the branch elsewhere has merged nothing', async () => {
    const { git, pulls } = maintainer();
    const { data: base } = await git.getRef({ ...secretsRepository, ref: 'heads/master' });
    await git.createRef({ ...secretsRepository, ref: 'refs/heads/staging', sha: base.object.sha });
    const head = 'cluster-onboarding/issue-1';
    const trial = { title: 'Try it', head, base: 'staging' };
    const { data: second } = await pulls.create({ ...secretsRepository, ...trial });
    await open.story.settle(open.story.merge(second.number));
    await open.resync();
    expect(await states()).toEqual(['open', 'closed']);
    expect(await open.story.status(issue)).toContain('Waiting for review');
    expect(await contexts()).toEqual(['prow-workloads']);
  });

  const leadElsewhere = async () => {
    const { git, pulls } = maintainer();
    const { data: base } = await git.getRef({ ...secretsRepository, ref: 'heads/master' });
    await git.createRef({ ...secretsRepository, ref: 'refs/heads/staging', sha: base.object.sha });
    await pulls.update({ ...secretsRepository, pull_number: 1, base: 'staging' });
  };

  test("nor has who leads the bot's pull request elsewhere and merges it there", async () => {
    await leadElsewhere();
    await open.story.settle(open.story.merge(1));
    await open.resync();
    expect(await open.story.issue(issue)).toMatchObject({ state: 'open' });
    expect(await open.story.status(issue)).toMatch(/Waiting for review.*\/pull\/2/);
    expect(await states()).toEqual(['closed', 'open']);
    expect(await contexts()).toEqual(['prow-workloads']);

    await open.story.settle(open.story.merge(2));
    expect(await open.story.status(issue)).toContain('the cluster answers');
    expect(await contexts()).toEqual(['prow-workloads', 'rosa-1']);
  });

  test('a pull request that leads elsewhere is none; the one into the base is opened anew', async () => {
    await leadElsewhere();
    await open.resync();
    expect(await states()).toEqual(['open', 'open']);
    expect(await open.story.status(issue)).toMatch(/Waiting for review.*\/pull\/2/);
    await open.story.settle(open.story.merge(2));
    expect(await open.story.status(issue)).toContain('the cluster answers');
    expect(await contexts()).toEqual(['prow-workloads', 'rosa-1']);
  });

  test("a person's commit on the bot's branch is not overwritten", async () => {
    const branch = 'cluster-onboarding/issue-1';
    const place = { ...secretsRepository, path: 'README.md', ref: branch };
    const pushed = await changeFile(maintainer(), place, 'Changed by hand\n');
    await open.story.settle(
      open.story.comment('contributor', issue, await open.story.attach(`${kubeconfig}\n`)),
    );
    const { data: ref } = await maintainer().git.getRef({
      ...secretsRepository,
      ref: `heads/${branch}`,
    });
    expect(ref.object.sha).toBe(pushed);
    expect(await open.story.status(issue)).toContain('branch-has-other-commits');
    expect(await open.story.pulls()).toMatchObject([
      { state: 'closed', labels: ['do-not-merge/hold'] },
    ]);

    await open.story.settle(open.story.comment('contributor', issue, '/onboard cancel'));
    expect(await states()).toEqual(['closed']);
    expect(await hasBranch()).toBe(true);
  });

  test("a person's commit is told to the reviewers at once, and taken back as well", async () => {
    const { git } = maintainer();
    const ref = 'heads/cluster-onboarding/issue-1';
    const { data: own } = await git.getRef({ ...secretsRepository, ref });
    const { data: commit } = await git.getCommit({
      ...secretsRepository,
      commit_sha: own.object.sha,
    });
    const { data: theirs } = await git.createCommit({
      ...secretsRepository,
      message: 'By hand',
      tree: commit.tree.sha,
      parents: [own.object.sha],
    });
    const before = await open.story.pulls();
    await open.story.settle(git.updateRef({ ...secretsRepository, ref, sha: theirs.sha }));
    const [warned] = await open.story.pulls();
    expect(warned).toMatchObject({ state: 'open', labels: ['do-not-merge/hold'] });
    expect(warned?.body).toMatch(/^> \*\*Don't merge this as it is/);

    await git.updateRef({ ...secretsRepository, ref, sha: own.object.sha, force: true });
    await open.story.settle();
    expect(await open.story.pulls()).toEqual(before);
    expect(await open.story.status(issue)).toContain('Waiting for review');
  });

  test('a base that cannot be decrypted any more is for the operator', async () => {
    await changeFile(maintainer(), { ...secretsRepository, path: archivePath }, 'not a message');
    await open.story.settle();
    expect(await open.story.status(issue)).toContain('secrets-undecryptable');
    expect((await open.story.pulls())[0]?.labels).toEqual(['do-not-merge/hold']);
  });
});
