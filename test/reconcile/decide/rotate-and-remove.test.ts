import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import { decide } from '../../../src/reconcile/decide/decide.ts';
import type { Examination, Snapshot } from '../../../src/reconcile/snapshot.ts';
import type { Operation } from '../../../src/request/request.ts';
import { freshMemory, type Memory } from '../../../src/state/memory.ts';
import { examinationKey } from '../../../src/state/request-keys.ts';
import type { Authorization } from '../../../src/wording/pull-request/asked.ts';
import {
  request as addition,
  author,
  maintainer,
  now,
  passed,
  passedPhase,
  pull,
  said,
  situation,
  submission,
} from '../situations.ts';

const requestTo = (operation: Operation) => ({ ...addition, operation });

/** The bot remembers to have said that it is looking at the request. */
function checking(operation: Operation, changes: Partial<Memory> = {}): Partial<Snapshot> {
  const memory: Memory = { ...freshMemory(requestTo(operation)), ...changes };
  return { request: requestTo(operation), memory, statusComment: { id: 100, recorded: memory } };
}

const confirmedFor = (operation: Operation) => ({
  confirmedAuthor: {
    by: 'maintainer',
    request: JSON.stringify([operation, addition.kind, addition.name]),
  },
});

describe('what is examined', () => {
  test.each<[string, Partial<Snapshot>, object]>([
    [
      'an addition needs no authorization',
      checking('add'),
      { submission, needsAuthorization: false },
    ],
    ['a rotation does', checking('rotate'), { submission, needsAuthorization: true }],
    [
      'unless a maintainer has vouched for the author',
      checking('rotate', confirmedFor('rotate')),
      { submission, needsAuthorization: false },
    ],
    [
      'for this very operation',
      checking('rotate', confirmedFor('remove')),
      { submission, needsAuthorization: true },
    ],
    [
      'a removal looks at no submission',
      checking('remove'),
      { submission: undefined, needsAuthorization: true },
    ],
    [
      'and needs none',
      { ...checking('remove'), submission: undefined },
      { submission: undefined, needsAuthorization: true },
    ],
    [
      'nor is a leaked credential in its way: it may be the reason',
      {
        ...checking('remove', {
          status: { ...freshMemory(requestTo('remove')).status, leaked: 'token' },
        }),
        leak: { what: 'token', credentials: [], madeUpBy: [] },
      },
      { submission: undefined, needsAuthorization: true },
    ],
  ])('%s', (_story, changes, expected) => {
    const action = decide(situation(changes));
    expect({ submission: undefined, ...action }).toMatchObject({
      type: 'examine',
      ...expected,
    });
  });

  test('a rotation without a submission is told so', () => {
    const action = decide(situation({ ...checking('rotate'), submission: undefined }));
    expect(action).toMatchObject({
      type: 'write-status',
      memory: { status: { phase: { problem: { id: 'submission-missing' } } } },
    });
  });

  test('each operation has an examination of its own', () => {
    const keys = (['add', 'rotate', 'remove'] as const).map((operation) =>
      examinationKey(requestTo(operation), submission),
    );
    expect(new Set(keys).size).toBe(3);
  });
});

describe('what becomes of it', () => {
  const unconfirmed: Examination = {
    outcome: 'problem',
    problem: problem('author-unconfirmed', {}),
  };

  test('an author without an authorization is told, and nothing is looked at again by itself', () => {
    const action = decide(situation({ ...checking('remove'), examination: unconfirmed }));
    expect(action).toMatchObject({
      type: 'write-status',
      memory: { status: { phase: { type: 'needs-change' } }, examined: { outcome: 'problem' } },
    });
    if (action.type !== 'write-status') return;
    const { memory } = action;
    const later = new Date(now.getTime() + 86_400_000);
    const told = { ...checking('remove'), memory, statusComment: { id: 100, recorded: memory } };
    expect(decide(situation({ ...told, now: later })).type).toBe('none');
  });

  test.each<
    [string, Partial<Memory>, { authorization?: Authorization }, Authorization | undefined]
  >([
    ['why the author may ask', {}, { authorization: { type: 'added-it' } }, { type: 'added-it' }],
    ['who vouched', confirmedFor('remove'), {}, { type: 'confirmed', by: 'maintainer' }],
    ['nothing of a word for something else', confirmedFor('rotate'), {}, undefined],
  ])('the pull request tells %s', (_what, memory, found, authorization) => {
    const examination: Examination = { ...passed(), ...found };
    const action = decide(situation({ ...checking('remove', memory), examination }));
    expect(action).toMatchObject({ type: 'propose', request: requestTo('remove') });
    expect(action).toHaveProperty('review.hold', undefined);
    expect(action).toHaveProperty('authorization', authorization);
  });

  test('another server holds the pull request until a maintainer confirms this submission under this name', () => {
    const check = {
      check: 'same-cluster',
      outcome: 'unverifiable',
      problem: problem('cluster-changed', {}),
    } as const;
    const examination = passed({ checks: [check] });
    const proposed = (memory: Partial<Memory>) =>
      decide(situation({ ...checking('rotate', memory), examination }));
    const hold = { type: 'awaits', checks: ['same-cluster'] };
    expect(proposed({})).toMatchObject({ type: 'propose', review: { hold, confirmed: [] } });
    const [by, at] = ['maintainer', '2026-11-30T20:14:00Z'];
    const examined = examinationKey(requestTo('rotate'), submission);
    const confirmed = [{ command: 'confirm-server', by, at }];
    expect(proposed({ confirmedServer: { by, at, examined } })).toMatchObject({
      type: 'propose',
      review: { hold: undefined, confirmed },
    });
    const others = [
      examinationKey(requestTo('rotate'), { fingerprint: 'other' }),
      examinationKey({ ...requestTo('rotate'), name: 'rosa-2' }, submission),
      examinationKey(requestTo('add'), submission),
    ];
    for (const other of others) {
      const confirmedServer = { by, examined: other };
      expect(proposed({ confirmedServer })).toMatchObject({ review: { hold, confirmed: [] } });
    }
    const controlPlane = { confirmed: { by, examined } };
    expect(proposed(controlPlane)).toMatchObject({ type: 'propose', review: { hold } });
  });

  test('what was merged is told by the pull request, whatever the title says now', () => {
    const proposal = { ...pull().proposal, request: requestTo('remove') };
    const merged = pull({ state: 'merged', proposal });
    const action = decide(
      situation({ ...checking('add'), pull: merged, branchDeleted: true, issue: closed }),
    );
    expect(action).toMatchObject({
      type: 'write-status',
      memory: { status: { operation: 'remove', phase: { type: 'merged' } } },
    });
  });
});

