import { expect, test } from 'vitest';
import { problem } from '../../src/problem.ts';
import { createUnwritable } from '../../src/reconcile/unwritable.ts';
import { freshMemory } from '../../src/state/memory.ts';
import { issue, now, request } from './situations.ts';

const refused = problem('github-refused', { status: 410 });
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

test('an issue that cannot be written into counts as locked for an hour', () => {
  const unwritable = createUnwritable();
  expect(unwritable.lock(issue, now)).toEqual(issue);
  unwritable.note(issue.number, { problem: refused, since: now });
  expect(unwritable.lock(issue, later(59))).toEqual({ ...issue, locked: true });
  expect(unwritable.lock({ ...issue, number: 6 }, later(59)).locked).toBe(false);
  expect(unwritable.lock(issue, later(60))).toEqual(issue);
});

test('it is known why, until it can be written into', () => {
  const unwritable = createUnwritable();
  unwritable.note(issue.number, { problem: refused, since: now });
  expect(unwritable.problemOf(issue.number)).toEqual(refused);
  unwritable.forget(issue.number);
  expect(unwritable.problemOf(issue.number)).toBeUndefined();
});

test('a hold that was set meanwhile is the own one of the bot', () => {
  const unwritable = createUnwritable();
  const memory = freshMemory(request);
  unwritable.noteHold(issue.number, 7);
  expect(unwritable.withHold(issue.number, memory).heldPull).toBe(0);
  unwritable.note(issue.number, { problem: refused, since: now });
  unwritable.noteHold(issue.number, 7);
  expect(unwritable.withHold(issue.number, memory).heldPull).toBe(7);
  expect(unwritable.withHold(issue.number, { ...memory, heldPull: 8 }).heldPull).toBe(8);
  expect(unwritable.withHold(issue.number, undefined)).toBeUndefined();
  expect(unwritable.withHold(6, memory).heldPull).toBe(0);
});
