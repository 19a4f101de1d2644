import { beforeAll, describe, expect, test } from 'vitest';
import { readMemory } from '../../src/state/memory.ts';
import type { Event } from './events.ts';
import { makeSamples } from './model.ts';
import { createWorld, markerKey, type Samples } from './world.ts';

const filed: Event = { type: 'file', name: 'rosa', submission: 'first' };

let samples: Samples;
beforeAll(async () => {
  samples = await makeSamples();
});

/** What is remembered of the risk after a run in which GitHub fails at a call, or the process dies. */
async function riskAfter(type: 'fails' | 'dies', at: number) {
  const steps: string[] = [];
  const world = createWorld(samples, (_issue, { type: step }) => steps.push(step));
  await world.happen(filed);
  const what = { type, effect: 'none' } as const;
  await world.happen({ type: 'run', issue: 1, during: [{ at, what }] });
  const own = world.github.issue(1)?.comments.find(({ by }) => by === 'bot');
  const place = { repository: 1, issue: 1 };
  return { steps, risk: own && readMemory(own.body, place, markerKey)?.memory.risk };
}

describe.each([6, 7, 8, 9, 10])('in the middle of the work, at call %i', (at) => {
  test('a failure leaves no mark: another process may try again', async () => {
    const { steps, risk } = await riskAfter('fails', at);
    expect(steps).toContain('examine');
    expect(risk).toBeUndefined();
  });

  test('a death leaves one', async () => {
    const { steps, risk } = await riskAfter('dies', at);
    expect(steps).toContain('examine');
    expect(risk).toEqual({ by: 'process 1', deaths: 0 });
  });
});

describe('what a maintainer confirms while the bot works and fails', () => {
  const run: Event = { type: 'run', issue: 1 };
  const confirmed: Event = { type: 'say', issue: 1, by: 'maintainer', verb: 'confirm-ha' };

  test.each([8, 9, 10, 11])('said at its call %i, it is heard: a mark is no news', async (at) => {
    const steps: string[] = [];
    const world = createWorld(samples, (_issue, { type: step }) => steps.push(step));
    await world.happen({ type: 'cluster', health: 'opaque' });
    await world.happen(filed);
    await world.happen(run);
    const comment = () => world.github.issue(1)?.comments.find(({ by }) => by === 'bot');
    const remembered = () =>
      readMemory(comment()?.body ?? '', { repository: 1, issue: 1 }, markerKey)?.memory;
    expect(remembered()?.status.phase).toMatchObject({ awaits: ['control-plane'] });

    await world.happen({ type: 'move base', how: 'entry' });
    const before = comment()?.updatedAt;
    steps.length = 0;
    const fails = { type: 'fails', effect: 'none' } as const;
    const during = [
      { at, what: confirmed },
      { at: 12, what: fails },
    ];
    await world.happen({ ...run, during });
    expect(steps.slice(0, 2)).toEqual(['write-status', 'examine']);
    expect(comment()?.updatedAt).not.toBe(before);
    await world.happen(run);
    expect(remembered()).toMatchObject({ confirmed: { by: 'maintainer' } });
  });
});
