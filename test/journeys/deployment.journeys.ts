import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../simulator/cluster/build-cluster.ts';
import { jobs, jobsPath, pagePath, script, scriptPath } from '../../simulator/deployment-files.ts';
import { changeFile, fileAt } from '../../simulator/repository-files.ts';
import { infra, secretsRepository } from '../../simulator/setting.ts';
import { issueTextOf, readIssueForm } from '../upstream/issue-form.ts';
import { type OpenStory, openStory, preparedKubeconfig, sharedGround } from './open-story.ts';

describe('a build cluster that a script has to deploy', () => {
  const ground = sharedGround();
  const jobSecret = { namespace: account.namespace, name: 'gcs-credentials' };
  let open: OpenStory;
  let issue: number;

  beforeEach(async () => {
    open = await openStory({ ground: ground(), environment: { PROW_DEPLOY_SCRIPT: scriptPath } });
    const kubeconfig = preparedKubeconfig(open.setting);
    open.setting.cluster.admin.deleteSecret(jobSecret);
    open.setting.cluster.admin.createSecret(jobSecret, { 'service-account.json': '{}' });
    issue = await open.story.settle(open.story.fileRequest('build-cluster', 'rosa-1', kubeconfig));
    await open.story.settle(open.story.merge(1));
  });
  afterEach(() => open.close());

  const maintainer = () => open.setting.github.as('maintainer').rest;
  const branch = () => `cluster-onboarding/issue-${issue}`;
  const deployments = () => open.story.pulls(infra);
  const number = async () => (await deployments()).at(-1)?.number ?? 0;
  const states = async () => (await deployments()).map(({ state }) => state);
  const textAt = async (path: string, ref = 'main') =>
    (await fileAt(maintainer(), { ...infra, path, ref })).bytes.toString();
  const edit = (path: string, text: string, ref = 'main') =>
    changeFile(maintainer(), { ...infra, path, ref }, text);
  const hasBranch = (repository = infra) => open.story.hasBranch(issue, repository);
  const close = (state: 'open' | 'closed') =>
    maintainer().issues.update({ ...infra, issue_number: issue, state });

  test('gets a second pull request after the first is merged, and the issue stays open', async () => {
    const [pull, ...others] = await deployments();
    expect(others).toEqual([]);
    expect(pull).toMatchObject({ title: 'Deploy Prow build cluster rosa-1', state: 'open' });
    expect(pull?.body).toContain(`Part of kubevirt/project-infra#${issue}`);
    expect(pull?.body).not.toMatch(/by hand|@|\b(close|fix|resolve)[sd]?\b/i);
    expect(await textAt(scriptPath, branch())).toBe(
      script.replace('        prow-workloads\n', '        prow-workloads\n        rosa-1\n'),
    );
    const { data: files } = await maintainer().pulls.listFiles({
      ...infra,
      pull_number: await number(),
    });
    expect(files.map(({ filename }) => filename).toSorted()).toEqual(
      [scriptPath, pagePath, jobsPath].toSorted(),
    );
    const { data: commits } = await maintainer().pulls.listCommits({
      ...infra,
      pull_number: await number(),
    });
    expect(commits[0]?.commit.message).toContain('Signed-off-by: ');
    const { data: tree } = await maintainer().git.getTree({
      ...infra,
      tree_sha: commits[0]?.commit.tree.sha ?? '',
      recursive: '1',
    });
    expect(tree.tree.find(({ path }) => path === scriptPath)?.mode).toBe('100755');

    expect((await open.story.issue(issue)).state).toBe('open');
    expect(await open.story.status(issue)).toContain('now waiting for the deployment');
    expect(await hasBranch(secretsRepository)).toBe(false);
  });

  test('is done when that one is merged too', async () => {
    await open.story.settle(open.story.merge(await number(), infra));
    expect(await open.story.issue(issue)).toMatchObject({ state: 'closed', reason: 'completed' });
    expect(await open.story.status(issue)).toContain(`kubevirt/project-infra#${await number()}`);
    expect(await open.story.status(issue)).toContain('Done');
    expect(await hasBranch()).toBe(false);

    await open.story.settle(close('open'));
    expect((await open.story.issue(issue)).state).toBe('open');
    expect(await states()).toEqual(['closed']);
  });

  test('needs nothing written by a resync while it waits', async () => {
    const writes = () => open.setting.github.requests.filter(({ method }) => method !== 'GET');
    const before = writes().length;
    await open.resync();
    expect(writes()).toHaveLength(before);
  });

  const head = async () =>
    (await maintainer().git.getRef({ ...infra, ref: `heads/${branch()}` })).data.object.sha;

  test('keeps its commit through a month of daily bumps in the same file, and can be merged', async () => {
    const before = await head();
    for (let day = 1; day <= 30; day += 1) {
      await open.story.settle(edit(jobsPath, jobs.replace('bootstrap:v1', `bootstrap:v1.${day}`)));
    }
    expect(await head()).toBe(before);
    expect(await open.story.status(issue)).toContain('now waiting for the deployment');
    await open.story.settle(open.story.merge(await number(), infra));
    expect(await open.story.issue(issue)).toMatchObject({ reason: 'completed' });
    expect(await textAt(jobsPath)).toContain('bootstrap:v1.30');
    expect(await textAt(jobsPath)).toContain('value: rosa-1');
  });

  test('is rebuilt where somebody changes the script, and not where something else moves', async () => {
    const before = await head();
    await open.story.settle(edit('README.md', 'Something else\n'));
    expect(await head()).toBe(before);

    await edit(scriptPath, script.replace('prow-workloads\n', 'prow-workloads\n        other\n'));
    await open.story.settle();
    expect(await textAt(scriptPath, branch())).toContain('        other\n        rosa-1\n');
    expect(await states()).toEqual(['open']);
    await open.story.settle(open.story.merge(await number(), infra));
    expect((await open.story.issue(issue)).state).toBe('closed');
  });

  test('closed unmerged: says so and waits; /onboard retry opens another one', async () => {
    await maintainer().pulls.update({ ...infra, pull_number: await number(), state: 'closed' });
    await open.story.settle();
    await open.resync();
    expect(await open.story.status(issue)).toContain('Not deployed');
    expect(await states()).toEqual(['closed']);

    await open.story.settle(open.story.comment('contributor', issue, '/onboard retry'));
    expect(await states()).toEqual(['closed', 'open']);
    expect(await open.story.status(issue)).toContain('now waiting for the deployment');
  });

  test('cancelled: the second pull request goes; taken up again by /onboard retry', async () => {
    await open.story.settle(open.story.comment('contributor', issue, '/onboard cancel'));
    expect(await states()).toEqual(['closed']);
    expect(await hasBranch()).toBe(false);
    expect(await open.story.issue(issue)).toMatchObject({ reason: 'not_planned' });
    expect(await open.story.status(issue)).toContain('The cluster is still in the secrets');

    await open.story.settle(open.story.comment('contributor', issue, '/onboard retry'));
    expect(await states()).toEqual(['closed', 'open']);
    expect((await open.story.issue(issue)).state).toBe('open');
  });

  test('issue closed by hand: the second pull request goes; reopened: back again', async () => {
    await open.story.settle(close('closed'));
    expect(await states()).toEqual(['closed']);
    expect(await open.story.status(issue)).toContain('Withdrawn');

    await open.story.settle(close('open'));
    expect(await states()).toEqual(['closed', 'open']);
    expect(await open.story.status(issue)).toContain('now waiting for the deployment');
  });

  test("a person's commit counts as theirs as long as git can merge it", async () => {
    const theirs = await edit('README.md', 'By hand\n', branch());
    await open.story.settle(edit(jobsPath, jobs.replace('bootstrap:v1', 'bootstrap:v2')));
    expect(await head()).toBe(theirs);
    expect(await open.story.status(issue)).toContain('now waiting for the deployment');
    await open.story.settle(open.story.merge(await number(), infra));
    expect(await open.story.issue(issue)).toMatchObject({ reason: 'completed' });
  });

  test("a person's commit on the branch is not overwritten", async () => {
    const theirs = await edit('README.md', 'By hand\n', branch());
    await open.story.settle(edit(scriptPath, script.replace('prow-workloads', 'renamed')));
    const { data: ref } = await maintainer().git.getRef({ ...infra, ref: `heads/${branch()}` });
    expect(ref.object.sha).toBe(theirs);
    expect(await open.story.status(issue)).toContain('branch-has-other-commits');
  });

  test('is done when somebody has named it in the script by hand', async () => {
    await open.story.settle(edit(scriptPath, script.replace('prow-workloads', 'rosa-1')));
    expect(await states()).toEqual(['closed']);
    expect(await hasBranch()).toBe(false);
    expect(await open.story.issue(issue)).toMatchObject({ state: 'closed', reason: 'completed' });
    expect(await open.story.status(issue)).toContain('**Done.**');
  });

  test('is done too where nobody can read any more what the second one was', async () => {
    open.setting.github.setWebhookUrl(undefined);
    const second = (await open.story.pulls(infra))[0]?.number ?? 0;
    await maintainer().pulls.update({ ...infra, pull_number: second, body: 'mine' });
    await open.story.merge(second, infra);
    await open.resync();
    await open.resync();
    expect(await open.story.status(issue)).toContain('rerun the newest');
  });

  test('is for the operator where the script can not be edited, until it can', async () => {
    await open.story.settle(edit(scriptPath, 'true\n'));
    expect(await open.story.status(issue)).toContain('deploy-script');
    await edit(scriptPath, script);
    await open.story.settle(open.story.comment('contributor', issue, '/onboard retry'));
    expect(await states()).toEqual(['open']);
    expect(await open.story.status(issue)).toContain('now waiting for the deployment');
  });
});

