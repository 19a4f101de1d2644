import { describe, expect, test } from 'vitest';
import { problem } from '../../../src/problem.ts';
import { decide } from '../../../src/reconcile/decide/decide.ts';
import { lookAgainAt } from '../../../src/reconcile/decide/recheck.ts';
import type { Deployment, Snapshot } from '../../../src/reconcile/snapshot.ts';
import type { Memory } from '../../../src/state/memory.ts';
import type { Phase } from '../../../src/state/status.ts';
import {
  answers,
  base,
  deploymentChange as change,
  closedIssue,
  deploymentOf,
  examinedAt,
  maintainer,
  now,
  passedPhase,
  proposal,
  pull,
  pullReference,
  remembering,
  reopenedIssue,
  said,
  second,
  secondReference,
  situation,
  step,
  written,
} from '../situations.ts';

const merged = { pull: pull({ state: 'merged' }) };
const to = (deployment: Partial<Deployment>): Partial<Snapshot> => ({
  ...merged,
  deployment: deploymentOf(deployment),
});
const afterMerge = { retracted: 0 };
const fresh = remembering(passedPhase, examinedAt(now.toISOString(), 'passed'));
const deployingPhase: Phase = {
  type: 'deploying',
  pull: pullReference,
  deployment: secondReference,
};
const waiting = remembering(deployingPhase, { afterMerge });
const refused = problem('deploy-script', { path: 'deploy.sh', reason: 'computed' });
const failed = (failedAt: string) =>
  remembering(
    { type: 'needs-operator', problem: refused },
    { afterMerge: { retracted: 0, failedAt } },
  );
const cancelling = (changes: Partial<Memory> = {}) =>
  remembering(deployingPhase, { afterMerge, cancelledBy: 'contributor', ...changes });
const cancelled = remembering(
  { type: 'cancelled', by: 'contributor', merged: pullReference },
  { afterMerge: { retracted: 30 }, cancelledBy: 'contributor' },
);

test('the second pull request names who asked for the first one, whoever has edited since', () => {
  const edits = [{ what: 'title' as const, by: { id: maintainer.id, login: maintainer.login } }];
  const signed = pull({ state: 'merged', proposal: { ...proposal, edits } });
  const action = decide(
    situation({ ...fresh, ...to({ plan: change }), pull: signed, branchDeleted: true }),
  );
  expect(action).toMatchObject({ type: 'propose-deployment', edits });
});

