import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import { decide } from '../../../src/reconcile/decide/decide.ts';
import { lookAgainAt } from '../../../src/reconcile/decide/recheck.ts';
import { sayUnread } from '../../../src/reconcile/decide/refused.ts';
import { tellTurn } from '../../../src/reconcile/decide/turn.ts';
import type { Snapshot } from '../../../src/reconcile/snapshot.ts';
import { holdLabel } from '../../../src/state/labels.ts';
import type { Memory } from '../../../src/state/memory.ts';
import type { Phase, Refused } from '../../../src/state/status.ts';
import {
  closedIssue,
  examinedAt,
  heldPhase,
  now,
  passedPhase,
  pull,
  remembering,
  situation,
  step,
  written,
} from '../situations.ts';

const said = 'Resource not accessible by integration';
const why = problem('github-refused', { said });
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
const refused = (what: Refused['step'], minutes = 10, at?: Refused['at']): Refused => ({
  step: what,
  ...(at && { at }),
  problem: why,
  since: minutesAgo(minutes),
});

/** What the comment tells and remembers, with what was refused. */
const told = (phase: Phase, steps: readonly Refused[], changes: Partial<Memory> = {}) => {
  const { memory } = remembering(phase, { ...examinedAt(now.toISOString(), 'passed'), ...changes });
  const after = { ...memory, status: { ...memory.status, refused: steps } };
  return { memory: after, statusComment: { id: 100, recorded: after } };
};
const held = { labels: [holdLabel] };
const merged = { type: 'merged', pull: passedPhase.pull } as const;

describe('what GitHub refused rests for an hour, then is tried again', () => {
  test.each<[string, Refused['step'], Partial<Snapshot>]>([
    ['release', 'release', { ...told(passedPhase, [], { heldPull: 7 }), pull: pull(held) }],
    [
      'close as not_planned',
      'close-issue',
      told(passedPhase, [], { cancelledBy: 'contributor', retracted: 0 }),
    ],
    [
      'reopen-issue',
      'reopen-issue',
      { ...told(passedPhase, [], { cancelledBy: 'contributor' }), issue: closedIssue },
    ],
  ])('%s', (action, what, given) => {
    const withRefusal = (minutes: number) => {
      const memory = given.memory && {
        ...given.memory,
        cancelledBy: what === 'reopen-issue' ? undefined : given.memory.cancelledBy,
        status: { ...given.memory.status, refused: [refused(what, minutes)] },
      };
      const recorded = memory && { ...memory, cancelledBy: given.memory?.cancelledBy };
      const branch = { branchDeleted: true };
      return situation({ ...given, ...branch, memory, statusComment: { id: 100, recorded } });
    };
    expect(step(withRefusal(61))).toBe(action);
    expect(step(withRefusal(10))).not.toBe(action);
    expect(step(withRefusal(10))).not.toBe('examine');
  });

  test('an outage rests until the next resync only', () => {
    const failed = {
      ...refused('release', 11),
      problem: problem('github-failed', { status: 503 }),
    };
    const given = { ...told(passedPhase, [failed], { heldPull: 7 }), pull: pull(held) };
    expect(step(situation(given))).toBe('release');
  });

  test('the bot looks again when the hour is over', () => {
    const given = { ...told(passedPhase, [refused('release')], { heldPull: 7 }), pull: pull(held) };
    expect(lookAgainAt(situation(given))).toEqual(new Date(now.getTime() + 50 * 60_000));
  });
});

test('a step that nothing can be done without is written down, and stops the rest', () => {
  const { memory } = told(passedPhase, [refused('release')], { heldPull: 7 });
  const recorded = { ...memory, status: { ...memory.status, refused: undefined } };
  const given = { memory, statusComment: { id: 100, recorded }, pull: pull(held) };
  expect(written(situation(given)).status.refused).toEqual([refused('release')]);
  expect(step(situation({ ...given, statusComment: { id: 100, recorded: memory } }))).toBe('none');
});

test.each<[string, Refused]>([
  ['done by others', refused('release')],
  ['read again', refused('read')],
])('what is %s is forgotten', (_what, each) => {
  const given = { ...told(passedPhase, [each]), pull: pull() };
  expect(written(situation(given)).status.refused).toBeUndefined();
});

test('nobody is called as long as what the comment would say is not so', () => {
  const { memory } = told(passedPhase, [refused('release')]);
  expect(tellTurn(memory, 'key', now)).toMatchObject({ isNew: false, calls: 'none' });
});

describe('what cannot be put on hold is closed', () => {
  const unheld = told(heldPhase, [refused('hold')], { heldPull: 7 });

  test('the bot writes down that it is its own doing, and why', () => {
    const memory = written(situation({ ...unheld, pull: pull() }));
    expect(memory).toMatchObject({ retracted: 7, heldPull: 7 });
    const reason = problem('hold-refused', { said });
    expect(memory.status.phase).toEqual({ type: 'needs-operator', problem: reason });
  });

  test('then it closes it', () => {
    const given = told(heldPhase, [refused('hold')], { retracted: 7, heldPull: 7 });
    expect(decide(situation({ ...given, pull: pull() }))).toMatchObject({
      type: 'close-pull-request',
      isUnheld: true,
    });
  });

  const closed = { pull: pull({ state: 'closed' }) };
  const reason = problem('hold-refused', { said });
  const waiting = (minutes: number) =>
    told({ type: 'needs-operator', problem: reason }, [refused('hold', minutes)], {
      ...examinedAt(minutesAgo(70), 'problem'),
      retracted: 7,
    });

  test('nothing is examined as long as it rests', () => {
    expect(step(situation({ ...waiting(10), ...closed }))).toBe('none');
  });

  test('the label is tried on the closed one first', () => {
    const action = decide(situation({ ...waiting(61), ...closed }));
    expect(action).toEqual({ type: 'hold', pullNumber: 7 });
  });

  test('once it can be set, all goes on', () => {
    const { memory } = waiting(61);
    const free = { ...memory, status: { ...memory.status, refused: undefined } };
    const given = { memory: free, statusComment: { id: 100, recorded: memory } };
    expect(step(situation({ ...given, ...closed }))).toBe('examine');
  });
});

describe('what cannot be read', () => {
  test.each<[string, Phase, boolean]>([
    ['is told', passedPhase, true],
    ['is not told where all is over', merged, false],
  ])('%s', (_what, phase, isTold) => {
    const given = situation({ ...told(phase, []), pull: undefined });
    const action = sayUnread(given, why);
    expect(action.type).toBe(isTold ? 'write-status' : 'none');
    if (action.type !== 'write-status') return;
    expect(action.memory.status).toMatchObject({
      phase,
      refused: [{ step: 'read', problem: why }],
    });
  });

  test('is told once', () => {
    const given = situation(told(passedPhase, [refused('read')]));
    expect(sayUnread(given, why)).toEqual({ type: 'none' });
  });
});
