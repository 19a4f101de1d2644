import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import { decide } from '../../../src/reconcile/decide/decide.ts';
import type { Examination, Snapshot } from '../../../src/reconcile/snapshot.ts';
import { holdLabel } from '../../../src/state/labels.ts';
import type { Memory } from '../../../src/state/memory.ts';
import {
  badReport,
  deploymentOf,
  examinedAt,
  maintainer,
  now,
  passed,
  passedPhase,
  pull,
  remembering,
  said,
  second,
  situation,
  step,
  written,
} from '../situations.ts';

const words = { title: 'As the bot wrote it', body: 'The same' };
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
/** What is proposed, and when the bot has written its words again so far. */
const proposed = (restored?: Memory['restored']) =>
  remembering(passedPhase, { ...examinedAt(minutesAgo(60), 'passed'), restored });
const thrice = [minutesAgo(30), minutesAgo(20), minutesAgo(10)];

const edited = (given = proposed()): Partial<Snapshot> => ({
  ...given,
  pull: pull(),
  statusComment: { ...given.statusComment, isChanged: true },
});
const reworded = (given = proposed()): Partial<Snapshot> => ({
  ...given,
  pull: pull({ restored: words }),
});
const deploying = (
  changes: Parameters<typeof second>[0],
  restored?: Memory['restored'],
): Partial<Snapshot> => ({
  ...proposed(restored),
  pull: pull({ state: 'merged' }),
  branchDeleted: true,
  deployment: deploymentOf({ pull: second(changes) }),
});

describe('what somebody else has made of the words of the bot is written again', () => {
  test('in the status comment, and it is noted when', () => {
    const { memory } = proposed();
    expect(decide(situation(edited()))).toEqual({
      type: 'write-status',
      isNew: false,
      memory: { ...memory, restored: { comment: [now.toISOString()] } },
    });
  });

  test.each<[string, Partial<Snapshot>]>([
    ['deleted', { ...proposed(), pull: pull() }],
    ['deleted, and nothing of it is remembered', { pull: pull() }],
  ])('in a new one where the old one was %s', (_how, changes) => {
    const lost = { ...changes, statusComment: undefined, isStatusLost: true };
    expect(decide(situation(lost))).toMatchObject({
      type: 'write-status',
      memory: { restored: { comment: [now.toISOString()] } },
    });
  });

  test('in the pull request of the secrets', () => {
    expect(decide(situation(reworded()))).toEqual({
      ...{ type: 'restore', at: 'secrets', pullNumber: 7, words },
    });
  });

  test('in the one that deploys Prow', () => {
    expect(decide(situation(deploying({ restored: words })))).toEqual({
      ...{ type: 'restore', at: 'prow-deploy', pullNumber: 30, words },
    });
  });

  test('in the status comment first, which remembers the rest', () => {
    const both = { ...edited(), pull: pull({ restored: words }) };
    expect(step(situation(both))).toBe('write proposed');
  });

  test('before any command is answered: it may rest on what was made of them', () => {
    const commands = [said({ verb: 'confirm-ha' }, maintainer, true)];
    expect(step(situation({ ...reworded(), commands }))).toBe('restore');
  });
});

describe('words that tell of another commit wait for what is proposed next', () => {
  const pasted = pull({ proposal: undefined, branchState: 'other work of the bot' });

  test('which replaces them', () => {
    const found = { ...proposed(), examination: passed() };
    expect(step(situation({ ...found, pull: pasted }))).toBe('update 7');
  });

  test.each<[string, Examination]>([
    ['the checks fail', { outcome: 'failed', report: badReport }],
    [
      'the submission is refused',
      { outcome: 'problem', problem: problem('submission-missing', {}) },
    ],
    ['the secrets are broken', { outcome: 'problem', problem: problem('secrets-crash', {}) }],
  ])('and as long as %s nobody is to merge', (_what, examination) => {
    const found = { ...proposed(), examination };
    const memory = written(situation({ ...found, pull: pasted }));
    expect(memory.heldPull).toBe(7);
    const told = { memory, statusComment: { id: 100, recorded: memory }, examination };
    expect(step(situation({ ...told, pull: pasted }))).toBe('hold');
    expect(step(situation({ ...told, pull: { ...pasted, labels: [holdLabel] } }))).toBe('none');
  });
});

describe('who fights the bot for its words', () => {
  const fought = proposed({ comment: thrice });

  test.each<[string, Partial<Snapshot>, string]>([
    [
      'sees them written three times in an hour',
      edited(proposed({ comment: thrice.slice(1) })),
      'write proposed',
    ],
    ['and then left, while nobody is to merge', edited(fought), 'hold'],
    [
      'until an hour after the first time',
      edited(proposed({ comment: [minutesAgo(60), ...thrice.slice(1)] })),
      'write proposed',
    ],
    [
      'also where the comment is deleted each time',
      { ...fought, pull: pull(), statusComment: undefined, isStatusLost: true },
      'hold',
    ],
    ['or a pull request is reworded', reworded(proposed({ pull: thrice })), 'hold'],
    [
      'or loses its marker, and would be proposed anew each time',
      { ...proposed({ pull: thrice }), pull: pull({ proposal: undefined }) },
      'hold',
    ],
    [
      'or the one that deploys Prow is reworded',
      deploying({ restored: words }, { deployment: thrice }),
      'none',
    ],
    [
      'or that one loses its marker',
      deploying({ proposal: undefined }, { deployment: thrice }),
      'none',
    ],
    [
      'and nothing else is written either',
      { ...edited(fought), pull: pull({ restored: words, labels: [holdLabel] }) },
      'none',
    ],
    [
      'but as long as the words stand as they were the bot goes on',
      { ...proposed({ pull: thrice }), pull: pull() },
      'write proposed',
    ],
    ['and one text says nothing of another', reworded(fought), 'restore'],
    [
      'and a merged one is nothing to fight for',
      { ...proposed({ pull: thrice }), pull: pull({ state: 'merged', proposal: undefined }) },
      'write needs-change',
    ],
  ])('%s', (_what, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });

  test('keeps what is open on hold for the hour, which the comment tells of', () => {
    const memory = written(situation({ ...fought, pull: pull() }));
    expect([memory.status.isDisputed, memory.heldPull]).toEqual([true, 7]);
    const told = { memory, statusComment: { id: 100, recorded: memory } };
    expect(step(situation({ ...told, pull: pull() }))).toBe('hold');

    const held = { ...told, pull: pull({ labels: [holdLabel] }) };
    expect(step(situation(held))).toBe('none');
    const later = { ...held, now: new Date('2026-11-24T12:30:00Z') };
    expect(step(situation(later))).toBe('release');
    const released = written(situation({ ...later, pull: pull() }));
    expect([released.status.isDisputed, released.heldPull]).toEqual([undefined, 0]);
  });
});
