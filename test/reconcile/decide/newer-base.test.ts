import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/reconcile/snapshot.ts';
import {
  examinedAt,
  goodReport,
  key,
  now,
  passedPhase,
  proposal,
  pull,
  remembering,
  situation,
  step,
} from '../situations.ts';

const newer = { commit: 'c1', state: 's1' };
const shown = remembering(passedPhase, examinedAt(now.toISOString(), 'passed'));
const alike = pull({ proposal: { ...proposal, effect: 'e1' } });
const passed = (effect: string | undefined, all: readonly string[] = []) => ({
  examination: {
    outcome: 'passed' as const,
    ...{ report: goodReport, change: [], effect, base: newer },
    readers: { all, difference: { added: [], gone: [] } },
  },
});
const story = (changes: Partial<Snapshot>) =>
  step(situation({ ...shown, pull: alike, base: newer, ...changes }));

describe('the pull request of the secrets, on a newer base', () => {
  test.each<[string, Partial<Snapshot>, string]>([
    ['GitHub is asked first whether git can merge it', {}, 'ask-mergeable'],
    ['it does not know yet: nothing is looked at', { mergeability: 'unknown' }, 'none'],
    ['git can: it is looked at', { mergeability: 'clean' }, 'examine'],
    ['git can not: it is looked at too', { mergeability: 'conflict' }, 'examine'],
    ['and rebuilt', { mergeability: 'conflict', ...passed('e1') }, 'update 7'],
    ['it is what it was: kept', { mergeability: 'clean', ...passed('e1') }, 'keep-commit'],
    ['it is something else: rebuilt', { mergeability: 'clean', ...passed('e2') }, 'update 7'],
    [
      'nobody can tell whether it is: rebuilt',
      { mergeability: 'clean', ...passed(undefined) },
      'update 7',
    ],
    [
      'others can decrypt it: rebuilt',
      { mergeability: 'clean', ...passed('e1', ['x']) },
      'update 7',
    ],
    ['where no change can be told again: looked at', { pull: pull() }, 'examine'],
    [
      'also where the cluster has failed in between',
      remembering(
        { type: 'checks-failed', checks: [], until: '2026-12-01T00:00:00Z' },
        examinedAt('2026-11-24T11:00:00Z', 'failed'),
      ),
      'ask-mergeable',
    ],
    ['on the same one there is nothing to do', { base: proposal.base }, 'none'],
  ])('%s', (_story, changes, expected) => {
    expect(story(changes)).toBe(expected);
  });

  test('one that somebody else has committed to is theirs, as ever', () => {
    const theirs = pull({ ...alike, branchState: "somebody else's work" });
    expect(story({ pull: theirs })).not.toBe('ask-mergeable');
  });

  test('what was submitted anew is looked at, whatever git can merge', () => {
    const other = pull({ proposal: { ...proposal, effect: 'e1', examined: `${key} other` } });
    expect(story({ pull: other })).not.toBe('ask-mergeable');
  });
});
