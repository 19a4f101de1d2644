import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { infra } from '../../simulator/setting.ts';
import { freshKubeconfig, type OpenStory, openStory } from './open-story.ts';

describe('a kubeconfig comes in an attachment or in a text of the author', () => {
  let open: OpenStory;
  beforeAll(async () => {
    open = await openStory();
  });
  afterAll(() => open.close());

  test('a comment brings what the body lacked, and an edited comment another one', async () => {
    const { story, setting } = open;
    const issue = await story.fileIssue('Add Prow build cluster rosa-late', 'will follow');
    const comment_id = await story.settle(story.comment('contributor', issue, 'here: (soon)'));
    expect(await story.status(issue)).toContain('submission-missing');
    const body = await setting.encrypt(freshKubeconfig(open.setting));
    await setting.github
      .as('contributor')
      .rest.issues.updateComment({ ...infra, comment_id, body });
    await story.settle();
    expect((await story.pulls()).map(({ title }) => title)).toContain(
      'Add Prow build cluster rosa-late',
    );
  });

  test("somebody else's attachment never counts", async () => {
    const { story, setting } = open;
    const issue = await story.fileIssue('Add Prow build cluster rosa-other', 'will follow');
    const body = await setting.encrypt(freshKubeconfig(open.setting));
    await story.settle(story.comment('stranger', issue, body));
    expect(await story.status(issue)).toContain('submission-missing');
  });

  test('a link to another place is not followed', async () => {
    const { story } = open;
    const body = 'See [k.txt](https://evil.example/user-attachments/files/1/k.txt)';
    const issue = await story.settle(story.fileIssue('Add Prow build cluster rosa-evil', body));
    expect(await story.status(issue)).toContain('submission-missing');
  });

  test('an attachment that is gone is told so', async () => {
    const { story, setting } = open;
    const body = `http://${setting.github.host}/user-attachments/files/1/gone.txt`;
    const issue = await story.settle(story.fileIssue('Add Prow build cluster rosa-gone', body));
    expect(await story.status(issue)).toContain('attachment-gone');
  });

  test('a kubeconfig in plain text raises the alarm and is not used', async () => {
    const { story } = open;
    const issue = await story.settle(
      story.fileIssue(
        'Add Prow build cluster rosa-plain',
        `\`\`\`\n${freshKubeconfig(open.setting)}\n\`\`\``,
      ),
    );
    const status = await story.status(issue);
    expect(status).toContain('credential-in-plaintext');
    expect(status).not.toContain('eyJ');
    expect((await story.issue(issue)).labels).toEqual(['leaked-credential']);
  });
});
