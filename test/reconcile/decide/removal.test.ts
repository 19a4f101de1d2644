import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/reconcile/decide/decide.ts';
import type { Deployment, Snapshot } from '../../../src/reconcile/snapshot.ts';
import type { ClusterRequest } from '../../../src/request/request.ts';
import { freshMemory, type Memory } from '../../../src/state/memory.ts';
import { examinationKey } from '../../../src/state/request-keys.ts';
import type { Phase } from '../../../src/state/status.ts';
import {
  base,
  deploymentChange as change,
  closedIssue,
  deploymentOf,
  now,
  passed,
  proposal,
  pull,
  pullReference,
  said,
  second,
  secondReference,
  situation,
  step as stepOf,
  written,
} from '../situations.ts';

const request: ClusterRequest = { operation: 'remove', kind: 'build-cluster', name: 'rosa-1' };
const key = examinationKey(request);
const moved = { commit: 'c1', state: 's1' };
const deploying: Phase = { type: 'deploying', deployment: secondReference };

function remembering(phase: Phase, changes: Partial<Memory> = {}) {
  const fresh = freshMemory(request);
  const examined = { key, outcome: 'passed', at: now.toISOString() } as const;
  const memory: Memory = { ...fresh, examined, status: { ...fresh.status, phase }, ...changes };
  return { memory, statusComment: { id: 100, recorded: memory } };
}

const to = (deployment: Partial<Deployment>): Partial<Snapshot> => ({
  deployment: deploymentOf(deployment),
});
const examined = { examination: { ...passed(), authorization: { type: 'added-it' } as const } };
const checking = remembering({ type: 'checking' });
const waiting = remembering(deploying, { undeployment: { retracted: 0 } });
const leaving = (changes: Partial<Memory> = {}) =>
  remembering(deploying, { undeployment: { retracted: 30 }, ...changes });
const cancelled = { cancelledBy: 'contributor' };
const gone = { branchDeleted: true };

const ofName = (name: string, state: 'open' | 'closed' | 'merged') =>
  second({ state, proposal: { ...second().proposal, name } });

const step = (changes: Partial<Snapshot>) =>
  stepOf(situation({ request, submission: undefined, ...changes }));

describe('Prow leaves a cluster alone before it is taken out of the secrets', () => {
  test.each<[string, Partial<Snapshot>, string]>([
    ['first who asks is looked at, and what is there', { ...checking, ...to({}) }, 'examine'],
    ['then its deployment', { ...checking, ...examined, ...to({}) }, 'plan-deployment'],
    [
      'a pull request is opened there',
      { ...checking, ...examined, ...to({ plan: change }) },
      'open the second pull request',
    ],
    [
      'which is said',
      { ...checking, ...examined, ...to({ plan: change, pull: second() }) },
      'write deploying',
    ],
    [
      'and then there is nothing to do',
      { ...waiting, ...examined, ...to({ pull: second() }) },
      'none',
    ],
    [
      'merged: whether that still holds is looked at',
      { ...waiting, ...examined, ...to({ pull: second({ state: 'merged' }) }) },
      'plan-deployment',
    ],
    [
      'it does: now the secrets',
      {
        ...waiting,
        ...examined,
        ...to({ pull: second({ state: 'merged' }), plan: { outcome: 'done' } }),
      },
      'open a pull request',
    ],
    [
      'somebody has taken it back: it is proposed anew',
      {
        ...waiting,
        ...examined,
        ...to({ pull: second({ state: 'merged' }), plan: change }),
      },
      'open the second pull request',
    ],
    [
      'not named there: the secrets at once',
      { ...checking, ...examined, ...to({ plan: { outcome: 'done' } }) },
      'open a pull request',
    ],
    [
      'no deployment to look after: the secrets at once',
      { ...checking, ...examined },
      'open a pull request',
    ],
    [
      'another base: it is planned anew',
      { ...waiting, ...examined, ...to({ pull: second(), base: moved }) },
      'plan-deployment',
    ],
    [
      'and kept, where git can merge it',
      { ...waiting, ...examined, ...to({ pull: second(), plan: { ...change, base: moved } }) },
      'ask-mergeable',
    ],
    [
      'or rebuilt',
      {
        ...waiting,
        ...examined,
        ...to({ pull: second(), plan: { ...change, effect: 'e2', base: moved } }),
      },
      'update 30',
    ],
    [
      'closed by a maintainer: said',
      { ...waiting, ...examined, ...to({ pull: second({ state: 'closed' }) }) },
      'write deployment-closed',
    ],
    [
      'done by somebody else in the meantime: given up, which is written down first',
      { ...waiting, ...examined, ...to({ pull: second(), plan: { outcome: 'done' } }) },
      'write deploying',
    ],
    [
      'then it goes',
      { ...leaving(), ...examined, ...to({ pull: second(), plan: { outcome: 'done' } }) },
      'close 30',
    ],
    [
      'and the secrets follow',
      {
        ...leaving(),
        ...examined,
        ...to({ pull: second({ state: 'closed' }), plan: { outcome: 'done' } }),
      },
      'open a pull request',
    ],
    [
      'what was merged for another name, before the title was edited, does not count',
      {
        ...waiting,
        ...examined,
        ...to({ pull: ofName('a', 'merged') }),
      },
      'plan-deployment',
    ],
    [
      'nor what a maintainer has closed for it',
      { ...waiting, ...examined, ...to({ pull: ofName('a', 'closed'), plan: change }) },
      'open the second pull request',
    ],
    [
      'the memory is lost: what is open is said anew',
      { ...examined, ...to({ pull: second(), plan: change }) },
      'write deploying',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(changes)).toBe(expected);
  });

  test('the pull request tells why the author may ask', () => {
    const action = decide(
      situation({
        request,
        submission: undefined,
        ...checking,
        ...examined,
        ...to({ plan: change }),
      }),
    );
    expect(action).toMatchObject({
      type: 'propose-deployment',
      authorization: { type: 'added-it' },
    });
  });

  test('a pull request of the secrets that is open already is on hold meanwhile', () => {
    const proposed = pull({ proposal: { ...proposal, request, examined: key } });
    const told = remembering(deploying, { undeployment: { retracted: 0 }, heldPull: 7 });
    expect(step({ ...told, ...examined, pull: proposed, ...to({ pull: second() }) })).toBe('hold');
  });
});

