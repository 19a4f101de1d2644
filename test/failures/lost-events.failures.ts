import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { infra, secretsRepository } from '../../simulator/setting.ts';
import { sharedGround } from '../journeys/open-story.ts';
import { close, fileAndPropose, journeys, prepareGround } from './journeys.ts';
import { runClean } from './matrix.ts';
import { outcomeOf } from './outcome.ts';
import { openScene, type Scene } from './scene.ts';

/** The main one, unless all are asked for: each takes two runs. */
const chosen = process.env.FAILURES === 'all' ? journeys : journeys.slice(0, 1);

const ground = sharedGround(prepareGround);

describe('webhooks are hints, and all of them may be lost', () => {
  test.each(chosen)('$name: the resync alone comes to the same end', async (journey) => {
    const clean = await runClean(ground(), journey);
    const scene = await openScene(ground());
    try {
      scene.setting.github.setWebhookUrl(undefined);
      const issue = await journey.prepare(scene);
      await journey.tell(scene, issue);
      await scene.resync();
      // The webhook of its newest comment is lost as well.
      await scene.resync();
      expect(scene.setting.github.deliveries).toEqual([]);
      expect(await outcomeOf(scene.setting)).toEqual(clean.outcome);
    } finally {
      await scene.close();
    }
  });
});

describe('a request in review', () => {
  let scene: Scene;
  let issue: number;
  beforeEach(async () => {
    scene = await openScene(ground());
    issue = await fileAndPropose(scene);
  });
  afterEach(async () => {
    await scene.close();
    expect(scene.setting.github.violations).toEqual([]);
  });

  const writes = () => scene.setting.github.requests.filter(({ method }) => method !== 'GET');

  test('events that come twice, late and in any order change nothing', async () => {
    await scene.story.settle(scene.story.merge(1));
    const end = await outcomeOf(scene.setting);
    const before = writes().length;
    const { github } = scene.setting;
    for (const delivery of [...github.deliveries].reverse()) github.redeliver(delivery);
    await scene.story.settle();
    for (const delivery of [...github.deliveries]) github.redeliver(delivery);
    await scene.story.settle();
    expect(await outcomeOf(scene.setting)).toEqual(end);
    expect(writes()).toHaveLength(before);
  });

  test('a resync where nothing happened writes nothing', async () => {
    const before = writes().length;
    await scene.resync();
    await scene.resync();
    expect(writes()).toHaveLength(before);
  });

  test('merged while the bot was down, and the issue closed by hand before it came back', async () => {
    scene.setting.github.setWebhookUrl(undefined);
    await scene.story.merge(1);
    await close(scene, issue);
    await scene.resync();
    expect(await scene.story.status(issue)).toMatch(/is merged/);
    expect((await outcomeOf(scene.setting)).branches).toEqual([]);
  });

  test('closed and reopened while the bot was down: nothing has happened', async () => {
    const before = await outcomeOf(scene.setting);
    scene.setting.github.setWebhookUrl(undefined);
    await close(scene, issue);
    const { issues } = scene.setting.github.as('contributor').rest;
    await issues.update({ ...infra, issue_number: issue, state: 'open' });
    await scene.resync();
    const after = await outcomeOf(scene.setting);
    expect(after.pulls).toEqual(before.pulls);
    expect(after.issues[0]?.comments).toEqual(before.issues[0]?.comments);
  });

  test('rejected by a maintainer while the bot was down: it says so and opens no other', async () => {
    scene.setting.github.setWebhookUrl(undefined);
    const { pulls } = scene.setting.github.as('maintainer').rest;
    await pulls.update({ ...secretsRepository, pull_number: 1, state: 'closed' });
    await scene.resync();
    expect(await scene.story.status(issue)).toContain('Not merged');
    expect((await outcomeOf(scene.setting)).pulls).toHaveLength(1);
  });

  test('the bot dies while it gives up, and the issue is open again: from the start', async () => {
    // The status has been written, the branch is gone; the closing of the pull request is not seen.
    scene.dieAt(
      ({ method, template }) => method === 'PATCH' && template.endsWith('/pulls/{pull_number}'),
      async () => {
        const { issues } = scene.setting.github.as('contributor').rest;
        await issues.update({ ...infra, issue_number: issue, state: 'open' });
      },
    );
    await scene.story.settle(close(scene, issue));
    await scene.resync();
    expect(await scene.story.status(issue)).toContain('Waiting for review');
    expect((await outcomeOf(scene.setting)).pulls.map(({ state }) => state)).toEqual([
      'closed',
      'open',
    ]);
  });
});
