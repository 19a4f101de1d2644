import { describe, expect, test } from 'vitest';
import { type Problem, problem } from '../../../src/problem.ts';
import { answerAll } from '../../../src/reconcile/decide/commands/answer.ts';
import type { PendingCommand, Snapshot } from '../../../src/reconcile/snapshot.ts';
import type { Confirmation } from '../../../src/request/command-table.ts';
import type { Memory } from '../../../src/state/memory.ts';
import { examinationKey } from '../../../src/state/request-keys.ts';
import type { Phase, PublicCheck } from '../../../src/state/status.ts';
import {
  closedIssue,
  maintainer,
  now,
  passedPhase,
  pull,
  remembering,
  request,
  said,
  situation,
  submission,
} from '../situations.ts';

const all = ['confirm-ha', 'confirm-server', 'confirm-recipients', 'confirm-author'] as const;

const rotation = { ...request, operation: 'rotate' } as const;
const key = examinationKey(rotation, submission);

/** A rotation of a build cluster, in a phase that the status comment tells of. */
function told(phase: Phase): Partial<Snapshot> {
  const examined = { key, outcome: 'passed', at: now.toISOString() } as const;
  const { memory } = remembering(phase, { examined });
  const recorded: Memory = { ...memory, status: { ...memory.status, ...rotation } };
  return { request: rotation, memory: recorded, statusComment: { id: 100, recorded } };
}

const refusedFor = (reason: Problem): Phase => ({ type: 'needs-change', problem: reason });
const unconfirmed = refusedFor(
  problem('recipients-unconfirmed', {
    keys: ['A'.repeat(40)],
    hasOtherGitCryptKey: false,
    readers: 'set',
  }),
);
const found = (outcome: PublicCheck['outcome']): readonly PublicCheck[] =>
  (['control-plane', 'same-cluster'] as const).map((check) => ({ check, outcome }));
const unverified: Phase = { ...passedPhase, checks: found('unverifiable') };

/** Where each is asked for. */
const asked: Readonly<Record<Confirmation, Phase>> = {
  'confirm-ha': unverified,
  'confirm-server': unverified,
  'confirm-recipients': unconfirmed,
  'confirm-author': unconfirmed,
};

/** What became of it: the one notice, and the reaction. */
function answerTo(
  verb: Confirmation,
  changes: Partial<Snapshot> = {},
  words: Partial<PendingCommand> = {},
) {
  const pending = { ...said({ verb }, maintainer, true), ...words };
  const snapshot = situation({ ...told(asked[verb]), ...changes, commands: [pending] });
  const { memory } = snapshot;
  const action = memory && answerAll(snapshot, memory);
  if (action?.type !== 'answer') throw new Error('expected an answer');
  const [notice, ...others] = action.memory.status.notices;
  expect(others).toEqual([]);
  expect(notice).toMatchObject({ command: verb });
  const { confirmed, confirmedServer, confirmedRecipients, confirmedAuthor } = action.memory;
  const isRemembered = [confirmed, confirmedServer, confirmedRecipients, confirmedAuthor].some(
    (each) => each !== undefined,
  );
  expect([isRemembered, action.reactions[0]?.reaction]).toEqual(
    notice?.type === 'confirmed' ? [true, '+1'] : [false, 'confused'],
  );
  return notice?.type;
}

const { memory: given } = told(unverified);
const waiting = {
  ...{
    pull: pull({ state: 'merged' }),
    memory: given && { ...given, afterMerge: { retracted: 0 } },
  },
} satisfies Partial<Snapshot>;

test.each(all)('%s counts where the status comment tells of it', (verb) => {
  expect(answerTo(verb)).toBe('confirmed');
});

test.each(all)('%s does not where the comment has changed since', (verb) => {
  expect(answerTo(verb, {}, { sawStatus: false })).toBe('too-early');
});

