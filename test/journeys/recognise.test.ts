import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { infra } from '../../simulator/setting.ts';
import { type OpenStory, openStory, preparedKubeconfig } from './open-story.ts';

describe('issues are recognised by their title', () => {
  let open: OpenStory;
  let kubeconfig: string;
  beforeAll(async () => {
    open = await openStory();
    kubeconfig = preparedKubeconfig(open.setting);
  });
  afterAll(() => open.close());

  test('every other issue is left alone, without a request', async () => {
    const { story, setting } = open;
    const before = setting.github.countRequests();
    const issue = await story.fileIssue('Flaky test in sig-compute', 'It fails.');
    await story.comment('contributor', issue, '/onboard retry');
    await story.settle();
    expect(setting.github.countRequests()).toBe(before);
  });

  test('an invalid name is told so', async () => {
    const { story } = open;
    const issue = await story.fileIssue('Add Prow build cluster Rosa_1', 'soon');
    await story.settle();
    expect(await story.status(issue)).toContain('name-invalid');
  });

  test('a reserved name is told so', async () => {
    const { story } = open;
    const issue = await story.fileIssue('Add Prow build cluster default', 'soon');
    await story.settle();
    expect(await story.status(issue)).toContain('name-reserved');
  });

  test('a name that the secrets have already is told so', async () => {
    const { story } = open;
    const issue = await story.fileRequest('external-provider', 'githubToken', kubeconfig);
    await story.settle();
    expect(await story.status(issue)).toContain('name-taken');
    expect(await story.pulls()).toEqual([]);
  });

  test('an issue without a kubeconfig is told how to send one', async () => {
    const { story, setting } = open;
    const issue = await story.fileIssue('Add Prow build cluster rosa-0', 'I forgot something');
    await story.settle();
    const status = await story.status(issue);
    expect(status).toContain('submission-missing');
    expect(status).toContain(`--recipient ${setting.automationKey.keyId}`);
  });

  test('an edited title is read anew', async () => {
    const { story, setting } = open;
    const issue_number = await story.fileRequest('build-cluster', 'Rosa!', kubeconfig);
    await story.settle();
    expect(await story.status(issue_number)).toContain('name-invalid');
    const title = 'add PROW build  cluster `rosa-1`';
    await setting.github.as('contributor').rest.issues.update({ ...infra, issue_number, title });
    await story.settle();
    expect((await story.pulls()).map((pull) => pull.title)).toEqual([
      'Add Prow build cluster rosa-1',
    ]);
  });

  test('a title that asks for nothing any more takes the request back', async () => {
    const { story, setting } = open;
    const [pull] = await story.pulls();
    const issue_number = Number(pull?.branch.split('-').at(-1));
    const title = 'Never mind';
    await setting.github.as('contributor').rest.issues.update({ ...infra, issue_number, title });
    await story.settle();
    expect((await story.pulls()).map(({ state }) => state)).toEqual(['closed']);
  });
});
