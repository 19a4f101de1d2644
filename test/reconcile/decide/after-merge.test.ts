import { describe, expect, test } from 'vitest';
import { type Problem, problem } from '../../../src/problem.ts';
import { done } from '../../../src/reconcile/decide/after-merge.ts';
import { decide } from '../../../src/reconcile/decide/decide.ts';
import type { Snapshot } from '../../../src/reconcile/snapshot.ts';
import type { ClusterRequest } from '../../../src/request/request.ts';
import type { Memory } from '../../../src/state/memory.ts';
import type { Phase } from '../../../src/state/status.ts';
import {
  answers,
  badReport,
  closedIssue,
  maintainer,
  passedPhase,
  proposal,
  pull,
  pullReference,
  remembering,
  request,
  said,
  second,
  situation,
  step as stepOf,
  written as writtenOf,
} from '../situations.ts';

const step = (changes: Partial<Snapshot>) => stepOf(situation({ ...merged, ...changes }));
const written = (changes: Partial<Snapshot>) => writtenOf(situation({ ...merged, ...changes }));

const merged = { pull: pull({ state: 'merged' }), branchDeleted: true };
const waiting = remembering(passedPhase);
const failed = { liveness: { outcome: 'failed', report: badReport } } as const;
const missing = problem('merged-entry-missing', { name: 'rosa-1' });
const lost = { liveness: { outcome: 'problem', problem: missing } } as const;
const until = '2026-12-01T12:00:00.000Z';
const silentPhase: Phase = { type: 'not-answering', pull: pullReference, checks: [], until };
const silent = (failedAt: string, silentSince = failedAt) =>
  remembering(silentPhase, { afterMerge: { retracted: 0, failedAt, silentSince } });
/** It was let be for longer than a week. */
const forLong = (reason: Problem, failedAt: string) =>
  remembering(
    { ...silentPhase, problem: reason },
    { afterMerge: { retracted: 0, failedAt, silentSince: '2026-11-01T12:00:00Z' } },
  );
const forOperator = (failedAt: string) => forLong(missing, failedAt);
const unreachable = forLong(
  problem('kubeconfig-ca', { reason: 'expired' }),
  '2026-11-24T11:00:00Z',
);
const justNow = '2026-11-24T11:59:00Z';
const long = '2026-11-24T11:00:00Z';
const deployedByHand = { branchDeleted: false, plan: { outcome: 'done' } } as const;
const lastWeek = '2026-11-16T11:00:00Z';

describe('the secrets for jobs', () => {
  const jobSecrets = [{ name: 'gcs', items: [{ key: 'a', entry: 'b' }] }];
  const wanted = { ...waiting, jobSecrets };
  const applied = jobSecrets.map((secret) => ({
    ...secret,
    namespace: 'jobs',
    outcome: 'failed' as const,
  }));

  test.each<[string, Partial<Snapshot>, string]>([
    ['come after the cluster has answered', wanted, 'probe-registered'],
    ['are applied then', { ...wanted, ...answers }, 'apply-job-secrets'],
    [
      'and whatever became of them, the issue is closed',
      { ...wanted, ...answers, appliedJobSecrets: applied },
      'close as completed',
    ],
    [
      'do not go to a cluster that does not answer',
      { ...wanted, ...failed },
      'write not-answering',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(changes)).toBe(expected);
  });

  test('are told of in the last word', () => {
    const last = { ...wanted, ...answers, appliedJobSecrets: applied, issue: closedIssue };
    expect(written(last).status.phase).toMatchObject({ jobSecrets: applied });
  });
});

describe("a maintainer has to run Prow's deployment again", () => {
  const last = { ...waiting, ...answers, issue: closedIssue };
  const deployed = { pull: second({ state: 'merged' }), branchDeleted: true };
  const untouched = { branchDeleted: false, plan: { outcome: 'done' } } as const;

  test.each<[string, Partial<Snapshot>, Partial<ClusterRequest>, boolean]>([
    ['for what only the secrets say', {}, {}, true],
    ['not where a merge has started it', { deployment: deployed }, {}, false],
    [
      'not where somebody has named it in the script since',
      { deployment: { ...untouched, pull: second({ state: 'closed' }) } },
      {},
      false,
    ],
    ['though the script named it before', { deployment: untouched }, {}, true],
    ['not for a provider', {}, { kind: 'external-provider' }, false],
    ['for new credentials', {}, { operation: 'rotate' }, true],
    ['for a removal that the bot has no part in', {}, { operation: 'remove' }, true],
    ['not for a removal after it', { deployment: deployed }, { operation: 'remove' }, false],
    [
      'not for a removal of what was not deployed',
      { deployment: { branchDeleted: false } },
      { operation: 'remove' },
      false,
    ],
  ])('%s', (_what, changes, asked, toDeploy) => {
    const snapshot = situation({ ...merged, ...last, ...changes });
    const { lastWord } = done(snapshot, pull({ state: 'merged' }), { ...request, ...asked });
    expect('toDeploy' in (lastWord?.phase ?? {})).toBe(toDeploy);
  });
});