describe('an external provider that is listed and watched', () => {
  const ground = sharedGround();
  const name = 'rosa-ci';
  let open: OpenStory;

  beforeEach(async () => {
    open = await openStory({ ground: ground(), environment: { PROW_DEPLOY_SCRIPT: scriptPath } });
  });
  afterEach(() => open.close());

  const maintainer = () => open.setting.github.as('maintainer').rest;
  const lists = () =>
    Promise.all(
      [pagePath, jobsPath].map(async (path) =>
        (await fileAt(maintainer(), { ...infra, path, ref: 'main' })).bytes.toString(),
      ),
    );
  const newest = async (repository: typeof infra) => (await open.story.pulls(repository)).at(-1);
  const merge = async (repository: typeof infra) =>
    open.story.settle(open.story.merge((await newest(repository))?.number ?? 0, repository));
  const file = async (operation: 'add' | 'remove', answers: Readonly<Record<string, string>>) => {
    const form = readIssueForm(
      `upstream/ISSUE_TEMPLATE/${operation}-kubevirtci-external-provider.yml`,
    );
    const text = issueTextOf(form, { name, ...answers });
    return open.story.settle(open.story.fileIssue(`${form.title}${name}`, text));
  };

  test('is added as the form tells of it, and removed again from all that knows it', async () => {
    const before = await lists();
    const added = await file('add', {
      purpose: 'Tests on s390x',
      lender: 'Example Inc.',
      kubeconfig: await open.story.attach(ground().providerCluster.adminKubeconfig()),
    });
    await merge(secretsRepository);
    expect(await newest(infra)).toMatchObject({ state: 'open' });
    expect((await newest(infra))?.body).toContain('with who lends it and what for');
    expect((await open.story.issue(added)).state).toBe('open');
    await merge(infra);
    expect(await open.story.issue(added)).toMatchObject({ reason: 'completed' });
    const [page, jobs] = await lists();
    expect(page).toContain('This KubevirtCI external cluster is provided by Example Inc.');
    expect(page).toContain('It is used for: Tests on s390x.');
    expect(jobs).toContain(`value: ${name}`);

    const removed = await file('remove', {});
    const first = await newest(infra);
    expect(first).toMatchObject({ title: `Unlist KubeVirtCI external provider ${name}` });
    expect(await open.story.pulls()).toHaveLength(1);
    await merge(infra);
    await merge(secretsRepository);
    expect(await open.story.issue(removed)).toMatchObject({ reason: 'completed' });
    expect(await lists()).toEqual(before);
  });
});
