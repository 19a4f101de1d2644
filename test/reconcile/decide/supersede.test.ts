import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/reconcile/decide/decide.ts';
import { phaseSoFar } from '../../../src/reconcile/decide/write-status.ts';
import type { Snapshot } from '../../../src/reconcile/snapshot.ts';
import { holdLabel } from '../../../src/state/labels.ts';
import type { Memory } from '../../../src/state/memory.ts';
import type { Phase } from '../../../src/state/status.ts';
import { proposedSince, type Superseded } from '../../../src/state/superseded.ts';
import { uniteMemories } from '../../../src/state/unite-memories.ts';
import { withSuccessor } from '../../../src/wording/pull-request/superseded.ts';
import {
  closedIssue,
  deploymentOf,
  examinedAt,
  now,
  passed,
  passedPhase,
  proposal,
  proposed,
  pull,
  remembering,
  request,
  said,
  second,
  situation,
  step,
  submission,
  written,
} from '../situations.ts';

const given = { ...proposed, pull: pull() };
const another = { submission: { ...submission, fingerprint: 'second' } };
const held = { labels: [holdLabel] };
const givenUp = (changes: Partial<Superseded> = {}, more: Partial<Memory> = {}) =>
  remembering(
    { type: 'checking' },
    {
      ...{ heldPull: 7, retracted: 7, ...more },
      superseded: {
        ...{ secrets: 7, deployment: 0, past: [{ at: now.toISOString() }] },
        last: { number: 7, isHeldByPerson: false },
        ...changes,
      },
    },
  );