const dropped = leaving({
  superseded: { secrets: 0, deployment: 30, past: [{ at: now.toISOString() }] },
});
const provider: ClusterRequest = { ...request, kind: 'external-provider' };
const ofKind = (kind: ClusterRequest['kind']) =>
  second({ proposal: { kind, name: 'rosa-1', commit: 'd0', base } });

describe('a removal that is given up takes back what is open', () => {
  const open = to({ pull: second() });
  const withdrawn = { ...open, ...gone, issue: closedIssue };
  test.each<[string, Partial<Snapshot>, string]>([
    [
      'cancelled: written down',
      { ...remembering(deploying, cancelled), ...open },
      'write deploying',
    ],
    ['the branch of the secrets first', { ...leaving(cancelled), ...open }, 'delete the branch'],
    ['then that one', { ...leaving(cancelled), ...open, ...gone }, 'close 30'],
    [
      'before it was there: its branch may be',
      { ...leaving(cancelled), ...to({}), ...gone },
      'delete the second branch',
    ],
    [
      'then the issue is closed',
      { ...leaving(cancelled), ...to(gone), ...gone },
      'close as not_planned',
    ],
    ['closed by hand: written down', { ...waiting, ...withdrawn }, 'write deploying'],
    ['also where the memory is lost', withdrawn, 'write checking'],
    ['then it goes', { ...leaving(), ...withdrawn }, 'close 30'],
    ['and that is said', { ...leaving(), ...withdrawn, ...to(gone) }, 'write withdrawn'],
    [
      'another title: written down',
      { ...waiting, ...open, request: { ...request, name: 'other' } },
      'write deploying',
    ],
    [
      'then it goes',
      { ...dropped, ...open, request: { ...request, operation: 'rotate' } },
      'close 30 for good',
    ],
    ['also if the same is asked for again', { ...dropped, ...open }, 'close 30 for good'],
    [
      'another kind: written down',
      { ...waiting, ...to({ pull: ofKind('build-cluster') }), request: provider },
      'write deploying',
    ],
    [
      'the same kind: nothing',
      { ...remembering(deploying), ...examined, ...to({ pull: ofKind('build-cluster') }) },
      'write deploying',
    ],
    [
      'its text was taken away, and nothing is known of it: written down',
      { ...checking, ...examined, ...to({ pull: second({ proposal: undefined }) }) },
      'write checking',
    ],
    [
      'the same, and the memory is lost too',
      { ...examined, ...to({ pull: second({ proposal: undefined }) }) },
      'write checking',
    ],
    [
      'the memory is lost, and it takes out another cluster: written down',
      { ...examined, ...to({ pull: ofName('other', 'open') }) },
      'write checking',
    ],
    [
      'its text was taken away, and it is known for what it was opened: told anew',
      {
        ...waiting,
        ...examined,
        ...to({ pull: second({ proposal: undefined }), plan: change }),
      },
      'update 30',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(changes)).toBe(expected);
  });

  test('what was merged is told in the end', () => {
    const merged = to({ pull: second({ state: 'merged' }), ...gone });
    const told = { ...leaving(cancelled), ...merged, ...gone, issue: closedIssue };
    const action = decide(situation({ request, submission: undefined, ...told }));
    expect(action).toMatchObject({
      memory: { status: { phase: { type: 'cancelled', undeployed: secondReference } } },
    });
  });

  test('a retry forgets what a maintainer rejected', () => {
    const rejected = to({ pull: second({ state: 'closed' }) });
    const commands = [said({ verb: 'retry' })];
    const action = decide(
      situation({ request, submission: undefined, ...waiting, ...rejected, commands }),
    );
    if (action.type !== 'answer') throw new Error(action.type);
    expect(action.memory.undeployment).toEqual({ retracted: 30 });
    expect(step({ ...waiting, ...rejected, ...examined, memory: action.memory })).toBe(
      'plan-deployment',
    );
  });
});