describe('from the merge to the deployment', () => {
  test.each<[string, Partial<Snapshot>, string]>([
    ['the branch of the secrets goes first', { ...fresh, ...to({}) }, 'delete the branch'],
    ['then the change is planned', { ...fresh, ...to({}), branchDeleted: true }, 'plan-deployment'],
    [
      'and proposed',
      { ...fresh, ...to({ plan: change }), branchDeleted: true },
      'open the second pull request',
    ],
    [
      'and said',
      { ...fresh, ...to({ plan: change, pull: second() }), branchDeleted: true },
      'write deploying',
    ],
    ['and then there is nothing to do', { ...waiting, ...to({ pull: second() }) }, 'none'],
    [
      'died before it was said: that is made up for, and the branch of the secrets again',
      { ...fresh, ...to({ pull: second() }) },
      'delete the branch',
    ],
    [
      'merged: the cluster is looked at once more',
      { ...waiting, ...to({ pull: second({ state: 'merged' }) }) },
      'probe-registered',
    ],
    [
      'it answers: the branch goes',
      { ...waiting, ...answers, ...to({ pull: second({ state: 'merged' }) }) },
      'delete the second branch',
    ],
    [
      'then the issue is closed',
      { ...waiting, ...answers, ...to({ pull: second({ state: 'merged' }), branchDeleted: true }) },
      'close as completed',
    ],
    [
      'then the last word',
      {
        ...waiting,
        ...answers,
        ...to({ pull: second({ state: 'merged' }), branchDeleted: true }),
        issue: closedIssue,
      },
      'write merged',
    ],
    [
      'named by somebody in the meantime: it is given up, which is written down first',
      { ...waiting, ...to({ pull: second(), plan: { outcome: 'done' } }) },
      'write deploying',
    ],
    [
      'then it goes',
      {
        ...remembering(deployingPhase, { afterMerge: { retracted: 30 } }),
        ...to({ pull: second(), plan: { outcome: 'done' } }),
      },
      'close 30',
    ],
    [
      'and the request is done',
      {
        ...remembering(deployingPhase, { afterMerge: { retracted: 30 } }),
        ...to({ pull: second({ state: 'closed' }), plan: { outcome: 'done' } }),
      },
      'probe-registered',
    ],
    [
      'none where none is needed',
      { ...fresh, ...merged, ...answers, branchDeleted: true },
      'close as completed',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });

  test('what failed is remembered with its time', () => {
    const refusing = { ...waiting, ...to({ plan: { outcome: 'problem', problem: refused } }) };
    const { afterMerge, status } = written(situation(refusing));
    expect(afterMerge).toEqual({ retracted: 0, failedAt: now.toISOString() });
    expect(status.phase).toEqual({ type: 'needs-operator', problem: refused });
  });

  test('the last word names both, and forgets what is over', () => {
    const both = to({ pull: second({ state: 'merged' }), branchDeleted: true });
    const memory = written(situation({ ...waiting, ...both, ...answers, issue: closedIssue }));
    expect(memory.status.phase).toEqual({
      type: 'merged',
      pull: pullReference,
      deployment: secondReference,
      answers: true,
    });
    expect(memory.afterMerge).toBeUndefined();
  });

  test('after the last word an issue is open because a person reopened it', () => {
    const done = remembering({ type: 'merged', pull: pullReference, deployment: secondReference });
    expect(step(situation({ ...done, ...merged }))).toBe('none');
  });
});

const newer = { base: { commit: 'c1', state: 's1' } };
const { effect: _effect, ...withoutEffect } = second().proposal;

describe('the second pull request keeps its commit, and with it its approvals', () => {
  const onNewer = (deployment: Partial<Deployment>, open = second()) => ({
    ...waiting,
    ...to({ pull: open, plan: { ...change, ...newer }, ...deployment }),
  });
  const theirs = second({ head: 'theirs' });

  test.each<[string, Partial<Snapshot>, string]>([
    ['first GitHub is asked whether git can merge it', onNewer({}), 'ask-mergeable'],
    ['it can', onNewer({ mergeability: 'clean' }), 'keep-commit'],
    ['GitHub does not know yet', onNewer({ mergeability: 'unknown' }), 'none'],
    ['it can not: rebuilt', onNewer({ mergeability: 'conflict' }), 'update 30'],
    ["somebody's commit on it: GitHub is asked, too", onNewer({}, theirs), 'ask-mergeable'],
    [
      'it counts as theirs',
      onNewer({ mergeability: 'clean', isForeign: true }, theirs),
      'keep-commit',
    ],
    [
      'also where it would become another one',
      onNewer(
        { mergeability: 'clean', isForeign: true, plan: { ...change, ...newer, effect: 'e2' } },
        theirs,
      ),
      'keep-commit',
    ],
    [
      'a commit of the bot, which died before it could tell of it, is made anew',
      onNewer({ mergeability: 'clean', isForeign: false }, theirs),
      'update 30',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });

  test('what GitHub does not know yet is asked again in a minute', () => {
    const at = lookAgainAt(situation(onNewer({ mergeability: 'unknown' })));
    expect(at?.getTime()).toBe(now.getTime() + 60_000);
  });
});

describe('the second pull request follows', () => {
  test.each<[string, Partial<Snapshot>, string]>([
    [
      'a base where its files moved',
      { ...waiting, ...to({ pull: second(), base: { commit: 'c1', state: 's1' } }) },
      'plan-deployment',
    ],
    [
      'and is rebuilt, where it would become another one',
      { ...waiting, ...to({ pull: second(), plan: { ...change, ...newer, effect: 'e2' } }) },
      'update 30',
    ],
    [
      'and one of another version of the bot, which did not say what it becomes',
      {
        ...waiting,
        ...to({ pull: second({ proposal: withoutEffect }), plan: { ...change, ...newer } }),
      },
      'update 30',
    ],
    [
      'not a base where others moved',
      { ...waiting, ...to({ pull: second(), base: { commit: 'c1', state: 's0' } }) },
      'none',
    ],
    [
      'nothing that it was not made of: a lost marker is written anew',
      { ...waiting, ...to({ pull: second({ proposal: undefined }), base }) },
      'plan-deployment',
    ],
    [
      'what can not be edited is said',
      { ...waiting, ...to({ plan: { outcome: 'problem', problem: refused } }) },
      'write needs-operator',
    ],
    ['and rests', { ...failed('2026-11-24T11:59:00Z'), ...to({}) }, 'none'],
    ['for a while', { ...failed('2026-11-24T11:00:00Z'), ...to({}) }, 'plan-deployment'],
    ['and no longer', { ...failed('2026-11-24T11:50:00Z'), ...to({}) }, 'plan-deployment'],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });
});

describe('the second pull request ends otherwise', () => {
  const closed = second({ state: 'closed' });
  test.each<[string, Partial<Snapshot>, string]>([
    ['closed unmerged: say so', { ...waiting, ...to({ pull: closed }) }, 'write deployment-closed'],
    [
      'and wait',
      {
        ...remembering(
          { type: 'deployment-closed', pull: pullReference, deployment: secondReference },
          { afterMerge },
        ),
        ...to({ pull: closed }),
      },
      'none',
    ],
    [
      'given up before: from the start',
      {
        ...remembering(deployingPhase, { afterMerge: { retracted: 30 } }),
        ...to({ pull: closed }),
      },
      'plan-deployment',
    ],
    [
      'cancelled: write that down',
      { ...cancelling(), ...to({ pull: second() }) },
      'write deploying',
    ],
    [
      'then give it up',
      { ...cancelling({ afterMerge: { retracted: 30 } }), ...to({ pull: second() }) },
      'close 30',
    ],
    [
      'before it was there: its branch may be',
      { ...cancelling(), ...to({}) },
      'delete the second branch',
    ],
    [
      'then close the issue',
      { ...cancelling(), ...to({ branchDeleted: true }) },
      'close as not_planned',
    ],
    [
      'then say so',
      { ...cancelling(), ...to({ branchDeleted: true }), issue: closedIssue },
      'write cancelled',
    ],
    ['and rest', { ...cancelled, ...to({ pull: closed }), issue: closedIssue }, 'none'],
    [
      'but for what was answered since: write that down',
      {
        ...{ ...cancelled, ...to({ pull: closed }), issue: closedIssue },
        memory: { ...cancelled.memory, answered: ['200 help'] },
      },
      'write cancelled',
    ],
    [
      'and for a second status comment',
      { ...cancelled, ...to({ pull: closed }), issue: closedIssue, olderComments: [101] },
      'delete-comment',
    ],
    [
      'cancelled before anything was said of it',
      {
        ...remembering(passedPhase, { cancelledBy: 'contributor' }),
        ...{ ...to({ pull: second() }), branchDeleted: true },
      },
      'write proposed',
    ],
    [
      'also where a replica does not know yet that it is closed',
      { ...cancelled, ...to({ pull: closed }) },
      'none',
    ],
    [
      'cancelled in an issue that was reopened long before',
      {
        ...cancelling({ afterMerge: { retracted: 30 } }),
        ...to({ pull: second() }),
        issue: reopenedIssue,
      },
      'close 30',
    ],
    [
      'cancelled, and others were given up before',
      { ...cancelling({ afterMerge: { retracted: 40 } }), ...to({}) },
      'delete the second branch',
    ],
    [
      'withdrawn before it was merged: what came after that is given up too',
      {
        ...remembering({ type: 'withdrawn' }, { afterMerge: { retracted: 30 } }),
        ...to({ pull: second() }),
        issue: closedIssue,
      },
      'close 30',
    ],
    [
      'reopened: from the start',
      { ...cancelled, ...to({ pull: closed }), issue: reopenedIssue },
      'plan-deployment',
    ],
    [
      'issue closed by hand: write down what is given up',
      { ...waiting, ...to({ pull: second() }), issue: closedIssue },
      'write deploying',
    ],
    [
      'and say so in the end',
      {
        ...remembering(deployingPhase, { afterMerge: { retracted: 30 } }),
        ...to({ pull: closed, branchDeleted: true }),
        issue: closedIssue,
      },
      'write withdrawn',
    ],
    [
      'and rest',
      {
        ...remembering(
          { type: 'withdrawn', merged: pullReference },
          { afterMerge: { retracted: 30 } },
        ),
        ...to({ pull: closed }),
        issue: closedIssue,
      },
      'none',
    ],
    [
      'reopened in the middle of it: nothing is given up',
      {
        ...remembering(deployingPhase, { afterMerge: { retracted: 30 } }),
        ...to({ pull: second() }),
      },
      'write deploying',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });

  test('its branch goes unless somebody has committed to it after the proposal', () => {
    const giving = cancelling({ afterMerge: { retracted: 30 } });
    const action = (changes: Parameters<typeof second>[0]) =>
      decide(situation({ ...giving, ...to({ pull: second({ state: 'closed', ...changes }) }) }));
    const deleting = { type: 'delete-branch', at: 'prow-deploy' };
    expect(action({})).toEqual({ ...deleting, lastCommit: 'd0' });
    expect(action({ proposal: undefined })).toEqual({ ...deleting, lastCommit: undefined });
  });

  test('a cancellation that was taken back is forgotten', () => {
    const reopened = { ...cancelled, ...to({ pull: second() }), issue: reopenedIssue };
    const memory = written(situation(reopened));
    expect(memory.status.phase.type).toBe('deploying');
    expect(memory.cancelledBy).toBeUndefined();
  });

  test('what is given up is known before it is closed, and taken up again', () => {
    const giving = { ...cancelling(), ...to({ pull: second() }) };
    expect(written(situation(giving)).afterMerge).toEqual({ retracted: 30 });
    const reopened = remembering(deployingPhase, { afterMerge: { retracted: 30 } });
    const taken = written(situation({ ...reopened, ...to({ pull: second() }) }));
    expect(taken.afterMerge?.retracted).toBe(29);
  });
});

describe('a locked issue that is closed', () => {
  const locked = { ...closedIssue, locked: true };
  test.each<[string, Partial<Snapshot>, string]>([
    ['leaves no second pull request for review', to({ pull: second() }), 'close 30'],
    ['and rests then', to({ pull: second({ state: 'closed' }) }), 'none'],
    ['or where there is none', to({}), 'none'],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation({ ...waiting, ...changes, issue: locked }))).toBe(expected);
  });
});

describe('an issue that is closed before the last word, with no second pull request', () => {
  const unknown = { ...waiting, issue: closedIssue, branchDeleted: true };
  const done = to({ plan: { outcome: 'done' } });
  test.each<[string, Partial<Snapshot>, string]>([
    ['may be one that the bot has closed: the script tells', to({}), 'plan-deployment'],
    ['which names the cluster: it is looked at once more', done, 'probe-registered'],
    ['and all is done', { ...done, ...answers }, 'write merged'],
    ['which does not: nobody asks for it', to({ plan: change }), 'write withdrawn'],
    [
      'which nobody can tell: the same',
      to({ plan: { outcome: 'problem', problem: refused } }),
      'write withdrawn',
    ],
  ])('%s', (_story, changes, expected) => {
    const deployment = changes.deployment && { ...changes.deployment, branchDeleted: true };
    expect(step(situation({ ...unknown, ...changes, deployment }))).toBe(expected);
  });

  test('is told once', () => {
    const told = remembering({ type: 'withdrawn', merged: pullReference }, { afterMerge });
    expect(step(situation({ ...told, ...to({}), issue: closedIssue }))).toBe('none');
  });
});

describe('where the memory is lost after the merge', () => {
  const lost = { ...to({ pull: second() }), branchDeleted: true };
  const spoilt = { ...lost, statusComment: { id: 100 } };
  test.each<[string, Partial<Snapshot>, string]>([
    ['what waits is said anew', lost, 'write deploying'],
    ['also into a comment that was spoilt', spoilt, 'write deploying'],
    ['what nobody asks for is given up', { ...lost, issue: closedIssue }, 'write checking'],
    ['with a spoilt comment too', { ...spoilt, issue: closedIssue }, 'write checking'],
  ])('%s', (_story, changes, expected) => {
    expect(step(situation(changes))).toBe(expected);
  });
});

describe('commands after the merge', () => {
  const answer = (changes: Partial<Snapshot>) => {
    const action = decide(situation(changes));
    if (action.type !== 'answer') throw new Error(`expected an answer, got ${action.type}`);
    return action;
  };

  test('retry forgets a rejected pull request, and a failure', () => {
    const commands = [said({ verb: 'retry' })];
    const closed = to({ pull: second({ state: 'closed' }) });
    const { memory } = answer({ ...failed(now.toISOString()), ...closed, commands });
    expect(memory.afterMerge).toEqual({ retracted: 30 });
    expect(step(situation({ ...waiting, ...closed, memory }))).toBe('plan-deployment');
  });

  test('retry after cancel reopens the issue', () => {
    const closed = { ...to({ pull: second({ state: 'closed' }) }), issue: closedIssue };
    const { memory } = answer({ ...cancelled, ...closed, commands: [said({ verb: 'retry' })] });
    expect(step(situation({ ...cancelled, ...closed, memory }))).toBe('reopen-issue');
  });

  test('cancel counts while the second pull request waits', () => {
    const { memory } = answer({
      ...waiting,
      ...to({ pull: second() }),
      commands: [said({ verb: 'cancel' })],
    });
    expect(memory.cancelledBy).toBe('contributor');
  });

  test('the control plane is none to confirm any more', () => {
    const commands = [said({ verb: 'confirm-ha' }, maintainer, true)];
    const { memory } = answer({ ...waiting, ...to({ pull: second() }), commands });
    expect(memory.status.notices[0]?.type).toBe('nothing-to-do');
  });
});
