import { beforeAll, expect, test } from 'vitest';
import { makeSamples } from './model.ts';
import { createWorld, recheckAfterMs, type Samples } from './world.ts';

let samples: Samples;
beforeAll(async () => {
  samples = await makeSamples();
});

const hour = 60 * 60 * 1000;

/** What the bot has done, and how often, in hours in which nothing changes. */
async function during(
  hours: number,
  begin: (happen: ReturnType<typeof createWorld>) => Promise<void>,
) {
  const steps: string[] = [];
  const world = createWorld(samples, (_issue, { type }) => steps.push(type));
  await begin(world);
  steps.length = 0;
  for (let looks = 0; looks < (hours * hour) / recheckAfterMs; looks += 1) {
    world.wait(recheckAfterMs);
    await world.resync();
  }
  return { world, count: (type: string) => steps.filter((step) => step === type).length };
}

const fileForBroken = async ({ happen, resync }: ReturnType<typeof createWorld>) => {
  await happen({ type: 'cluster', health: 'broken' });
  await happen({ type: 'file', name: 'rosa', submission: 'first' });
  await resync();
};

test('a cluster that fails its checks is looked at again each time, and said so every six hours', async () => {
  const { count, world } = await during(24, fileForBroken);
  expect(count('examine')).toBeGreaterThan(100);
  expect(count('write-status')).toBeGreaterThanOrEqual(3);
  expect(count('write-status')).toBeLessThanOrEqual(4);
  await world.happen({ type: 'cluster', health: 'healthy' });
  world.wait(recheckAfterMs);
  await world.resync();
  expect(world.github.issue(1)?.comments.at(-1)?.body).toContain('Waiting for review');
});

test('a process that begins anew looks once, and then rests as the one before it', async () => {
  const { count } = await during(1, async (world) => {
    await fileForBroken(world);
    world.wait(hour);
    await world.resync();
    // It remembers nothing that is not in the comment.
    await world.happen({
      type: 'run',
      issue: 1,
      during: [{ at: 1, what: { type: 'dies', effect: 'none' } }],
    });
  });
  expect(count('examine')).toBeLessThanOrEqual(7);
  expect(count('write-status')).toBe(0);
});
