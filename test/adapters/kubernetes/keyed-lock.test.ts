import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTakeNextTurn } from '../../../src/adapters/kubernetes/keyed-lock.ts';

test('between two who go on, the event loop turns', async () => {
  const takeNextTurn = createTakeNextTurn();
  const seen: string[] = [];
  const go = (who: string) => takeNextTurn().then(() => seen.push(who));
  const all = Promise.all(['first', 'second', 'third'].map(go));
  for (let turn = 0; turn < 3; turn += 1) {
    await setImmediate();
    seen.push('turn');
  }
  await all;
  expect(seen.join(' ')).toMatch(/^(?:turn )?first turn second turn third/);
});
