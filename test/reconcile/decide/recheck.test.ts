import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import { lookAgainAt } from '../../../src/reconcile/decide/recheck.ts';
import type { Memory } from '../../../src/state/memory.ts';
import type { Phase } from '../../../src/state/status.ts';
import {
  examinedAt,
  now,
  passedPhase,
  pullReference,
  remembering,
  situation,
} from '../situations.ts';

const failedAt = '2026-11-24T11:55:00Z';
/** Ten minutes later, the interval of the tests. */
const then = '2026-11-24T12:05:00.000Z';
const soon = '2026-11-24T12:01:00Z';
const later = '2026-12-01T00:00:00Z';
const failing = (until: string): Phase => ({ type: 'checks-failed', checks: [], until });
const silent: Phase = { type: 'not-answering', pull: pullReference, checks: [], until: later };
const missing = problem('merged-entry-missing', { name: 'rosa-1' });
const since = (silentSince: string) => ({ afterMerge: { retracted: 0, failedAt, silentSince } });
const forgotten = { ...examinedAt(failedAt, 'passed'), afterMerge: { retracted: 0 } };
const needs = (
  type: 'needs-change' | 'needs-operator',
  id: 'kubeconfig-exec' | 'recipient-hidden',
) => ({ type, problem: problem(id, {}) }) as const;
const offline: Phase = { type: 'needs-change', problem: problem('attachment-unavailable', {}) };

describe('a request is looked at again though nobody asks', () => {
  test.each<[string, Phase, Partial<Memory>, string | undefined]>([
    ['where checks failed', failing(later), examinedAt(failedAt, 'failed'), then],
    ['but not after a week', failing(soon), examinedAt(failedAt, 'failed'), undefined],
    ['nor just then', failing(then), examinedAt(failedAt, 'failed'), undefined],
    [
      'where the operator has to act',
      needs('needs-operator', 'recipient-hidden'),
      examinedAt(failedAt, 'problem'),
      then,
    ],
    ['where it passes by itself', offline, examinedAt(failedAt, 'problem'), then],
    [
      'but not where the author has to act',
      needs('needs-change', 'kubeconfig-exec'),
      examinedAt(failedAt, 'problem'),
      undefined,
    ],
    ['where a merged cluster does not answer', silent, since(failedAt), then],
    ['at once where that is forgotten, as by a retry', silent, forgotten, now.toISOString()],
    ['or was never noted', silent, examinedAt(failedAt, 'passed'), now.toISOString()],
    ['but not after a week of that', silent, since('2026-11-17T11:00:00Z'), undefined],
    [
      'unless the operator has to act there',
      { ...silent, problem: missing },
      since('2026-11-01T11:00:00Z'),
      then,
    ],
    ['and not where all is well', passedPhase, examinedAt(failedAt, 'passed'), undefined],
  ])('%s', (_when, phase, changes, expected) => {
    const at = lookAgainAt(situation(remembering(phase, changes)));
    expect(at?.toISOString()).toBe(expected);
  });
});
