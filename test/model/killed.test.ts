import { beforeAll, describe, expect, test } from 'vitest';
import { readMemory } from '../../src/state/memory.ts';
import { makeSamples } from './model.ts';
import { createWorld, markerKey, type Samples } from './world.ts';

let samples: Samples;
beforeAll(async () => {
  samples = await makeSamples();
});

const deaths = 5;
const calls = Array.from({ length: 20 }, (_, index) => index + 1);

describe.each(['none', 'done'] as const)('killed again and again, the effect %s', (effect) => {
  test.each(calls)('at call %i: started once more, the bot goes on', async (at) => {
    const world = createWorld(samples, () => undefined);
    await world.happen({ type: 'file', name: 'rosa', submission: 'first' });
    const during = [{ at, what: { type: 'dies', effect } }] as const;
    for (let death = 0; death < deaths; death += 1) {
      await world.happen({ type: 'run', issue: 1, during });
    }
    await world.happen({ type: 'run', issue: 1 });
    const [own, ...others] = world.github.issue(1)?.comments.filter(({ by }) => by === 'bot') ?? [];
    const { memory } = readMemory(own?.body ?? '', { repository: 1, issue: 1 }, markerKey) ?? {};
    expect(memory?.status.phase.type).toBe('proposed');
    expect(others).toEqual([]);
  });
});