describe('new credentials are in use once Prow is deployed with them', () => {
  const rotation = pull({
    state: 'merged',
    proposal: { ...proposal, request: { ...request, operation: 'rotate' } },
  });
  const ofProvider = pull({
    state: 'merged',
    proposal: {
      ...proposal,
      request: { ...request, operation: 'rotate', kind: 'external-provider' },
    },
  });
  const phase: Phase = { type: 'awaiting-deployment', pull: pullReference };
  const told = (memory: Memory) => {
    const asked = { ...memory, status: { ...memory.status, operation: 'rotate' as const } };
    return { memory: asked, statusComment: { id: 100, recorded: asked } };
  };
  const awaiting = told(remembering(phase, { afterMerge: { retracted: 0 } }).memory);
  const heard = told(
    remembering(phase, { afterMerge: { retracted: 0, deployed: { by: 'maintainer' } } }).memory,
  );
  const story = (changes: Partial<Snapshot>) => step({ pull: rotation, ...changes });

  test.each<[string, Partial<Snapshot>, string]>([
    ['first the cluster has to answer', waiting, 'probe-registered'],
    ['then maintainers have to deploy', { ...waiting, ...answers }, 'write awaiting-deployment'],
    ['which is waited for, without looking again', awaiting, 'none'],
    ['once they said so it is looked at once more', heard, 'probe-registered'],
    ['and then it is done', { ...heard, ...answers }, 'close as completed'],
    [
      'an issue that is closed waits for nothing',
      { ...waiting, ...answers, issue: closedIssue },
      'write merged',
    ],
    [
      'a job takes those of a provider from the secrets',
      { ...waiting, ...answers, pull: ofProvider },
      'close as completed',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(story(changes)).toBe(expected);
  });

  test('the last word leaves nothing to maintainers then', () => {
    const memory = writtenOf(
      situation({ ...merged, pull: rotation, ...heard, ...answers, issue: closedIssue }),
    );
    expect(memory.status.phase).toEqual({ type: 'merged', pull: pullReference, answers: true });
  });

  test('what was said stays, also where the cluster does not answer then', () => {
    const memory = writtenOf(situation({ ...merged, pull: rotation, ...heard, ...failed }));
    expect(memory.afterMerge?.deployed).toEqual({ by: 'maintainer' });
  });

  test('a maintainer says so, once it was asked for', () => {
    const deployed = said({ verb: 'deployed' }, maintainer, true);
    const answered = (changes: Partial<Snapshot>) =>
      decide(situation({ ...merged, pull: rotation, ...changes, commands: [deployed] }));
    expect(answered(awaiting)).toMatchObject({
      type: 'answer',
      memory: { afterMerge: { deployed: { by: 'maintainer' } } },
    });
    expect(answered(silent(justNow))).toMatchObject({
      type: 'answer',
      memory: { status: { notices: [{ type: 'nothing-to-do', command: 'deployed' }] } },
    });
  });
});

describe('a merged cluster is done when it answers', () => {
  test.each<[string, Partial<Snapshot>, string]>([
    ['it is looked at', waiting, 'probe-registered'],
    ['it answers: the issue is closed', { ...waiting, ...answers }, 'close as completed'],
    ['and the last word said', { ...waiting, ...answers, issue: closedIssue }, 'write merged'],
    ['it does not: that is said', { ...waiting, ...failed }, 'write not-answering'],
    ['its entry is gone: that is said', { ...waiting, ...lost }, 'write not-answering'],
    ['it is not looked at again at once', silent(justNow), 'none'],
    ['but after a while', silent(long), 'probe-registered'],
    ['exactly then', silent('2026-11-24T11:50:00Z'), 'probe-registered'],
    ['for a week', silent(long, lastWeek), 'none'],
    ['and no longer', silent(long, '2026-11-17T12:00:00Z'), 'none'],
    ['nor where the cluster is the problem', unreachable, 'none'],
    ['but what the operator has to mend without an end', forOperator(long), 'probe-registered'],
    ['though not at once', forOperator(justNow), 'none'],
    [
      'it is deployed once and for all, whatever becomes of that',
      { ...silent(long), deployment: { branchDeleted: false } },
      'probe-registered',
    ],
    [
      'somebody else deployed it',
      { ...waiting, ...answers, deployment: deployedByHand },
      'close as completed',
    ],
    [
      'it answers again: the issue is closed',
      { ...silent(long), ...answers },
      'close as completed',
    ],
    [
      'a person closed the issue meanwhile: no look is needed any more',
      { ...silent(justNow), issue: closedIssue },
      'write merged',
    ],
    [
      'died after the issue was closed: it is looked at, and the last word said',
      { ...waiting, issue: closedIssue },
      'probe-registered',
    ],
    ['whatever that look showed', { ...waiting, ...failed, issue: closedIssue }, 'write merged'],
  ])('%s', (_story, changes, expected) => {
    expect(step(changes)).toBe(expected);
  });

  test.each<[string, Memory['afterMerge'], Phase]>([
    ['nothing is remembered', undefined, silentPhase],
    ['nothing failed', { retracted: 0, silentSince: lastWeek }, silentPhase],
    ['it was not silent', { retracted: 0, failedAt: justNow }, silentPhase],
    [
      'something else failed',
      { retracted: 0, failedAt: justNow, silentSince: justNow },
      passedPhase,
    ],
  ])('it is looked at where %s', (_what, afterMerge, phase) => {
    expect(step(remembering(phase, { afterMerge }))).toBe('probe-registered');
  });

  test.each<[string, Partial<Snapshot>, string]>([
    ['the branch goes again', { branchDeleted: false }, 'delete the branch'],
    ['the cluster is looked at', {}, 'probe-registered'],
    ['also where the comment was spoilt', { statusComment: { id: 100 } }, 'probe-registered'],
    ['and it is said that it does not answer', failed, 'write not-answering'],
  ])('the memory is lost: %s', (_story, changes, expected) => {
    expect(step(changes)).toBe(expected);
  });

  test('what stood in the way of looking is said', () => {
    const phase = { type: 'not-answering', pull: pullReference, checks: [], until };
    expect(written({ ...waiting, ...lost }).status.phase).toEqual({ ...phase, problem: missing });
    expect(written({ ...waiting, ...failed }).status.phase).not.toHaveProperty('problem');
  });

  test('what is wrong is said without evidence, and until when it is looked at', () => {
    const { status, afterMerge } = written({ ...waiting, ...failed });
    expect(status.phase).toMatchObject({
      checks: [{ check: 'namespace', outcome: 'failed' }],
      until,
    });
    expect(JSON.stringify(status)).not.toContain('what the server said');
    expect(afterMerge?.silentSince).toBe('2026-11-24T12:00:00.000Z');
  });

  test('the week counts from the first failure', () => {
    const { afterMerge, status } = written({ ...silent(long, '2026-11-20T12:00:00Z'), ...failed });
    expect(afterMerge?.silentSince).toBe('2026-11-20T12:00:00Z');
    expect(status.phase).toMatchObject({ until: '2026-11-27T12:00:00.000Z' });
  });

  test.each([
    ['answers', { ...waiting, ...answers }, true],
    ['does not', { ...waiting, ...failed }, false],
    ['was given up by a person', silent(justNow), false],
  ])('the last word tells of a cluster that %s', (_story, changes, expected) => {
    const { status } = written({ ...changes, issue: closedIssue });
    expect(status.phase).toMatchObject({ type: 'merged', answers: expected });
  });

  const allDone = remembering({ type: 'merged', pull: pullReference });
  const unread = { pull: pull({ state: 'merged', proposal: undefined }) };
  test.each<[string, Partial<Snapshot>, string]>([
    ['before the last word', silent(justNow), 'write not-answering'],
    ['after it', allDone, 'write merged'],
    [
      'after it, where nobody can tell any more what it was',
      { ...allDone, ...unread },
      'write merged',
    ],
  ])('what was answered is written down: %s', (_when, changes, expected) => {
    const memory = changes.memory && { ...changes.memory, answered: ['200 help'] };
    expect(step({ ...changes, memory })).toBe(expected);
  });

  test.each<[string, Partial<Snapshot>]>([
    ['a cluster does not answer', silent(justNow)],
    ['all is done', allDone],
    [
      'nobody can tell what was merged, and a person saw to it',
      { ...waiting, ...unread, issue: closedIssue },
    ],
  ])('two status comments become one where %s', (_where, changes) => {
    expect(step({ ...changes, olderComments: [101] })).toBe('delete-comment');
  });

  test('what nobody can tell any more is told as what it was, whatever the title says now', () => {
    const retitled = { request: { ...request, name: 'rosa-2' }, answered: [] };
    const memory = { ...allDone.memory, answered: ['200 help'] };
    const { status } = written({ ...allDone, ...unread, ...retitled, memory });
    expect(status.name).toBe('rosa-1');
  });

  test('retry looks at once, even after the week', () => {
    const commands = [said({ verb: 'retry' })];
    const action = decide(situation({ ...merged, ...silent(justNow, lastWeek), commands }));
    if (action.type !== 'answer') throw new Error(action.type);
    expect(step({ ...silent(justNow, lastWeek), memory: action.memory })).toBe('probe-registered');
  });

  test('there is nothing left to cancel', () => {
    const commands = [said({ verb: 'cancel' })];
    const action = decide(situation({ ...merged, ...silent(justNow), commands }));
    if (action.type !== 'answer') throw new Error(action.type);
    expect(action.memory.status.notices[0]?.type).toBe('nothing-to-do');
  });
});
