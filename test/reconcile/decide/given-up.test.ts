import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import { decide } from '../../../src/reconcile/decide/decide.ts';
import { lookAgainAt } from '../../../src/reconcile/decide/recheck.ts';
import type { Snapshot } from '../../../src/reconcile/snapshot.ts';
import { examinationKey } from '../../../src/state/request-keys.ts';
import type { Phase } from '../../../src/state/status.ts';
import {
  closedIssue,
  deploymentOf,
  examinedAt,
  issue,
  now,
  passedPhase,
  proposal,
  proposed,
  pull,
  pullReference,
  remembering,
  request,
  second,
  secondReference,
  situation,
  step,
  written,
} from '../situations.ts';

const closed = { pull: pull({ state: 'closed' }), branchDeleted: true };

describe('what nobody asks for any more', () => {
  const givenUp = remembering(passedPhase, {
    ...{ ...examinedAt(now.toISOString(), 'passed'), heldPull: 7, retracted: 7 },
  });

  test('leaves an issue open whose title a person made another', () => {
    const untitled = { ...givenUp, ...closed, request: undefined };
    expect(step(situation(untitled))).toBe('write withdrawn');
  });

  test.each<[string, Partial<Snapshot>]>([
    ['is there any more', { statusComment: undefined }],
    ['can be read any more', { statusComment: { id: 100 } }],
  ])('is told also where no comment that says so %s', (_what, changes) => {
    expect(step(situation({ ...givenUp, ...closed, ...changes, issue: closedIssue }))).toBe(
      'write withdrawn',
    );
  });

  test('is forgotten with the last word: what was found of it, and the hold', () => {
    const memory = written(situation({ ...givenUp, ...closed, issue: closedIssue }));
    expect(memory.status.phase).toEqual({ type: 'withdrawn' });
    expect([memory.examined, memory.heldPull, memory.retracted]).toEqual([undefined, 0, 7]);
  });
});

describe('what was merged', () => {
  test('leaves its branch only as it was merged, whatever its text tells of', () => {
    const merged = pull({ state: 'merged', head: 'of somebody else' });
    const deleting = { type: 'delete-branch', at: 'secrets', lastCommit: 'of somebody else' };
    expect(decide(situation({ ...proposed, pull: merged }))).toEqual(deleting);
  });

  test('and tells nothing of itself is named', () => {
    const merged = { pull: pull({ state: 'merged', proposal: undefined }) };
    const { phase } = written(situation({ ...proposed, ...merged })).status;
    const reason = problem('proposal-unreadable', { number: 7 });
    expect(phase).toEqual({ type: 'needs-change', problem: reason });
  });
});

describe('in a locked issue', () => {
  const locked = { ...issue, locked: true };

  test('nobody is to merge what others fight about', () => {
    const restored = { pull: [now, now, now].map((each) => each.toISOString()) };
    const fought = remembering(passedPhase, {
      ...{ ...examinedAt(now.toISOString(), 'passed'), restored },
    });
    expect(step(situation({ ...fought, pull: pull(), issue: locked }))).toBe('hold');
  });

  test('what is asked for is not held for another one that would be given up', () => {
    const asked = { ...request, operation: 'remove' } as const;
    const removal = pull({
      proposal: { ...proposal, request: asked, examined: examinationKey(asked) },
    });
    const other = second({ proposal: { ...second().proposal, name: 'other' } });
    const both = { request: asked, pull: removal, deployment: deploymentOf({ pull: other }) };
    expect(step(situation({ ...proposed, ...both, issue: locked }))).toBe('none');
  });
});

describe('a removal', () => {
  const removal = { ...request, operation: 'remove' } as const;
  const named = (name: string) =>
    second({ proposal: { ...second().proposal, kind: request.kind, name } });

  test('gives up for good what takes another cluster out of the script, and notes it', () => {
    const asked = { request: removal, submission: undefined };
    const other = { ...asked, deployment: deploymentOf({ pull: named('other') }) };
    const { superseded, undeployment } = written(situation({ ...proposed, ...other }));
    expect(undeployment).toEqual({ retracted: 30 });
    const past = [{ at: now.toISOString() }];
    expect(superseded).toMatchObject({ deployment: 30, past });
  });
});

describe('nothing is looked at again by itself', () => {
  const pulls = { pull: pullReference, deployment: secondReference };
  const failed = { ...examinedAt(now.toISOString(), 'failed') };

  test.each<[Phase]>([
    [{ type: 'checking' }],
    [passedPhase],
    [{ type: 'closed-unmerged', pull: pullReference }],
    [{ type: 'cancelled', by: 'contributor' }],
    [{ type: 'withdrawn' }],
    [{ type: 'deploying', ...pulls }],
    [{ type: 'deployment-closed', ...pulls }],
    [{ type: 'merged', ...pulls }],
  ])('where it is $type', (phase) => {
    expect(lookAgainAt(situation(remembering(phase, failed)))).toBeUndefined();
  });

  test('where nothing is remembered, or nothing failed', () => {
    expect(lookAgainAt(situation())).toBeUndefined();
    const reason = problem('recipient-hidden', {});
    const fresh = remembering({ type: 'needs-operator', problem: reason });
    expect(lookAgainAt(situation(fresh))).toBeUndefined();
  });
});
