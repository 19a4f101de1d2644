import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import { toldSince } from '../../../src/reconcile/act/write-status.ts';
import { decideCarefully } from '../../../src/reconcile/decide/careful.ts';
import { mustBeAlone } from '../../../src/reconcile/risk.ts';
import type { Snapshot } from '../../../src/reconcile/snapshot.ts';
import type { Memory, Risk } from '../../../src/state/memory.ts';
import { examinationKey } from '../../../src/state/request-keys.ts';
import {
  author,
  closedIssue,
  examinedAt,
  issue,
  maintainer,
  now,
  proposed,
  pull,
  remembering,
  request,
  said,
  situation,
  submission,
} from '../situations.ts';

const self = 'this process';
const other = 'one before';
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();
const mark = (by: string, deaths = 0): Risk => ({ by, deaths });
const checking = (risk?: Risk) => remembering({ type: 'checking' }, { risk });
const setAside = remembering(
  { type: 'needs-change', problem: problem('request-set-aside', {}) },
  { risk: { deaths: 2, diedAt: hoursAgo(1000) } },
);
const merged = pull({ state: 'merged' });
const removal = { ...request, operation: 'remove' } as const;
/** One that waits, as for Prow to leave the cluster alone. */
const removing = (risk?: Risk) => {
  const { memory } = checking(risk);
  const status = { ...memory.status, operation: 'remove' } as const;
  const recorded: Memory = {
    ...memory,
    status,
    examined: { ...{ key: examinationKey(removal), outcome: 'passed' }, at: hoursAgo(1) },
  };
  return { ...{ request: removal, memory: recorded }, statusComment: { id: 100, recorded } };
};

/** The step, what it says, and the mark that it writes down. */
function next(changes: Partial<Snapshot>) {
  const action = decideCarefully(situation(changes), self);
  if (action.type !== 'write-status') return { step: action.type };
  const { phase } = action.memory.status;
  const { risk } = action.memory;
  return { says: 'problem' in phase ? phase.problem?.id : phase.type, ...(risk && { risk }) };
}

/** Steps on, as long as only the status is written; what is written is what is remembered. */
function writeAll(changes: Partial<Snapshot>): Partial<Snapshot> {
  const action = decideCarefully(situation(changes), self);
  if (action.type !== 'write-status') return changes;
  const { memory } = action;
  return writeAll({ ...changes, memory, statusComment: { id: 100, recorded: memory } });
}

describe('before what may end the process a mark is in the status comment', () => {
  test.each<[string, Partial<Snapshot>, object]>([
    ['it rides along with the first word', {}, { says: 'checking', risk: mark(self) }],
    ['then the work begins', checking(mark(self)), { step: 'examine' }],
    ['a comment without one gets it first', checking(), { says: 'checking', risk: mark(self) }],
    [
      'what is looked at again by itself too',
      remembering(
        { type: 'checks-failed', checks: [], until: hoursAgo(-10) },
        examinedAt(hoursAgo(1), 'failed'),
      ),
      { says: 'checks-failed', risk: mark(self) },
    ],
    [
      'a merged cluster too',
      { ...proposed, pull: merged, branchDeleted: true },
      { says: 'proposed', risk: mark(self) },
    ],
  ])('%s', (_what, changes, expected) => {
    expect(next(changes)).toEqual(expected);
  });

  test.each<[string, Partial<Snapshot>, object]>([
    [
      'the result takes it off',
      {
        ...checking(mark(self)),
        examination: { outcome: 'problem', problem: problem('openpgp-damaged', {}) },
      },
      { says: 'openpgp-damaged' },
    ],
    ['a removal reads nothing of strangers and needs none', removing(), { step: 'examine' }],
    ['nor does its first word', { request: removal, submission: undefined }, { says: 'checking' }],
    ['it needs no mark to rest', { ...proposed, pull: pull() }, { step: 'none' }],
    [
      'nothing is written into a locked issue',
      { ...checking(mark(other)), issue: { ...issue, locked: true } },
      { step: 'none' },
    ],
  ])('%s', (_what, changes, expected) => {
    expect(next(changes)).toEqual(expected);
  });

  test('where nothing is left to do a mark is taken off', () => {
    const memory: Memory = { ...proposed.memory, risk: mark(self) };
    const shown = { memory, statusComment: { id: 100, recorded: memory }, pull: pull() };
    expect(next(shown)).toEqual({ says: 'proposed' });
    expect(next(writeAll(shown))).toEqual({ step: 'none' });
  });
});