const closed = { ...situation().issue, open: false };

describe('who may confirm what', () => {
  const answer = (operation: Operation, verb: 'confirm-author' | 'confirm-server', may = true) => {
    const commands = [said({ verb }, may ? maintainer : author, may)];
    const at = now.toISOString();
    const key = examinationKey(requestTo(operation), submission);
    const checks = [{ check: 'same-cluster', outcome: 'unverifiable' }] as const;
    const status = {
      ...freshMemory(requestTo(operation)).status,
      phase: { ...passedPhase, checks },
    };
    const told = checking(operation, { status, examined: { key, outcome: 'passed', at } });
    return decide(situation({ ...told, commands }));
  };

  const given = { by: 'maintainer', examined: examinationKey(requestTo('rotate'), submission) };

  test.each<[Operation, 'confirm-author' | 'confirm-server', Partial<Memory>]>([
    ['rotate', 'confirm-author', confirmedFor('rotate')],
    ['remove', 'confirm-author', confirmedFor('remove')],
    ['rotate', 'confirm-server', { confirmedServer: given }],
  ])('of a request to %s: %s is remembered of a maintainer', (operation, verb, memory) => {
    expect(answer(operation, verb)).toMatchObject({
      reactions: [{ reaction: '+1' }],
      memory: {
        ...memory,
        status: { notices: [{ type: 'confirmed', command: verb, by: 'maintainer' }] },
      },
    });
  });

  test('the author of a removal, whatever is attached to it and was not looked at', () => {
    const commands = [said({ verb: 'confirm-author' }, maintainer, true)];
    const action = decide(situation({ ...checking('remove'), commands }));
    expect(action).toMatchObject({ memory: confirmedFor('remove') });
  });

  test.each([
    ['rotate', 'confirm-author', 'the author'],
    ['rotate', 'confirm-server', 'the author'],
    ['add', 'confirm-author', 'a maintainer'],
    ['add', 'confirm-server', 'a maintainer'],
    ['remove', 'confirm-server', 'a maintainer'],
  ] as const)('of a request to %s: %s is refused to %s', (operation, verb, who) => {
    const action = answer(operation, verb, who === 'a maintainer');
    expect(action).toMatchObject({ type: 'answer', reactions: [{ reaction: 'confused' }] });
    if (action.type !== 'answer') return;
    const { confirmedAuthor, confirmedServer } = action.memory;
    expect(confirmedAuthor ?? confirmedServer).toBeUndefined();
  });

  test('a word for the author is no word for what they made of the title since', () => {
    const commands = [said({ verb: 'confirm-author' }, maintainer, true)];
    const retitled = { ...checking('rotate'), request: requestTo('remove'), commands };
    expect(decide(situation(retitled))).toMatchObject({ reactions: [{ reaction: 'confused' }] });
  });

  test('a control plane is not confirmed for a removal', () => {
    const commands = [said({ verb: 'confirm-ha' }, maintainer, true)];
    const action = decide(situation({ ...checking('remove'), commands }));
    expect(action).toMatchObject({
      reactions: [{ reaction: 'confused' }],
      memory: { status: { notices: [{ type: 'nothing-to-do' }] } },
    });
  });
});
