import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import type { Action } from '../../../src/reconcile/action.ts';
import { decide } from '../../../src/reconcile/decide/decide.ts';
import {
  hasLeaked,
  leakOf,
  ownLeakOf,
  raiseAlarm,
  rememberLeak,
} from '../../../src/reconcile/leaks.ts';
import type { Examination, Snapshot } from '../../../src/reconcile/snapshot.ts';
import { holdLabel } from '../../../src/state/labels.ts';
import { deriveMarkerKey, keyedDigest, keyedDigests } from '../../../src/state/marker.ts';
import { freshMemory } from '../../../src/state/memory.ts';
import { examinationKey } from '../../../src/state/request-keys.ts';
import { withWarning } from '../../../src/wording/pull-request/other-commits-warning.ts';
import {
  answers,
  author,
  badReport,
  base,
  closedIssue,
  examinedAt,
  goodReport,
  heldPhase,
  key,
  maintainer,
  now,
  passed,
  passedPhase,
  proposal,
  proposed,
  pull,
  pullReference,
  remembering,
  reopenedIssue,
  request,
  said,
  second,
  situation,
  step,
  submission,
  unreadableReport,
  written,
} from '../situations.ts';

function answered(snapshot: Snapshot): Extract<Action, { type: 'answer' }> {
  const action = decide(snapshot);
  if (action.type !== 'answer') throw new Error(`expected an answer, got ${action.type}`);
  return action;
}

const checking = remembering({ type: 'checking' });
const long = '2026-11-24T11:00:00Z';
const justNow = '2026-11-24T11:59:00Z';
const failing = (until: string, at: string) =>
  remembering({ type: 'checks-failed', checks: [], until }, examinedAt(at, 'failed'));
const nextWeek = '2026-12-01T00:00:00Z';
const lastWeek = '2026-11-20T00:00:00Z';
const operatorProblem = problem('recipient-hidden', {});
const requesterProblem = problem('kubeconfig-exec', { of: 'others' });
const waitingForOperator = (at: string) =>
  remembering({ type: 'needs-operator', problem: operatorProblem }, examinedAt(at, 'problem'));
const tenMinutesAgo = '2026-11-24T11:50:00Z';
const waitingForTime = (at: string) =>
  remembering(
    { type: 'needs-change', problem: problem('attachment-unavailable', {}) },
    examinedAt(at, 'problem'),
  );