describe('an open pull request is given up as soon as the issue asks for something else', () => {
  test.each<[string, Partial<Snapshot>]>([
    ['another submission', another],
    [
      'another submission while what was found of it is at hand',
      { ...another, examination: passed() },
    ],
    ['another name', { request: { ...request, name: 'rosa-2' } }],
    ['a name that none can have', { request: { ...request, name: 'No Name' } }],
    ['another kind', { request: { ...request, kind: 'external-provider' } }],
    ['another operation', { request: { ...request, operation: 'rotate' } }],
    [
      'another name and no submission',
      { request: { ...request, name: 'x' }, submission: undefined },
    ],
    [
      'another submission, and somebody has committed',
      { ...another, pull: pull({ branchState: "somebody else's work" }) },
    ],
    [
      'what nobody can compare: neither its text nor the memory tells what it holds',
      { memory: undefined, statusComment: undefined, pull: pull({ proposal: undefined }) },
    ],
    [
      'the same, where the memory tells only of a retry',
      { ...remembering({ type: 'checking' }), pull: pull({ proposal: undefined }) },
    ],
  ])('%s', (_what, changes) => {
    const asked = situation({ ...given, ...changes });
    const { superseded, retracted, examined, status } = written(asked);
    expect(superseded).toMatchObject({ secrets: 7, last: { number: 7, isHeldByPerson: false } });
    expect([retracted, examined, status.phase]).toEqual([7, undefined, phaseSoFar(asked)]);
  });

  test.each<[string, Partial<Snapshot>, string]>([
    ['it is written down first', { ...given, ...another }, 'write proposed'],
    ['then it is held', { ...givenUp(), pull: pull() }, 'hold'],
    ['then it goes', { ...givenUp(), pull: pull(held) }, 'close 7 for good'],
    [
      'also if the same is asked for again',
      { ...givenUp(), ...another, pull: pull(held) },
      'close 7 for good',
    ],
    [
      'then what is asked for is looked at',
      { ...givenUp(), pull: pull({ state: 'closed' }) },
      'examine',
    ],
    [
      'and proposed anew',
      { ...givenUp(), pull: pull({ state: 'closed' }), examination: passed() },
      'open a pull request',
    ],
    [
      'and held, where a person held the old one',
      { ...givenUp({ last: { number: 7, isHeldByPerson: true } }), pull: pull({ number: 8 }) },
      'hold',
    ],
    [
      'then all is said',
      { ...givenUp(), pull: pull({ number: 8 }), examination: passed() },
      'write proposed',
    ],
    [
      'what was merged meanwhile is merged',
      { ...givenUp(), pull: pull({ state: 'merged' }) },
      'delete the branch',
    ],
    [
      'an older one that a person has opened again is closed, whatever the newest is',
      { ...givenUp(), pull: pull({ number: 8, state: 'merged', reopened: 7 }) },
      'close-again',
    ],
    [
      'and opened again by a person it is closed again, also where nothing is asked for any more',
      { ...givenUp({ last: undefined }), pull: pull(held), issue: closedIssue },
      'close 7 for good',
    ],
    [
      'and opened again by a person it is closed again',
      { ...givenUp({ last: undefined }), pull: pull() },
      'hold',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });

  const unread = pull({ proposal: undefined });
  test.each<[string, Partial<Snapshot>, string]>([
    ['an older base', { base: { commit: 'c1', state: 's1' } }, 'examine'],
    ['a submission that was taken away', { submission: undefined }, 'write needs-change'],
    [
      'one that cannot be found in so much text',
      { ...another, isTooLong: true },
      'write needs-change',
    ],
    ['a text that was taken away, of which the memory tells', { pull: unread }, 'examine'],
  ])('but not for %s', (_what, changes, expected) => {
    const asked = situation({ ...given, ...changes });
    expect(step(asked)).toBe(expected);
    const action = decide(asked);
    if (action.type === 'write-status') expect(action.memory.superseded).toBeUndefined();
  });
});

describe('what takes its place', () => {
  test('is held where a person held the old one, and not where the bot did', () => {
    const byPerson = situation({ ...given, ...another, pull: pull(held) });
    const { superseded, heldPull } = written(byPerson);
    expect([superseded?.last?.isHeldByPerson, heldPull]).toEqual([true, 0]);
    const own = { ...remembering(passedPhase, { ...examinedAt('', 'passed'), heldPull: 7 }) };
    const byBot = situation({ ...own, ...another, pull: pull(held) });
    expect(written(byBot).superseded?.last?.isHeldByPerson).toBe(false);

    const next = givenUp({ last: { number: 7, isHeldByPerson: true } });
    const carried = { ...next, pull: pull({ number: 8 }) };
    expect(decide(situation(carried))).toEqual({ type: 'hold', pullNumber: 8 });
    const merged = { ...next, pull: pull({ number: 8, state: 'merged' }) };
    expect(step(situation(merged))).not.toBe('hold');
  });

  test('is another one: who takes a hold off the very same has decided so', () => {
    const superseded = {
      secrets: 0,
      deployment: 0,
      past: [],
      last: { number: 7, isHeldByPerson: true },
    };
    const again = remembering(passedPhase, { ...examinedAt('', 'passed'), superseded });
    expect(step(situation({ ...again, pull: pull() }))).toBe('none');
  });

  // Whoever keeps a text from being written must not keep a hold away.
  test('is held, where it has to be, before the old one is told', () => {
    const phase: Phase = {
      ...{ type: 'proposed', pull: { number: 8, url: pull().url }, awaits: ['control-plane'] },
      checks: [{ check: 'control-plane', outcome: 'unverifiable' }],
    };
    const { superseded } = givenUp().memory;
    const memory = { ...examinedAt('', 'passed'), heldPull: 8, retracted: 7, superseded };
    const next = (labels: readonly string[]) =>
      decide(situation({ ...remembering(phase, memory), pull: pull({ number: 8, labels }) }));
    expect(next([])).toEqual({ type: 'hold', pullNumber: 8 });
    expect(next([holdLabel])).toMatchObject({ type: 'hand-over', from: 7, to: { number: 8 } });
  });

  test('claims its credential since it was proposed first, whatever came in between', () => {
    const claim = { credentials: ['a', 'older a'], since: '2026-11-20T00:00:00Z' };
    const { superseded } = written(
      situation({ ...given, ...another, pull: pull({ proposal: { ...proposal, claim } }) }),
    );
    const second = { credentials: ['b'], since: '2026-11-22T00:00:00Z' };
    expect(proposedSince(['new a', 'older a'], superseded, second)).toBe('2026-11-20T00:00:00Z');
    expect(proposedSince(['b'], superseded, second)).toBe('2026-11-22T00:00:00Z');
    expect(proposedSince(['c'], superseded, second)).toBeUndefined();
    const again = { credentials: ['a'], since: '2026-11-23T00:00:00Z' };
    expect(proposedSince(['a'], superseded, again)).toBe('2026-11-20T00:00:00Z');
  });
});

describe('whoever gives up and asks again', () => {
  const heldPull = { ...given, pull: pull(held) };
  const cancelled = remembering(passedPhase, { ...examinedAt('', 'passed'), cancelledBy: 'a' });
  const kept = { past: [{ at: now.toISOString() }], last: { number: 7, isHeldByPerson: true } };

  test.each<[string, Partial<Snapshot>]>([
    ['by a cancellation', { ...cancelled, pull: pull(held) }],
    ['by closing the issue', { ...heldPull, issue: closedIssue }],
    ['by a title that asks for nothing', { ...heldPull, request: undefined }],
  ])('gets rid of neither the hold of a person nor the count of a day: %s', (_how, changes) => {
    const { superseded, retracted } = written(situation(changes));
    expect([superseded, retracted]).toEqual([{ secrets: 0, deployment: 0, ...kept }, 7]);
    // It is written down once.
    const { cancelledBy } = changes.memory ?? {};
    const again = remembering(passedPhase, {
      ...{ ...examinedAt('', 'passed'), retracted, superseded, cancelledBy },
    });
    expect(step(situation({ ...changes, ...again }))).toBe('close 7');
    const { past } = written(
      situation({
        ...changes,
        ...again,
        pull: pull({ state: 'closed' }),
        branchDeleted: true,
        issue: closedIssue,
      }),
    ).superseded ?? { past: [] };
    expect(past).toHaveLength(1);
  });

  test('gets rid of no hold where nothing else is remembered', () => {
    const { superseded } = written(situation({ pull: pull(held), issue: closedIssue }));
    expect(superseded).toMatchObject({ ...kept });
  });

  test('does not make a hold of the bot one of a person, once it has closed what it held', () => {
    const commands = [said({ verb: 'retry' })];
    const own = remembering(passedPhase, { ...examinedAt('', 'passed'), retracted: 7 });
    const closed = pull({ state: 'closed', ...held });
    const action = decide(situation({ ...own, pull: closed, commands }));
    if (action.type !== 'answer') throw new Error(action.type);
    expect(action.memory.superseded).toBeUndefined();
  });

  test('gets rid of no hold where a person has closed it, which is not counted', () => {
    const commands = [said({ verb: 'retry' })];
    const closed = pull({ state: 'closed', ...held });
    const action = decide(situation({ ...given, pull: closed, commands }));
    expect(action).toMatchObject({ memory: { superseded: { ...kept, past: [] } } });
  });
});

describe('three times a day', () => {
  const at = (hour: number) => ({ at: `2026-11-24T${String(hour).padStart(2, '0')}:00:00.000Z` });
  const closed = { pull: pull({ state: 'closed' }) };
  const often = givenUp({ past: [at(1), at(2), at(3), at(4)] });

  test('something new is opened at once', () => {
    const thrice = givenUp({ past: [at(1), at(2), at(3)] });
    expect(step(situation({ ...thrice, ...closed }))).toBe('examine');
  });

  test('after that it waits, and says until when', () => {
    const { phase } = written(situation({ ...often, ...closed })).status;
    expect(phase).toEqual({
      type: 'needs-change',
      problem: { id: 'changed-too-often', details: { until: '2026-11-25T01:00:00.000Z' } },
    });
    const { superseded } = often.memory;
    const told = remembering(phase, { superseded, retracted: 7 });
    expect(step(situation({ ...told, ...closed }))).toBe('none');
    const later = { now: new Date('2026-11-25T01:00:00Z') };
    expect(step(situation({ ...told, ...closed, ...later }))).toBe('examine');
  });

  test.each<[string, Partial<Snapshot>]>([
    ['of the secrets', { pull: pull({ number: 8 }) }],
    [
      'of the script that deploys Prow',
      {
        ...{ request: { ...request, operation: 'remove' }, submission: undefined },
        deployment: deploymentOf({ pull: second() }),
      },
    ],
  ])('what is open %s, and still asked for, goes on', (_where, changes) => {
    expect(step(situation({ ...often, ...changes }))).toBe('examine');
  });

  test('what is open is given up all the same, and no more times are kept than count', () => {
    const led = givenUp({ past: [at(1), at(2), at(3), at(4)], last: undefined });
    const asked = situation({ ...led, ...another, pull: pull({ number: 8 }) });
    const { superseded } = written(asked);
    expect(superseded?.secrets).toBe(8);
    expect(superseded?.past.map((one) => one.at)).toEqual([
      at(2).at,
      at(3).at,
      at(4).at,
      now.toISOString(),
    ]);
  });

  test('and two status comments know of all', () => {
    const one = givenUp({ secrets: 7, past: [at(1), at(3)] }).memory;
    const other = givenUp({ secrets: 9, deployment: 3, past: [at(2), at(3)] }).memory;
    const united = uniteMemories([one, other])?.superseded;
    expect(united).toMatchObject({ secrets: 9, deployment: 3, past: [at(1), at(2), at(3)] });
    const fresh = remembering({ type: 'checking' }).memory;
    expect(uniteMemories([one, fresh])?.superseded).toEqual(one.superseded);
  });
});

describe('the text of what was given up', () => {
  const next = { number: 8, url: 'https://github.com/kubevirt/secrets/pull/8' };

  test('says so first, leads on once something is in its place, and keeps the rest', () => {
    const told = withSuccessor('What changes\n\nA lot.');
    expect(told).toMatch(/^> \*\*Closed for good\.\*\*[^\n]*\n\nWhat changes\n\nA lot\.$/);
    const led = withSuccessor(told, next);
    expect(led).toContain(`[#8](${next.url})`);
    expect(led).toMatch(/\n\nWhat changes\n\nA lot\.$/);
    expect(withSuccessor(led, next)).toBe(led);
  });
});