describe('there is nothing to confirm', () => {
  test.each<[string, Partial<Snapshot>]>([
    ['in a closed issue', { issue: closedIssue }],
    ['where there is no status comment', { statusComment: undefined }],
    ['where it is not readable', { statusComment: { id: 100 } }],
    ['once all is merged', { pull: pull({ state: 'merged' }) }],
    ['once it asks for nothing', { request: undefined }],
  ])('%s', (_where, changes) => {
    expect(all.map((verb) => answerTo(verb, changes))).toEqual(all.map(() => 'nothing-to-do'));
  });
});

test.each<[string, Partial<Snapshot>, Partial<PendingCommand>, readonly string[]]>([
  [
    'without a submission there is no cluster to vouch for',
    { submission: undefined },
    { submission: undefined },
    ['nothing-to-do', 'nothing-to-do', 'confirmed', 'confirmed'],
  ],
  [
    'of another submission than the comment tells of only its author is known',
    {},
    { submission: 'second' },
    ['too-early', 'too-early', 'too-early', 'confirmed'],
  ],
  [
    "a cluster that is to be added since is nobody else's, and not the one that the comment tells of",
    { request },
    {},
    ['too-early', 'nothing-to-do', 'too-early', 'nothing-to-do'],
  ],
  [
    'only the author is vouched for where something else is the matter',
    told(refusedFor(problem('submission-missing', {}))),
    {},
    ['nothing-to-do', 'nothing-to-do', 'nothing-to-do', 'confirmed'],
  ],
  [
    'once the secrets are merged the cluster is no question any more',
    waiting,
    {},
    ['nothing-to-do', 'nothing-to-do', 'confirmed', 'confirmed'],
  ],
  [
    'nor is anything of the request where the title asks for nothing then',
    { ...waiting, request: undefined },
    {},
    ['nothing-to-do', 'nothing-to-do', 'confirmed', 'nothing-to-do'],
  ],
])('%s', (_what, changes, words, expected) => {
  expect(all.map((verb) => answerTo(verb, changes, words))).toEqual(expected);
});

const both = ['confirm-ha', 'confirm-server'] as const;

describe.each(both)('%s, where the status comment tells of the check', (verb) => {
  const failedPhase = (checks: readonly PublicCheck[]): Phase => ({
    ...{ type: 'checks-failed', until: now.toISOString() },
    checks: [{ check: 'namespace', outcome: 'failed' }, ...checks],
  });
  test.each<[string, Phase, string]>([
    ['unverified', unverified, 'confirmed'],
    ['unverified beside others that failed', failedPhase(found('unverifiable')), 'confirmed'],
    ['passed', { ...passedPhase, checks: found('passed') }, 'proved'],
    ['passed beside others that failed', failedPhase(found('passed')), 'proved'],
    ['failed', failedPhase(found('failed')), 'disproved'],
    ['nowhere', passedPhase, 'nothing-to-do'],
    ['nowhere, as it could not be reached', failedPhase([]), 'nothing-to-do'],
    ['nowhere, as it is being looked at', { type: 'checking' }, 'nothing-to-do'],
    ['nowhere, as something else comes first', unconfirmed, 'nothing-to-do'],
  ])('%s', (_how, phase, expected) => {
    expect(answerTo(verb, told(phase))).toBe(expected);
  });

  test('and somebody has confirmed it before', () => {
    const before = { by: 'another', examined: key };
    const changes = told(unverified);
    const memory = changes.memory && {
      ...{ ...changes.memory, confirmed: before, confirmedServer: before },
    };
    const commands = [said({ verb }, maintainer, true)];
    const action = memory && answerAll(situation({ ...changes, memory, commands }), memory);
    expect(action).toMatchObject({
      reactions: [{ reaction: 'confused' }],
      memory: {
        ...{ confirmed: before, confirmedServer: before },
        status: { notices: [{ type: 'confirmed-before' }] },
      },
    });
  });
});