const neverSaid = remembering({ type: 'checking' }, examinedAt(now.toISOString(), 'passed'));
const merged = { pull: pull({ state: 'merged' }) };
const given = { ...proposed, pull: pull() };
describe('from the issue to the pull request', () => {
  test.each<[string, Partial<Snapshot>, string]>([
    ['a new submission is examined, and nothing is said before', {}, 'examine'],
    ['an issue without a submission is told so', { submission: undefined }, 'write needs-change'],
    ['an author who wrote more than is read is told so', { isTooLong: true }, 'write needs-change'],
    [
      'an invalid name is refused before anything is fetched',
      { request: { ...request, name: 'No' } },
      'write needs-change',
    ],
    ['what passed is proposed', { ...checking, examination: passed() }, 'open a pull request'],
    [
      'what is proposed is said',
      { ...checking, examination: passed(), pull: pull() },
      'write proposed',
    ],
    ['and then there is nothing to do', given, 'none'],
    [
      'a failed check is said',
      { ...checking, examination: { outcome: 'failed', report: badReport } },
      'write checks-failed',
    ],
    [
      'a mistake of the requester is said',
      { ...checking, examination: { outcome: 'problem', problem: requesterProblem } },
      'write needs-change',
    ],
    [
      'a mistake of the operator is said',
      { ...checking, examination: { outcome: 'problem', problem: operatorProblem } },
      'write needs-operator',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });

  test.each<[string, Examination, object]>([
    ['a problem', { outcome: 'problem', problem: requesterProblem }, { outcome: 'problem' }],
    [
      'a failure, and since when',
      { outcome: 'failed', report: badReport },
      { outcome: 'failed', failingSince: now.toISOString() },
    ],
    ['success', passed(), { outcome: 'passed' }],
  ])('what became of an examination is written down: %s', (_what, examination, expected) => {
    const { examined } = written(situation({ ...checking, pull: pull(), examination }));
    expect(examined).toEqual({ key, at: now.toISOString(), ...expected });
    const lost = written(situation({ pull: pull(), examination }));
    expect(lost.examined).toEqual(examined);
  });

  test('the public is told which checks passed, and what is the matter with the others', () => {
    const { phase } = written(
      situation({ ...checking, pull: pull(), examination: passed(unreadableReport) }),
    ).status;
    const unread = unreadableReport.checks.map(({ check, outcome }) => ({ check, outcome }));
    expect(phase).toMatchObject({ awaits: ['control-plane'], checks: unread });
    const good = written(situation({ ...checking, pull: pull(), examination: passed() }));
    expect(good.status.phase).toEqual({ ...passedPhase, checks: goodReport.checks });
  });

  test('an issue without a submission is told what is the matter', () => {
    const { phase } = written(situation({ submission: undefined })).status;
    expect(phase).toMatchObject({ problem: { id: 'submission-missing' } });
  });

  test('what was rejected is proposed anew, and not into the old pull request', () => {
    const closed = { ...checking, pull: pull({ state: 'closed' }), examination: passed() };
    const retracted = { ...closed, memory: { ...checking.memory, retracted: 7 } };
    expect(step(situation(retracted))).toBe('open a pull request');
  });

  test('what a maintainer has to confirm is on hold until then', () => {
    const unread = { ...checking, pull: pull(), examination: passed(unreadableReport) };
    expect(written(situation(unread)).heldPull).toBe(7);
    const read = { ...checking, pull: pull(), examination: passed() };
    expect(written(situation(read)).heldPull).toBe(0);
  });

  test('a cluster that fails again and again is held', () => {
    const failed = { outcome: 'failed', report: badReport } as const;
    const memory = written(situation({ ...given, examination: failed }));
    expect(memory.heldPull).toBe(7);
  });

  test('every other issue is left alone, whatever leaks there', () => {
    const leak = { what: 'token', credentials: [], madeUpBy: undefined } as const;
    expect(step(situation({ request: undefined }))).toBe('none');
    expect(step(situation({ request: undefined, leak }))).toBe('none');
  });

  test('an author who wrote too much is told what is the matter', () => {
    const { phase } = written(situation({ isTooLong: true })).status;
    expect(phase).toMatchObject({ problem: { id: 'issue-too-long' } });
  });

  test('no evidence reaches the public status', () => {
    const examination = { outcome: 'failed', report: badReport } as const;
    expect(JSON.stringify(written(situation({ ...checking, examination })))).not.toContain(
      'what the server said',
    );
  });

  test('failures are looked at again for a week from the first one', () => {
    const examination = { outcome: 'failed', report: badReport } as const;
    const first = written(situation({ ...checking, examination }));
    expect(first.status.phase).toMatchObject({ until: '2026-12-01T12:00:00.000Z' });

    const later = new Date('2026-11-26T12:00:00Z');
    const still = { memory: first, statusComment: { id: 100, recorded: first } };
    expect(written(situation({ ...still, examination, now: later })).status.phase).toMatchObject({
      until: '2026-12-01T12:00:00.000Z',
    });
  });
});

describe('when something is looked at again', () => {
  test.each<[string, Partial<Snapshot>, string]>([
    ['a failed check after a while', failing(nextWeek, long), 'examine'],
    ['but not at once', failing(nextWeek, justNow), 'none'],
    ['and not after a week', failing(lastWeek, long), 'none'],
    ["an operator's problem after a while", waitingForOperator(long), 'examine'],
    ['but not at once', waitingForOperator(justNow), 'none'],
    [
      "a requester's problem only when something changes",
      remembering({ type: 'needs-change', problem: requesterProblem }, examinedAt(long, 'problem')),
      'none',
    ],
    [
      'another submission',
      { ...proposed, submission: { ...submission, fingerprint: 'second' } },
      'examine',
    ],
    ['another name', { ...proposed, request: { ...request, name: 'rosa-2' } }, 'examine'],
    ['a base that moved', { ...given, base: { commit: 'c1', state: 's1' } }, 'examine'],
    [
      'not a base where only other files moved',
      { ...given, base: { commit: 'c1', state: 's0' } },
      'none',
    ],
    ['a passed one whose pull request got lost', { ...proposed }, 'examine'],
    [
      'or has lost what it says of itself',
      { ...given, pull: pull({ proposal: undefined }) },
      'examine',
    ],
    [
      'or holds other work of the bot',
      { ...proposed, pull: pull({ branchState: 'other work of the bot' }) },
      'examine',
    ],
    ['or was never said', { ...neverSaid, pull: pull() }, 'examine'],
    ["an operator's problem, exactly then", waitingForOperator(tenMinutesAgo), 'examine'],
    ['what only time mends, after a while', waitingForTime(long), 'examine'],
    ['but not at once', waitingForTime(justNow), 'none'],
    [
      'a failed check at once where there is another submission',
      { ...failing(nextWeek, justNow), submission: { ...submission, fingerprint: 'second' } },
      'examine',
    ],
    [
      'a failed check of which nothing is said any more',
      remembering({ type: 'checking' }, examinedAt(long, 'failed')),
      'examine',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });
});

describe('an open pull request follows', () => {
  test.each<[string, Partial<Snapshot>, string]>([
    [
      'a base that moved',
      { ...given, examination: passed(goodReport, { commit: 'c1', state: 's1' }) },
      'update 7',
    ],
    [
      'a cluster that fails now: say so',
      { ...given, examination: { outcome: 'failed', report: badReport } },
      'write checks-failed',
    ],
    [
      'then nobody may merge it',
      {
        ...remembering(
          { type: 'checks-failed', checks: [], until: nextWeek },
          { ...examinedAt(justNow, 'failed'), heldPull: 7 },
        ),
        pull: pull(),
      },
      'hold',
    ],
    [
      'an unreadable control plane: say so',
      { ...given, examination: passed(unreadableReport) },
      'write proposed',
    ],
    [
      'then nobody may merge it',
      { ...remembering(heldPhase, { ...examinedAt(long, 'passed'), heldPull: 7 }), pull: pull() },
      'hold',
    ],
    [
      'a hold of a person stays',
      { ...given, pull: pull({ labels: ['do-not-merge/hold'] }), examination: passed() },
      'write proposed',
    ],
    [
      "the bot's own hold goes when its reason is gone",
      {
        ...remembering(heldPhase, { ...examinedAt(long, 'passed'), heldPull: 7 }),
        pull: pull({ labels: ['do-not-merge/hold'] }),
        examination: passed(),
      },
      'release',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });
});

describe('ends', () => {
  const held = { ...given, issue: closedIssue };
  const givenUp = remembering(passedPhase, {
    ...examinedAt(now.toISOString(), 'passed'),
    retracted: 7,
  });
  const gone = remembering(
    { type: 'cancelled', by: 'contributor' },
    { cancelledBy: 'contributor', retracted: 7 },
  );
  test.each<[string, Partial<Snapshot>, string]>([
    ['merged: the branch goes first', { ...proposed, ...merged }, 'delete the branch'],
    [
      'then the cluster is looked at once more',
      { ...proposed, ...merged, branchDeleted: true },
      'probe-registered',
    ],
    [
      'it answers: close the issue',
      { ...proposed, ...merged, ...answers, branchDeleted: true },
      'close as completed',
    ],
    [
      'then the last word',
      { ...proposed, ...merged, ...answers, branchDeleted: true, issue: closedIssue },
      'write merged',
    ],
    [
      'and a person may reopen the issue',
      { ...remembering({ type: 'merged', pull: pullReference }), ...merged },
      'none',
    ],
    [
      'closed unmerged: say so',
      { ...proposed, pull: pull({ state: 'closed' }) },
      'write closed-unmerged',
    ],
    [
      'and wait',
      {
        ...remembering(
          { type: 'closed-unmerged', pull: pullReference },
          examinedAt(long, 'passed'),
        ),
        pull: pull({ state: 'closed' }),
      },
      'none',
    ],
    ['issue closed by hand: write down what is given up', held, 'write proposed'],
    ['then give it up', { ...givenUp, pull: pull(), issue: closedIssue }, 'close 7'],
    [
      'died after that, and the issue is open again: from the start',
      { ...givenUp, pull: pull({ state: 'closed' }) },
      'examine',
    ],
    [
      'died before that, and the issue is open again: nothing is given up',
      { ...givenUp, pull: pull() },
      'write proposed',
    ],
    [
      'and say so',
      { ...held, pull: pull({ state: 'closed' }), branchDeleted: true },
      'write withdrawn',
    ],
    ['issue closed by hand before anything happened', { issue: closedIssue }, 'none'],
    [
      'issue closed by hand before there was a pull request: whatever branch there is goes',
      { ...checking, issue: closedIssue },
      'delete the branch',
    ],
    [
      'and once that is said there is nothing to do',
      { ...remembering({ type: 'withdrawn' }, { retracted: 7 }), issue: closedIssue },
      'none',
    ],
    [
      'merged, and what the pull request said of itself was taken away',
      { ...proposed, pull: pull({ state: 'merged', proposal: undefined }) },
      'write needs-change',
    ],
    [
      'the same, and the memory is lost too: the title tells nothing',
      { pull: pull({ state: 'merged', proposal: undefined }) },
      'write needs-change',
    ],
    [
      'the same in a closed issue: nobody waits',
      { ...proposed, issue: closedIssue, pull: pull({ state: 'merged', proposal: undefined }) },
      'none',
    ],
    [
      'the same once all was done: it stays done',
      {
        ...remembering({ type: 'merged', pull: pullReference }),
        pull: pull({ state: 'merged', proposal: undefined }),
      },
      'none',
    ],
    [
      'closed unmerged and the memory lost: say so',
      { pull: pull({ state: 'closed' }) },
      'write closed-unmerged',
    ],
    [
      'issue closed by hand and the status comment spoilt: the pull request is given up too',
      { issue: closedIssue, pull: pull(), statusComment: { id: 100 } },
      'write checking',
    ],
    [
      'issue closed by hand and the memory lost: the pull request is given up too',
      { issue: closedIssue, pull: pull() },
      'write checking',
    ],
    [
      'title changed to something else: the same',
      { ...given, request: undefined },
      'write proposed',
    ],
    [
      'issue reopened: from the start',
      {
        ...remembering({ type: 'withdrawn' }, { retracted: 7 }),
        pull: pull({ state: 'closed' }),
      },
      'examine',
    ],
    [
      'cancelled: write that down, as a closed issue could not be cancelled',
      { ...proposed, memory: { ...proposed.memory, cancelledBy: 'contributor' }, pull: pull() },
      'write proposed',
    ],
    [
      'what is on hold is not released for that',
      {
        ...remembering(passedPhase, { cancelledBy: 'contributor', heldPull: 7 }),
        pull: pull({ labels: [holdLabel] }),
      },
      'write proposed',
    ],
    [
      'then give the pull request up',
      { ...remembering(passedPhase, { cancelledBy: 'contributor', retracted: 7 }), pull: pull() },
      'close 7',
    ],
    [
      'then close the issue',
      { ...remembering(passedPhase, { cancelledBy: 'contributor' }), branchDeleted: true },
      'close as not_planned',
    ],
    [
      'then say so',
      {
        ...remembering(passedPhase, { cancelledBy: 'contributor' }),
        branchDeleted: true,
        issue: closedIssue,
      },
      'write cancelled',
    ],
    [
      'cancelled, and a replica does not know yet that it is closed: nothing',
      remembering({ type: 'cancelled', by: 'contributor' }, { cancelledBy: 'contributor' }),
      'none',
    ],
    [
      'cancelled, and somebody has opened its pull request again: it goes again',
      { ...gone, issue: closedIssue, pull: pull() },
      'close 7',
    ],
    [
      'withdrawn, and somebody has opened its pull request again: it goes again',
      { ...remembering({ type: 'withdrawn' }, { retracted: 7 }), issue: closedIssue, pull: pull() },
      'close 7',
    ],
    [
      'cancelled and reopened: from the start',
      {
        ...remembering({ type: 'cancelled', by: 'contributor' }, { cancelledBy: 'contributor' }),
        issue: reopenedIssue,
      },
      'examine',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });

  test.each<[string, Partial<Snapshot>, string]>([
    [
      'a second status comment goes first of all',
      { ...given, olderComments: [101] },
      'delete-comment',
    ],
    [
      'but not before all that it remembers is in the first one',
      {
        ...remembering({ type: 'checking' }, { leaked: ['of token'] }),
        statusComment: remembering({ type: 'checking' }).statusComment,
        olderComments: [101],
      },
      'write checking',
    ],
    [
      'memory and title taken away: what is open for review is still known',
      { request: undefined, pull: pull() },
      'write checking',
    ],
    [
      'a leak is told in a cancelled request too',
      {
        ...remembering(
          { type: 'cancelled', by: 'contributor' },
          {
            cancelledBy: 'contributor',
            status: {
              ...freshMemory(request).status,
              phase: { type: 'cancelled', by: 'contributor' },
              leaked: 'token',
            },
          },
        ),
        statusComment: remembering({ type: 'cancelled', by: 'contributor' }).statusComment,
        issue: closedIssue,
      },
      'write cancelled',
    ],
    [
      'another pull request of the branch than the one that was told: said anew',
      { ...given, pull: pull({ number: 8 }) },
      'write proposed',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });

  test('a branch is deleted unless somebody has committed to it after the proposal', () => {
    const closed = { ...checking, issue: closedIssue };
    const deleting = { type: 'delete-branch', at: 'secrets', lastCommit: undefined };
    expect(decide(situation(closed))).toEqual(deleting);
    const unread = pull({ state: 'closed', proposal: undefined });
    expect(decide(situation({ ...closed, pull: unread }))).toEqual(deleting);
    const action = decide(situation({ ...closed, pull: pull({ state: 'closed' }) }));
    expect(action).toEqual({ type: 'delete-branch', at: 'secrets', lastCommit: 'p0' });
  });

  test('what was given up before stays given up', () => {
    const gone = remembering({ type: 'checking' }, { retracted: 9 });
    const closed = { ...gone, issue: closedIssue, branchDeleted: true };
    expect(written(situation(closed))).toMatchObject({ retracted: 9, heldPull: 0 });
  });

  test('reopened after a cancellation, all else is still known', () => {
    const before = { cancelledBy: 'contributor', answered: ['200 cancel'], retracted: 7 };
    const cancelled = remembering({ type: 'cancelled', by: 'contributor' }, before);
    const examination = passed();
    const open = { issue: reopenedIssue, pull: pull({ number: 8 }), examination };
    const memory = written(situation({ ...cancelled, ...open }));
    expect(memory).toMatchObject({ answered: ['200 cancel'], retracted: 7, leaked: [] });
    expect(memory.cancelledBy).toBeUndefined();
  });

  test.each([
    ['cancelled', gone],
    ['withdrawn', remembering({ type: 'withdrawn' }, { retracted: 7 })],
  ])("what GitHub shows only once it is %s is no person's to have closed", (_end, ended) => {
    const late = { ...ended, issue: closedIssue, pull: pull({ number: 8 }) };
    const memory = written(situation(late));
    expect(memory).toMatchObject({ retracted: 8, superseded: { past: [{}] } });
    const recorded = { ...late, memory, statusComment: { id: 100, recorded: memory } };
    expect(step(situation(recorded))).toBe('close 8');
  });

  test('a person who closes what is open after a cancellation was taken back does not bring it back', () => {
    const closed = pull({ number: 8, state: 'closed' });
    const memory = written(situation({ ...gone, issue: reopenedIssue, pull: closed }));
    expect(memory.status.phase.type).toBe('closed-unmerged');
    expect(memory.cancelledBy).toBeUndefined();
  });

  test('what is given up is known before it is closed', () => {
    expect(written(situation(held)).retracted).toBe(7);
    expect(written(situation({ ...givenUp, pull: pull() })).retracted).toBe(6);
  });
});

describe('a locked issue, into which no App can write, rests', () => {
  const locked = { ...situation().issue, locked: true };
  const lockedAndClosed = { ...locked, open: false };
  const held = {
    ...remembering(heldPhase, { ...examinedAt(now.toISOString(), 'passed'), heldPull: 7 }),
    pull: pull(),
  };
  const other = { issue: locked, request: { ...request, name: 'rosa-2' } };
  const theirs = { issue: locked, pull: pull({ branchState: "somebody else's work" }) };
  test.each<[string, Partial<Snapshot>, string]>([
    ['when it is new', { issue: locked }, 'none'],
    ['when it is proposed', { ...given, issue: locked }, 'none'],
    ['when a command was said', { issue: locked, commands: [said({ verb: 'retry' })] }, 'none'],
    ['when it was merged', { ...proposed, ...merged, issue: locked }, 'none'],
    ['once it is closed and nothing is left', { issue: lockedAndClosed, ...proposed }, 'none'],
    [
      'but nobody is to review what nobody asks for any more',
      { ...given, issue: lockedAndClosed },
      'close 7',
    ],
    ['and not what was merged', { ...proposed, ...merged, issue: lockedAndClosed }, 'none'],
    ['nor to merge what has to be on hold', { ...held, issue: locked }, 'hold'],
    [
      'which it is once',
      { ...held, pull: pull({ labels: ['do-not-merge/hold'] }), issue: locked },
      'none',
    ],
    ['nor what holds something else than is asked for', { ...given, ...other }, 'hold'],
    ['nor what nobody asks for', { ...given, issue: locked, request: undefined }, 'hold'],
    ['nor what somebody else has committed to', { ...given, ...theirs }, 'hold'],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });
});

describe('commits on the branch that are not the proposed one', () => {
  const theirs = pull({ branchState: "somebody else's work", head: 'theirs' });
  const warned = pull({ branchState: "somebody else's work", body: withWarning('') });
  const stopped = remembering(
    {
      type: 'needs-operator',
      problem: problem('branch-has-other-commits', { branch: 'cluster-onboarding/issue-5' }),
    },
    { heldPull: 7 },
  );

  test.each<[string, Partial<Snapshot>, string]>([
    ["somebody else's: the issue is told", { ...proposed, pull: theirs }, 'write needs-operator'],
    ['then it is held, whatever becomes of the words', { ...stopped, pull: theirs }, 'hold'],
    [
      'then the reviewers are told',
      { ...stopped, pull: { ...theirs, labels: [holdLabel] } },
      'reword',
    ],
    ['then it rests', { ...stopped, pull: { ...warned, labels: [holdLabel] } }, 'none'],
    ['gone: the warning goes', { ...proposed, pull: pull({ body: withWarning('') }) }, 'reword'],
    ['and it is looked at anew', { ...stopped, pull: pull({ labels: [holdLabel] }) }, 'examine'],
    [
      'and released',
      { ...stopped, pull: pull({ labels: [holdLabel] }), examination: passed() },
      'release',
    ],
    [
      "the bot's own, older: built anew",
      { ...proposed, pull: pull({ branchState: 'other work of the bot' }), examination: passed() },
      'update 7',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });
});

describe('what was signed otherwise than it would be now is signed anew', () => {
  const signedAnew = 'signed anew';

  test.each<[string, Partial<Snapshot>]>([
    ['while it is open', { ...proposed, pull: pull({ signedAnew }) }],
    ['once it is merged', { ...proposed, pull: pull({ state: 'merged', signedAnew }) }],
    ['in a closed issue', { ...proposed, issue: closedIssue, pull: pull({ signedAnew }) }],
  ])('in a pull request, %s', (_when, changes) => {
    const action = decide(situation(changes));
    expect(action).toEqual({
      ...{ type: 'sign-again', at: 'secrets', pullNumber: 7, body: signedAnew },
    });
  });

  test('in the one of the deployment', () => {
    const deployment = { pull: second({ signedAnew }), branchDeleted: false };
    const action = decide(situation({ ...proposed, pull: pull({ state: 'merged' }), deployment }));
    expect(action).toEqual({
      ...{ type: 'sign-again', at: 'prow-deploy', pullNumber: 30, body: signedAnew },
    });
  });

  test('in the status comment, though it says nothing new', () => {
    const quiet = { ...proposed, pull: pull() };
    expect(step(situation(quiet))).toBe('none');
    const statusComment = { ...proposed.statusComment, isSignatureOld: true };
    expect(step(situation({ ...quiet, statusComment }))).toBe('write proposed');
  });
});

describe('a credential in plain text', () => {
  const leak = { what: 'token', credentials: ['of token'], madeUpBy: [] } as const;

  test('raises the alarm first', () => {
    expect(step(situation({ leak }))).toBe('label token');
  });

  test('is written down as keyed digests, each once', () => {
    const key = deriveMarkerKey('secret');
    const found = { what: 'token', fingerprints: ['a', 'b', 'a'] } as const;
    const { what, credentials } = leakOf(found, key);
    expect(what).toBe('token');
    expect(credentials).toEqual([keyedDigest('a', key), keyedDigest('b', key)]);
  });

  test('raises it whatever became of the request', () => {
    expect(step(situation({ ...proposed, leak, pull: pull({ state: 'closed' }) }))).toBe(
      'label token',
    );
    expect(step(situation({ ...proposed, ...merged, leak }))).toBe('label token');
  });

  test('of somebody else is not in the way of the request', () => {
    const alarmed = remembering({ type: 'checking' });
    const memory = rememberLeak(alarmed.memory, leak);
    const theirs = { ...leak, madeUpBy: undefined } as const;
    const recorded = { id: 100, recorded: memory };
    expect(step(situation({ memory, statusComment: recorded, leak: theirs }))).toBe('examine');
  });

  test('is not used, and neither is what came with it', () => {
    const alarmed = remembering({ type: 'checking' });
    const memory = rememberLeak(alarmed.memory, leak);
    const { status } = written(situation({ ...alarmed, memory, leak }));
    const reason = { id: 'credential-in-plaintext', details: { what: 'token' } };
    expect(status.phase).toMatchObject({ problem: reason });
    expect(status.leaked).toBe('token');
  });

  test('in an attachment raises it too', () => {
    const examination = {
      outcome: 'problem',
      problem: problem('credential-in-plaintext', { what: 'kubeconfig' }),
      leak: { what: 'kubeconfig', credentials: ['of kubeconfig'] },
    } as const;
    expect(step(situation({ ...checking, examination }))).toBe('label kubeconfig');
    const memory = rememberLeak(checking.memory, examination.leak);
    expect(step(situation({ ...checking, memory, examination }))).toBe('write needs-change');
  });

  test.each([
    [{ outcome: 'failed', report: { checks: [] } }, 'write checks-failed'],
    [{ outcome: 'passed', report: { checks: [] }, change: [], base }, 'open a pull request'],
  ] as const)('beside a submission raises it too: %o', (found, then) => {
    const examination = { ...found, leak } as const;
    expect(step(situation({ ...checking, examination }))).toBe('label token');
    const memory = rememberLeak(checking.memory, leak);
    expect(step(situation({ ...checking, memory, examination }))).toBe(then);
  });

  test('raises the alarm again for another one, and not for the same', () => {
    const { memory } = remembering({ type: 'checking' });
    const remembered = rememberLeak(memory, leak);
    const again = { ...leak, what: 'private key', credentials: ['of token', 'of key'] } as const;
    expect(raiseAlarm(remembered, leak)).toBeUndefined();
    expect(raiseAlarm(remembered, again)).toEqual({
      type: 'label-leak',
      leak: { what: 'private key', credentials: ['of key'] },
    });
    expect(rememberLeak(remembered, again).leaked).toEqual(['of token', 'of key']);
  });

  test('is remembered up to a limit, and raises no alarm beyond it', () => {
    const { memory } = remembering({ type: 'checking' });
    const many = {
      what: 'token',
      credentials: Array.from({ length: 60 }, (_, index) => String(index)),
    } as const;
    const full = rememberLeak(memory, many);
    expect(full.leaked).toHaveLength(50);
    const some = rememberLeak(memory, {
      what: 'token',
      credentials: many.credentials.slice(0, 30),
    });
    expect(rememberLeak(some, many).leaked).toHaveLength(50);
    expect(raiseAlarm(full, many)).toBeUndefined();
  });

  test('of the author is remembered and announced, however many others let leak', () => {
    const { memory } = remembering({ type: 'checking' });
    const credentials = Array.from({ length: 60 }, (_, index) => String(index));
    const full = rememberLeak(memory, { what: 'token', credentials });
    const own = { ...leak, credentials: [...credentials, 'own'], own: ['own'] };
    expect(raiseAlarm(full, own)).toEqual({
      type: 'label-leak',
      leak: { what: 'token', credentials: ['own'], own: ['own'] },
    });
    const known = rememberLeak(memory, { ...leak, credentials: ['a'], own: ['a'] });
    expect(raiseAlarm(known, { ...leak, credentials: ['a', 'b'], own: ['a', 'b'] })).toEqual({
      type: 'label-leak',
      leak: { what: 'token', credentials: ['b'], own: ['b'] },
    });
    const remembered = rememberLeak(full, own);
    expect(remembered.leaked).toHaveLength(51);
    expect(raiseAlarm(remembered, own)).toBeUndefined();
    expect(hasLeaked(['own'], remembered.leaked)).toBe(true);
    expect(hasLeaked(['not posted'], remembered.leaked)).toBe(false);
  });

  test('by the author beyond the limit: any credential may be one of them', () => {
    const { memory } = remembering({ type: 'checking' });
    const own = Array.from({ length: 101 }, (_, index) => String(index));
    const full = rememberLeak(memory, { what: 'token', credentials: own, own });
    expect(hasLeaked(['not posted'], full.leaked)).toBe(true);
    expect(raiseAlarm(full, { what: 'token', credentials: own, own })).toBeUndefined();
    const almost = { what: 'token', credentials: own.slice(1), own: own.slice(1) } as const;
    expect(hasLeaked(['not posted'], rememberLeak(memory, almost).leaked)).toBe(false);
  });

  test.each([
    [true, 'by the author', ownLeakOf],
    [false, 'by somebody else', leakOf],
  ])('more in one text than is told again, any may be one: %s %s', (any, _whose, tell) => {
    const { memory } = remembering({ type: 'checking' });
    const found = { what: 'token', fingerprints: ['a'], isMore: true } as const;
    const { leaked } = rememberLeak(memory, tell(found, deriveMarkerKey('secret')));
    expect(hasLeaked(['not posted'], leaked)).toBe(any);
    expect(leaked).toContain(keyedDigest('a', deriveMarkerKey('secret')));
  });

  test('is known again by its digest of before the webhook secret was changed', () => {
    const { memory } = remembering({ type: 'checking' });
    const found = { what: 'token', fingerprints: ['a'] } as const;
    const { leaked } = rememberLeak(memory, leakOf(found, deriveMarkerKey('secret')));
    const renewed = deriveMarkerKey('new', ['secret']);
    expect(hasLeaked(keyedDigests('a', renewed), leaked)).toBe(true);
    expect(hasLeaked(keyedDigests('b', renewed), leaked)).toBe(false);
    expect(hasLeaked(keyedDigests('a', deriveMarkerKey('new')), leaked)).toBe(false);
  });

  test('holds the pull request that proposes it, whoever let it leak', () => {
    const claiming = (credential: string) =>
      pull({ proposal: { ...proposal, claim: { credentials: [credential], since: '' } } });
    const { memory, statusComment } = proposed;
    const leaked = { memory: rememberLeak(memory, leak), statusComment };
    const { phase } = written(situation({ ...leaked, pull: claiming('of token') })).status;
    expect(phase).toMatchObject({ problem: { id: 'credential-leaked' } });
    const { status } = written(situation({ ...leaked, pull: claiming('of another') }));
    expect(status.phase.type).toBe('proposed');
  });
});

test('however much leaked, a pull request that brings in no credential is not held for it', () => {
  const asked = { ...request, operation: 'remove' } as const;
  const removal = { request: asked, examined: examinationKey(asked) };
  const examined = { key: removal.examined, outcome: 'passed', at: now.toISOString() } as const;
  const { memory } = remembering(passedPhase, { examined });
  const own = Array.from({ length: 101 }, (_, index) => String(index));
  const alarmed = rememberLeak(memory, { what: 'token', credentials: own, own });
  const open = pull({ proposal: { ...proposal, ...removal } });
  const { status, heldPull } = written(situation({ request: asked, memory: alarmed, pull: open }));
  expect([status.phase.type, heldPull]).toEqual(['proposed', 0]);
});

describe('what another request submitted before', () => {
  test('is held, and looked at again when the other one is gone', () => {
    const copied = situation({ ...proposed, pull: pull(), isReplayed: true });
    const memory = written(copied);
    expect(memory.status.phase).toMatchObject({ problem: { id: 'submission-copied' } });
    const recorded = { memory, statusComment: { id: 100, recorded: memory } };
    expect(step({ ...copied, ...recorded })).toBe('hold');
    expect(step({ ...copied, ...recorded, isReplayed: false })).toBe('hold');
  });

  test('is no matter of a new submission', () => {
    const copied = { ...proposed, pull: pull(), isReplayed: true, examination: passed() };
    expect(written(situation(copied)).status.phase.type).toBe('proposed');
  });
});

describe("a person's hold", () => {
  const onHold = { pull: pull({ labels: ['do-not-merge/hold'] }) };

  test('is not taken for one of the bot, and stays', () => {
    const failed = { outcome: 'failed', report: badReport } as const;
    const memory = written(situation({ ...proposed, ...onHold, examination: failed }));
    expect(memory.heldPull).toBe(0);
    const again = { memory, statusComment: { id: 100, recorded: memory }, examination: passed() };
    expect(step(situation({ ...onHold, ...again }))).toBe('write proposed');
  });
});

describe('what was merged', () => {
  test('is told by the pull request, whatever the title says now', () => {
    const retitled = { ...request, kind: 'external-provider', name: 'other' } as const;
    const closed = { ...answers, issue: closedIssue, branchDeleted: true, request: retitled };
    expect(written(situation({ ...proposed, ...merged, ...closed })).status).toMatchObject(request);
  });
});

describe('commands', () => {
  const stranger = { id: 3, login: 'stranger', isBot: false };
  test.each([
    ['the author may retry', said({ verb: 'retry' }), '+1'],
    ['a maintainer may retry', said({ verb: 'retry' }, maintainer, true), '+1'],
    ['a stranger may not', said({ verb: 'retry' }, stranger), 'confused'],
    ['the author may cancel', said({ verb: 'cancel' }), '+1'],
    ['a stranger may not', said({ verb: 'cancel' }, stranger), 'confused'],
    [
      'a maintainer may confirm the control plane',
      said({ verb: 'confirm-ha' }, maintainer, true),
      '+1',
    ],
    ['the author may not', said({ verb: 'confirm-ha' }, author), 'confused'],
    ['anybody may ask for help', said({ verb: 'help' }, stranger), '+1'],
    ['an unknown command is told so', said({ verb: 'unknown', text: 'dance' }), 'confused'],
  ])('%s', (_story, command, reaction) => {
    const held = remembering(heldPhase, examinedAt(now.toISOString(), 'passed'));
    const { reactions } = answered(situation({ ...given, ...held, commands: [command] }));
    expect(reactions).toEqual([{ commentId: 200, reaction }]);
  });

  test('wait until there is a comment to remember them in', () => {
    expect(step(situation({ commands: [said({ verb: 'retry' })] }))).toBe('examine');
  });

  test.each<[string, Partial<Snapshot>, string]>([
    ['the memory', { pull: pull() }, 'examine'],
    [
      'what the pull request says of itself',
      { pull: pull({ proposal: undefined }) },
      'write checking',
    ],
  ])('a lost memory is no obstacle: %s', (_what, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });

  test('retry holds nothing that is what the issue asks for', () => {
    expect(step(situation({ ...checking, pull: pull() }))).toBe('examine');
  });

  test('retry keeps a hold of the bot until it is known whether its reason is gone', () => {
    const held = { ...remembering({ type: 'checking' }, { heldPull: 7 }) };
    expect(step(situation({ ...held, pull: pull({ labels: [holdLabel] }) }))).toBe('examine');
  });

  test('retry forgets what was examined, and a rejected pull request', () => {
    const closed = { ...proposed, pull: pull({ state: 'closed' }) };
    const { memory } = answered(situation({ ...closed, commands: [said({ verb: 'retry' })] }));
    expect(memory).toMatchObject({ examined: undefined, retracted: 7 });
    expect(step(situation({ ...closed, memory }))).toBe('examine');
  });

  test('cancel is remembered with who said it', () => {
    const { memory } = answered(situation({ ...given, commands: [said({ verb: 'cancel' })] }));
    expect(memory.cancelledBy).toBe('contributor');
  });

  test('retry after cancel reopens the issue', () => {
    const cancelled = {
      ...remembering({ type: 'cancelled', by: 'contributor' }, { cancelledBy: 'contributor' }),
      issue: closedIssue,
    };
    const { memory } = answered(situation({ ...cancelled, commands: [said({ verb: 'retry' })] }));
    expect(step(situation({ ...cancelled, memory }))).toBe('reopen-issue');
  });

  test('confirm-ha counts for this submission only', () => {
    const held = {
      ...remembering(heldPhase, { ...examinedAt(now.toISOString(), 'passed'), heldPull: 7 }),
      pull: pull({ labels: ['do-not-merge/hold'] }),
    };
    const { memory } = answered(
      situation({ ...held, commands: [said({ verb: 'confirm-ha' }, maintainer, true)] }),
    );
    expect(step(situation({ ...held, memory }))).toBe('release');
    const other = { ...submission, fingerprint: 'second' };
    const examination = passed(unreadableReport);
    const again = { ...held, memory, submission: other, pull: undefined, examination };
    expect(decide(situation(again))).toMatchObject({
      type: 'propose',
      review: { hold: { type: 'awaits', checks: ['control-plane'] } },
    });
  });

  test('an answered command is not answered again', () => {
    const { memory } = answered(situation({ ...given, commands: [said({ verb: 'help' })] }));
    expect(memory.answered).toEqual(['200 help']);
    expect(memory.status.notices).toEqual([{ type: 'help', to: 'contributor' }]);
  });

  test('with nothing to act on is told so', () => {
    const { memory } = answered(
      situation({ ...proposed, ...merged, commands: [said({ verb: 'cancel' })] }),
    );
    expect(memory.status.notices[0]?.type).toBe('nothing-to-do');
    expect(memory.cancelledBy).toBeUndefined();
  });
});
