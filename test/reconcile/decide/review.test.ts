import { describe, expect, test } from 'vitest';
import type { Report } from '../../../src/probe/report.ts';
import { problem } from '../../../src/problem.ts';
import { decide } from '../../../src/reconcile/decide/decide.ts';
import type { Snapshot } from '../../../src/reconcile/snapshot.ts';
import { holdLabel } from '../../../src/state/labels.ts';
import type { Phase } from '../../../src/state/status.ts';
import { renderCluster } from '../../../src/wording/pull-request/cluster.ts';
import type { Sections } from '../../../src/wording/pull-request/secrets.ts';
import { seen } from '../../wording/facts.ts';
import {
  badReport,
  examinedAt,
  heldPhase,
  key,
  now,
  passed,
  passedPhase,
  proposal,
  proposed,
  pull,
  remembering,
  situation,
} from '../situations.ts';

const seenAt = '2026-11-20T08:00:00.000Z';
const report: Report = { checks: [{ check: 'reachable', outcome: 'passed' }], seen };
const cluster = renderCluster(report, { kind: 'build-cluster', seenAt });
const plain: Sections = { review: '', cluster, seenAt };

const pullWith = (sections: Partial<Sections>, changes: Parameters<typeof pull>[0] = {}) =>
  pull({ proposal: { ...proposal, sections: { ...plain, ...sections } }, ...changes });

const held = { labels: [holdLabel] };
const examined = examinedAt(now.toISOString(), 'passed');
const confirmed = { by: 'alice', at: '2026-11-30T20:14:00Z', examined: key };

/** What the pull request is to say first; undefined where it stays as it is. */
function reviewIn(changes: Partial<Snapshot>): string | undefined {
  const action = decide(situation(changes));
  if (action.type === 'none') return undefined;
  if (action.type !== 'renew') throw new Error(action.type);
  return action.sections.review;
}

describe('what a pull request says first', () => {
  test('is nothing where nothing holds it and nobody has confirmed anything', () => {
    expect(reviewIn({ ...proposed, pull: pullWith({}) })).toBeUndefined();
    expect(reviewIn({ ...proposed, pull: pullWith({ review: '> **On hold.**' }) })).toBe('');
  });

  const failing: Phase = {
    type: 'checks-failed',
    until: '2026-12-01T12:00:00.000Z',
    checks: [
      {
        check: 'namespace',
        outcome: 'failed',
        problem: problem('namespace-missing', { namespace: 'jobs' }),
      },
      {
        check: 'pods',
        outcome: 'failed',
        problem: problem('permissions-missing', { namespace: 'jobs', resource: 'pods', verbs: [] }),
      },
    ],
  };

  test.each<[string, Phase, string]>([
    ['what has to be confirmed', heldPhase, 'could not verify that the control plane is highly'],
    [
      'which checks fail, by their cause',
      failing,
      'no longer passes these checks: “The namespace for jobs exists”.\n',
    ],
    [
      'what is wrong with what was submitted since',
      { type: 'needs-change', problem: problem('submission-missing', {}) },
      'see https://github.com/kubevirt/project-infra/issues/5.',
    ],
  ])('is %s, as long as it is on hold', (_what, phase, expected) => {
    const outcome = phase.type === 'proposed' ? 'passed' : 'failed';
    const known = remembering(phase, { ...examinedAt(now.toISOString(), outcome), heldPull: 7 });
    const first = reviewIn({ ...known, pull: pullWith({}, held) });
    expect(first).toMatch(/^> \[!IMPORTANT\]\n> \*\*On hold\.\*\* /);
    expect(first).toContain(expected);
    // Once it says so, it stays.
    expect(reviewIn({ ...known, pull: pullWith({ review: first ?? '' }, held) })).toBeUndefined();
  });

  test('is who confirmed it, and when, in place of the hold', () => {
    const known = remembering(passedPhase, { ...examined, confirmed });
    const on = '> **On hold.** for something';
    expect(reviewIn({ ...known, pull: pullWith({ review: on }) })).toBe(
      '- `alice` confirmed on 30 November 2026, 20:14 UTC that the control plane is highly available.',
    );
  });

  test.each([
    ['of another submission', { ...confirmed, examined: 'another' }],
    ['that nobody gave', undefined],
  ])('is nothing of a confirmation %s', (_what, given) => {
    const known = remembering(passedPhase, { ...examined, confirmed: given });
    expect(reviewIn({ ...known, pull: pullWith({}) })).toBeUndefined();
  });

  test('is without a time where an older version of the bot has written none down', () => {
    const { at: _at, ...older } = confirmed;
    const known = remembering(passedPhase, { ...examined, confirmed: older });
    expect(reviewIn({ ...known, pull: pullWith({}) })).toMatch(/^- `alice` confirmed that the/);
  });

  test('tells of a person’s hold nothing: it is theirs', () => {
    expect(reviewIn({ ...proposed, pull: pullWith({}, held) })).toBeUndefined();
  });

  test('tells of a fight over words, until it is over', () => {
    const at = now.toISOString();
    const fought = remembering(passedPhase, {
      ...examined,
      heldPull: 7,
      restored: { comment: [at, at, at] },
    });
    const disputed = { ...fought.memory.status, isDisputed: true };
    const memory = { ...fought.memory, status: disputed };
    const told = { memory, statusComment: { id: 100, recorded: memory } };
    expect(reviewIn({ ...told, pull: pullWith({}, held) })).toContain('keeps changing');
  });

  test('stays as it is in what an older version of the bot has proposed', () => {
    const known = remembering(passedPhase, { ...examined, confirmed });
    expect(reviewIn({ ...known, pull: pull() })).toBeUndefined();
  });
});

describe('what a pull request says of the cluster', () => {
  const reachable = { check: 'reachable', outcome: 'passed' } as const;
  const known = remembering({ ...passedPhase, checks: [reachable] }, examined);
  const looked = (examination: Snapshot['examination'], sections: Partial<Sections> = {}) =>
    decide(situation({ ...known, pull: pullWith(sections), examination }));

  test('stays, with its time, where a look sees the same', () => {
    expect(looked(passed(report)).type).toBe('none');
  });

  test('is rendered anew, with the time of the look, where it sees something else', () => {
    const other = { ...report, seen: { ...seen, version: 'v1.35.0' } };
    const at = now.toISOString();
    const after = renderCluster(other, { kind: 'build-cluster', seenAt: at });
    expect(looked(passed(other))).toEqual({
      type: 'renew',
      pullNumber: 7,
      sections: { review: '', cluster: after, seenAt: at },
    });
    expect(after).toContain('`v1.35.0`');
  });

  test('tells what failed, once the status does and it is on hold', () => {
    const examination = { outcome: 'failed', report: { ...badReport, seen } } as const;
    const written = decide(situation({ ...proposed, pull: pullWith({}), examination }));
    if (written.type !== 'write-status') throw new Error(written.type);
    const { memory } = written;
    const told = { memory, statusComment: { id: 100, recorded: memory }, examination };
    expect(decide(situation({ ...told, pull: pullWith({}) })).type).toBe('hold');
    const action = decide(situation({ ...told, pull: pullWith({}, held) }));
    expect(action).toMatchObject({ type: 'renew', pullNumber: 7 });
    expect(action).toHaveProperty('sections.cluster', expect.stringContaining('- ❌ **'));
  });
});