describe('a mark that another process has left is its death', () => {
  const diedAt = now.toISOString();

  test('the first one: tried again, and alone', () => {
    const changes = checking(mark(other));
    const action = decideCarefully(situation(changes), self);
    expect(next(changes)).toEqual({ says: 'checking', risk: { by: self, deaths: 1, diedAt } });
    expect(mustBeAlone(action, changes.memory)).toBe(true);
    const begun = writeAll(changes);
    expect(next(begun)).toEqual({ step: 'examine' });
    expect(
      mustBeAlone({ type: 'probe-registered', request: changes.memory.status }, begun.memory),
    ).toBe(true);
  });

  test('a removal has nobody wait for it', () => {
    const changes = removing({ by: other, deaths: 0 });
    const action = decideCarefully(situation(changes), self);
    expect(action).toMatchObject({ type: 'examine' });
    expect(mustBeAlone(action, { ...changes.memory, risk: { deaths: 1, diedAt } })).toBe(false);
  });

  test('one that died of nothing is not alone', () => {
    const changes = checking(mark(self));
    expect(mustBeAlone(decideCarefully(situation(changes), self), changes.memory)).toBe(false);
  });

  test('one that succeeds is remembered for a day, in which it is alone', () => {
    const passed = { outcome: 'problem', problem: problem('openpgp-damaged', {}) } as const;
    const changes = writeAll({ ...checking(mark(other)), examination: passed });
    expect(changes.memory?.risk).toEqual({ deaths: 1, diedAt });
    const tomorrow = new Date(now.getTime() + 24 * 3_600_000);
    expect(writeAll({ ...changes, examination: passed, now: tomorrow }).memory?.risk).toBe(
      undefined,
    );
  });

  test('the second one: set aside, and nothing of it is looked at', () => {
    const changes = checking({ by: other, deaths: 1, diedAt: hoursAgo(1) });
    expect(next(changes)).toEqual({ says: 'request-set-aside', risk: { deaths: 2, diedAt } });
    expect(next(writeAll(changes))).toEqual({ step: 'none' });
  });

  test('the second one after a day is a first one', () => {
    const changes = checking({ deaths: 1, diedAt: hoursAgo(25) });
    expect(next(changes)).toEqual({ says: 'checking', risk: mark(self) });
  });
});

describe('what is set aside', () => {
  test.each<[string, Partial<Snapshot>, object]>([
    ['stays so', setAside, { step: 'none' }],
    [
      'stays so with another submission',
      { ...setAside, submission: { ...submission, fingerprint: 'other' } },
      { step: 'none' },
    ],
    [
      'stays so where its author asks for a removal instead',
      { ...removing({ deaths: 2, diedAt: hoursAgo(1) }) },
      { says: 'request-set-aside' },
    ],
    ['holds what is open for review', { ...setAside, pull: pull() }, { says: 'request-set-aside' }],
    [
      'is not looked at after the merge either',
      { ...setAside, pull: merged, branchDeleted: true },
      { step: 'none' },
    ],
    [
      'is given up like any other',
      { ...setAside, issue: closedIssue, branchDeleted: true },
      { says: 'withdrawn' },
    ],
  ])('%s', (_what, changes, expected) => {
    expect(next(changes)).toMatchObject(expected);
  });

  test('is left to maintainers: the author may not have it tried again', () => {
    const action = decideCarefully(
      situation({ ...setAside, commands: [said({ verb: 'retry' })] }),
      self,
    );
    expect(action).toMatchObject({
      reactions: [{ reaction: 'confused' }],
      memory: {
        risk: { deaths: 2 },
        status: { notices: [{ type: 'not-allowed', to: author.login }] },
      },
    });
  });

  test.each([
    ['before the merge', {}],
    ['after the merge', { pull: merged, branchDeleted: true }],
  ])('is tried again where a maintainer says so, %s', (_when, changes) => {
    const commands = [said({ verb: 'retry' }, maintainer, true)];
    const action = decideCarefully(situation({ ...setAside, ...changes, commands }), self);
    if (action.type !== 'answer') throw new Error(`expected an answer, got ${action.type}`);
    expect(action.reactions).toMatchObject([{ reaction: '+1' }]);
    const { memory } = action;
    expect(next({ ...setAside, ...changes, memory })).toMatchObject({ risk: mark(self) });
  });
});

describe('since when the comment tells what it tells', () => {
  const statusUpdatedAt = hoursAgo(3);
  const { memory, statusComment } = proposed;
  const comment = { ...statusComment, statusUpdatedAt };

  test.each<[string, Memory, Snapshot['statusComment'], string | undefined]>([
    ['a mark is no news', { ...memory, risk: mark(self) }, comment, statusUpdatedAt],
    [
      'nor is its end',
      memory,
      { ...comment, recorded: { ...memory, risk: mark(self), statusUpdatedAt } },
      statusUpdatedAt,
    ],
    ['another phase is', { ...memory, ...checking(mark(self)).memory }, comment, undefined],
    [
      'so is another examination in the same words',
      { ...memory, ...examinedAt(now.toISOString(), 'failed') },
      comment,
      undefined,
    ],
    [
      'what others have made of it tells nobody',
      memory,
      { ...comment, isChanged: true },
      undefined,
    ],
    ['the first one is news', memory, undefined, undefined],
  ])('%s', (_what, after, before, since) => {
    expect(toldSince(after, before)).toBe(since);
  });
});