describe('once the secrets are merged', () => {
  const merged = {
    ...waiting,
    pull: pull({ state: 'merged', proposal: { ...proposal, request, examined: key } }),
  };
  const deployed = second({ state: 'merged' });
  test.each<[string, Partial<Snapshot>, string]>([
    ['the branch goes', { ...merged, ...to({ pull: deployed }) }, 'delete the branch'],
    [
      'and the other one',
      { ...merged, ...gone, ...to({ pull: deployed }) },
      'delete the second branch',
    ],
    [
      'nobody looks at the cluster',
      { ...merged, ...gone, ...to({ pull: deployed, ...gone }) },
      'close as completed',
    ],
    ['without a deployment too', { ...merged, ...gone }, 'close as completed'],
    [
      'the last word is said last',
      { ...merged, ...gone, ...to({ pull: deployed, ...gone }), issue: closedIssue },
      'write merged',
    ],
  ])('%s', (_story, changes, expected) => {
    expect(step(changes)).toBe(expected);
  });

  test('the last word names both', () => {
    const told = { ...merged, ...gone, ...to({ pull: deployed, ...gone }), issue: closedIssue };
    expect(decide(situation({ request, submission: undefined, ...told }))).toMatchObject({
      memory: { status: { phase: { pull: pullReference, deployment: secondReference } } },
    });
  });
});

describe('what is written down on the way', () => {
  const memoryAfter = (changes: Partial<Snapshot>) =>
    written(situation({ request, submission: undefined, ...changes }));

  test('that it was examined, once', () => {
    const open = to({ pull: second() });
    const first = memoryAfter({ ...checking, ...examined, ...open });
    expect(first.examined).toMatchObject({ key, outcome: 'passed', at: now.toISOString() });
    const earlier = { key, outcome: 'passed', at: '2026-11-23T12:00:00Z' } as const;
    const again = { ...remembering(deploying, { examined: earlier }), ...examined, ...open };
    expect(memoryAfter(again).examined).toEqual(earlier);
    const failed = { ...earlier, outcome: 'failed' } as const;
    const mended = { ...remembering(deploying, { examined: failed }), ...examined, ...open };
    expect(memoryAfter(mended).examined).toMatchObject({ outcome: 'passed' });
  });

  test.each<[string, Partial<Snapshot>, number | undefined]>([
    [
      'the pull request that is given up',
      { ...waiting, ...to({ pull: second() }), issue: closedIssue },
      30,
    ],
    ['not an older one', { ...leaving(), ...to({ pull: second({ number: 29 }) }) }, 30],
    ['none where there was none', { ...remembering(deploying), ...to({}) }, undefined],
    [
      'the one that does what nobody asks for any more',
      { ...waiting, ...to({ pull: second() }), request: { ...request, name: 'other' } },
      30,
    ],
  ])('%s', (_what, changes, retracted) => {
    const over = changes.request ? {} : { ...gone, issue: closedIssue, pull: pull() };
    expect(memoryAfter({ ...changes, ...over }).undeployment?.retracted).toBe(retracted);
  });

  test('an open one that was about to be given up is not given up after all', () => {
    const memory = memoryAfter({ ...leaving(), ...examined, ...to({ pull: second() }) });
    expect(memory.undeployment).toEqual({ retracted: 29 });
  });
});

describe('what is taken back is the own work', () => {
  const actionFor = (changes: Partial<Snapshot>) =>
    decide(
      situation({ request, submission: undefined, ...leaving(cancelled), ...gone, ...changes }),
    );

  test('the open pull request', () => {
    expect(actionFor(to({ pull: second() }))).toEqual({
      ...{ type: 'close-pull-request', at: 'prow-deploy' },
      pullNumber: 30,
    });
  });

  test.each<[string, Partial<Deployment>, string | undefined]>([
    ['at the commit that it tells of', { pull: second({ state: 'closed' }) }, 'd0'],
    [
      'at whatever it is where it tells nothing',
      { pull: second({ state: 'closed', proposal: undefined }) },
      undefined,
    ],
    ['where there was none', {}, undefined],
  ])('its branch, %s', (_where, deployment, lastCommit) => {
    const expected = { type: 'delete-branch', at: 'prow-deploy', lastCommit };
    expect(actionFor(to(deployment))).toEqual(expected);
  });

  test.each<[string, Partial<Snapshot>]>([
    ['a closed one', to({ pull: second({ state: 'closed' }) })],
    ['one whose text tells no name', to({ pull: second({ proposal: undefined }) })],
    ['its own', to({ pull: second() })],
  ])('%s is nothing that nobody asks for any more', (_which, changes) => {
    const asked = { ...waiting, ...examined, ...changes };
    const action = decide(situation({ request, submission: undefined, ...asked }));
    expect(action.type).not.toBe('close-pull-request');
    expect(action).not.toMatchObject({ memory: { undeployment: { retracted: 30 } } });
  });
});
