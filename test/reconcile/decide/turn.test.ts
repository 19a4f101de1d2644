import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import { tellTurn } from '../../../src/reconcile/decide/turn.ts';
import { freshMemory, type Memory } from '../../../src/state/memory.ts';
import type { Phase } from '../../../src/state/status.ts';
import {
  examinedAt,
  heldPhase,
  key,
  now,
  passedPhase,
  pull,
  pullReference,
  remembering,
  request,
  secondReference,
  situation,
  written,
} from '../situations.ts';

const hour = 60 * 60 * 1000;
const ago = (hours: number) => new Date(now.getTime() - hours * hour).toISOString();

function remembered(phase: Phase, changes: Partial<Memory> = {}): Memory {
  const fresh = freshMemory(request);
  return { ...fresh, status: { ...fresh.status, phase }, ...changes };
}

const failed: Phase = { type: 'checks-failed', checks: [], until: now.toISOString() };
const wrongKey: Phase = { type: 'needs-change', problem: problem('submission-missing', {}) };
const jobSecret = { name: 'gcs-credentials', namespace: 'jobs', items: [] };
const authors = `author ${key}`;
const reviewers = 'maintainers secrets 7';

describe('whose turn it is', () => {
  test.each<[string, Phase, string | undefined]>([
    ['nothing is known yet', { type: 'checking' }, undefined],
    ['the cluster is not ready', failed, authors],
    ['the file has to change', wrongKey, authors],
    [
      'a maintainer has to act',
      {
        type: 'needs-change',
        problem: problem('author-unconfirmed', {}),
      },
      'maintainers author-unconfirmed',
    ],
    [
      'it passes by itself',
      { type: 'needs-change', problem: problem('attachment-unavailable', {}) },
      undefined,
    ],
    [
      'the operator has to act',
      { type: 'needs-operator', problem: problem('secrets-crash', {}) },
      undefined,
    ],
    ['there is something to review', passedPhase, reviewers],
    ['it was not merged', { type: 'closed-unmerged', pull: pullReference }, 'author closed 7'],
    [
      'there is something else to review',
      { type: 'deploying', deployment: secondReference },
      `maintainers deployment ${secondReference.number}`,
    ],
    [
      'it was not deployed',
      { type: 'deployment-closed', deployment: secondReference },
      `author deployment closed ${secondReference.number}`,
    ],
    [
      'it is merged and silent',
      { type: 'not-answering', pull: pullReference, checks: [], until: ago(0) },
      'author silent 7',
    ],
    ['it is over', { type: 'merged', pull: pullReference }, 'over merged'],
    [
      'it is merged, and nothing has deployed it',
      { type: 'merged', pull: pullReference, toDeploy: true },
      'maintainers merged',
    ],
    ...(['failed', 'missing', 'present', 'unseen'] as const).map(
      (outcome): [string, Phase, string] => [
        `it is merged, and a secret for jobs is ${outcome}`,
        { type: 'merged', pull: pullReference, jobSecrets: [{ ...jobSecret, outcome }] },
        ['failed', 'missing'].includes(outcome) ? 'maintainers merged' : 'over merged',
      ],
    ),
  ])('%s', (_what, phase, turn) => {
    const { isNew, told } = tellTurn(remembered(phase), key, now);
    expect(isNew).toBe(turn !== undefined);
    expect(told?.at(-1)?.turn).toBe(turn);
  });
});

describe('a comment of its own', () => {
  const toldOf = (...turns: readonly (readonly [string, number])[]) => ({
    told: turns.map(([turn, hours]) => ({ turn, at: ago(hours) })),
  });

  test.each<[string, Memory, boolean]>([
    ['for the first word', remembered(failed), true],
    ['not for the same turn', remembered(failed, toldOf([authors, 30])), false],
    ['for the next turn', remembered(passedPhase, toldOf([authors, 1])), true],
    ['for another file that fails', remembered(failed, toldOf(['author another', 1])), true],
    [
      'not for one that comes back within a day',
      remembered(failed, toldOf([authors, 2], [reviewers, 1])),
      false,
    ],
    [
      'for one that comes back after a day',
      remembered(failed, toldOf([authors, 25], [reviewers, 1])),
      true,
    ],
    [
      'not for the seventh within a day',
      remembered(
        failed,
        toldOf(...Array.from({ length: 6 }, (_, at) => [`author ${at}`, 1] as const)),
      ),
      false,
    ],
    [
      'for the seventh where one was before',
      remembered(
        failed,
        toldOf(...Array.from({ length: 6 }, (_, at) => [`author ${at}`, 25 - at] as const)),
      ),
      true,
    ],
    [
      'for a credential that everybody can read',
      {
        ...remembered({ type: 'checking' }),
        status: { ...remembered({ type: 'checking' }).status, leaked: 'token' },
      },
      true,
    ],
  ])('%s', (_when, memory, expected) => {
    expect(tellTurn(memory, key, now).isNew).toBe(expected);
  });

  test('what was told of more than a day ago is forgotten', () => {
    const { told } = tellTurn(remembered(failed, toldOf([reviewers, 30])), key, now);
    expect(told).toEqual([{ turn: authors, at: now.toISOString() }]);
  });
});

describe('maintainers are called', () => {
  test('where it is their turn', () => {
    expect(tellTurn(remembered(passedPhase), key, now).calls).toBe('now');
    expect(tellTurn(remembered(failed), key, now).calls).toBe('none');
  });

  test('once a day', () => {
    const called = { turn: 'maintainers secrets 6', at: ago(20), called: true as const };
    const telling = tellTurn(remembered(passedPhase, { told: [called] }), key, now);
    expect(telling).toMatchObject({ isNew: true, calls: 'none' });
    const later = { ...called, at: ago(25) };
    expect(tellTurn(remembered(passedPhase, { told: [later] }), key, now).calls).toBe('now');
  });
});

describe('since when a result is known', () => {
  const since = '2026-11-24T11:00:00Z';
  const asked = { ...remembering(heldPhase, examinedAt(ago(1), 'passed')), pull: pull() };
  const shown = { ...asked.statusComment, updatedAt: since };

  test('an edit that changes nothing of it leaves that as it was', () => {
    const memory = { ...asked.memory, ...examinedAt(now.toISOString(), 'passed') };
    const later = written(situation({ ...asked, memory, statusComment: shown }));
    expect(later.resultSince).toBe(since);
  });

  test('the same result of another submission is known since it is told', () => {
    const examined = { key: 'another', outcome: 'passed', at: ago(0) } as const;
    const recorded = { ...asked.memory, examined };
    const statusComment = { ...shown, recorded };
    expect(written(situation({ ...asked, statusComment })).resultSince).toBeUndefined();
  });

  test('another result is known since it is told', () => {
    const memory = { ...asked.memory, resultSince: since };
    const closed = situation({
      ...asked,
      memory,
      statusComment: shown,
      pull: pull({ state: 'closed' }),
    });
    expect(written(closed).resultSince).toBeUndefined();
  });
});
