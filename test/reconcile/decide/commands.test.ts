import { describe, expect, test } from 'vitest';
import { answerAll } from '../../../src/reconcile/decide/commands/answer.ts';
import type { Account } from '../../../src/reconcile/github.ts';
import type { PendingCommand, Snapshot } from '../../../src/reconcile/snapshot.ts';
import { type Verb, verbs } from '../../../src/request/command-table.ts';
import type { Command } from '../../../src/request/parse-commands.ts';
import { answeredLimit, type Memory } from '../../../src/state/memory.ts';
import {
  author,
  closedIssue,
  examinedAt,
  heldPhase,
  key,
  maintainer,
  now,
  passedPhase,
  proposed,
  pull,
  remembering,
  reopenedIssue,
  request,
  said,
  saidAt,
  situation,
  step,
  submission,
} from '../situations.ts';

const given = { ...proposed, pull: pull() };
const held = { ...remembering(heldPhase, examinedAt(now.toISOString(), 'passed')), pull: pull() };
const merged = { ...proposed, pull: pull({ state: 'merged' }) };
const byMaintainer = (verb: 'retry' | 'cancel' | 'confirm-ha') => said({ verb }, maintainer, true);

function answer(commands: readonly PendingCommand[], changes: Partial<Snapshot> = given) {
  const snapshot = situation({ ...changes, commands });
  const { memory } = snapshot;
  const action = memory && answerAll(snapshot, memory);
  if (action?.type !== 'answer') throw new Error('expected an answer');
  return action;
}

describe('a command that can not be obeyed is answered with the reason', () => {
  test.each<[string, PendingCommand, Partial<Snapshot>, object]>([
    [
      'an unknown one',
      said({ verb: 'unknown', text: 'dance' }),
      given,
      { type: 'unknown-command', to: author.login, command: 'dance' },
    ],
    [
      'one that does not stand where it counts',
      said({ verb: 'misplaced', text: 'retry' }),
      given,
      { type: 'misplaced', to: author.login, command: 'retry' },
    ],
    [
      'one of somebody without the right',
      said({ verb: 'confirm-ha' }),
      given,
      { type: 'not-allowed', to: author.login, command: 'confirm-ha' },
    ],
    [
      'one with nothing to act on',
      said({ verb: 'cancel' }),
      merged,
      { type: 'nothing-to-do', to: author.login, command: 'cancel' },
    ],
  ])('%s', (_what, command, changes, notice) => {
    const { reactions, memory } = answer([command], changes);
    expect(reactions).toEqual([{ commentId: 200, reaction: 'confused' }]);
    expect(memory).toEqual({
      ...changes.memory,
      answered: [command.key],
      status: { ...changes.memory?.status, notices: [notice] },
    });
  });
});

describe('before there is a comment to remember it in there is no reaction', () => {
  test.each<[string, Partial<Snapshot>, string]>([
    ['where none is there yet', { memory: undefined, statusComment: undefined }, 'examine'],
    ['this process alone remembers one', { ...given, statusComment: undefined }, 'write proposed'],
    [
      'where it cannot be read any more',
      { ...given, statusComment: { id: 100 } },
      'write proposed',
    ],
    ['nor in a closed issue', { memory: undefined, issue: closedIssue }, 'write checking'],
  ])('%s', (_where, changes, expected) => {
    expect(step(situation({ ...changes, commands: [said({ verb: 'help' })] }))).toBe(expected);
  });
});

describe('who may use', () => {
  const stranger: Account = { id: 9, login: 'stranger', isBot: false };
  const allowedTo = (verb: Verb, memory: Memory) =>
    [author, maintainer, stranger]
      .filter((by) => {
        const own = answer([said({ verb }, by, by === maintainer)], { ...given, memory });
        return !own.memory.status.notices.some(({ type }) => type === 'not-allowed');
      })
      .map(({ login }) => login);

  const rights: Readonly<Record<Verb, readonly string[]>> = {
    retry: ['contributor', 'maintainer'],
    cancel: ['contributor', 'maintainer'],
    'confirm-ha': ['maintainer'],
    'confirm-server': ['maintainer'],
    'confirm-recipients': ['maintainer'],
    'confirm-author': ['maintainer'],
    deployed: ['maintainer'],
    help: ['contributor', 'maintainer', 'stranger'],
  };

  test.each(verbs)('%s', (verb) => {
    expect(allowedTo(verb, proposed.memory)).toEqual(rights[verb]);
  });
});

describe('there is nothing to', () => {
  const cancelled = remembering(
    { type: 'cancelled', by: 'contributor' },
    { cancelledBy: 'contributor' },
  );
  const second = { number: 30, url: 'u', body: '', head: 'd', labels: [] } as const;
  const bothMerged = {
    ...remembering(passedPhase, { afterMerge: { retracted: 0 } }),
    pull: pull({ state: 'merged' }),
    deployment: { branchDeleted: false, pull: { ...second, state: 'merged' as const } },
  };
  test.each<[string, Partial<Snapshot>, PendingCommand]>([
    [
      'retry in an issue that a person closed',
      { ...given, issue: closedIssue },
      said({ verb: 'retry' }),
    ],
    ['retry once it asks for nothing', { ...given, request: undefined }, said({ verb: 'retry' })],
    ['retry once all is merged', merged, said({ verb: 'retry' })],
    ['cancel twice', cancelled, said({ verb: 'cancel' })],
    [
      'cancel twice, where a replica does not know yet that it is closed',
      { ...given, memory: { ...proposed.memory, cancelledBy: 'contributor' } },
      said({ verb: 'cancel' }),
    ],
    ['cancel in a closed issue', { ...given, issue: closedIssue }, said({ verb: 'cancel' })],
    ['cancel once both are merged', bothMerged, said({ verb: 'cancel' })],
    [
      'cancel once the one that is needed is merged',
      { ...bothMerged, deployment: undefined },
      said({ verb: 'cancel' }),
    ],
    [
      'confirm for a provider',
      { ...given, request: { ...request, kind: 'external-provider' } },
      byMaintainer('confirm-ha'),
    ],
    [
      'confirm without a submission',
      given,
      { ...byMaintainer('confirm-ha'), submission: undefined },
    ],
    ['confirm in a closed issue', { ...given, issue: closedIssue }, byMaintainer('confirm-ha')],
    ['confirm once it is merged', bothMerged, byMaintainer('confirm-ha')],
  ])('%s', (_what, changes, command) => {
    const { memory } = answer([command], changes);
    expect(memory.status.notices).toMatchObject([{ type: 'nothing-to-do' }]);
    expect(memory).toMatchObject({
      ...changes.memory,
      answered: [command.key],
      status: { phase: changes.memory?.status.phase },
    });
  });
});

describe('a confirmation is for what its writer could read in the status comment', () => {
  const confirm = byMaintainer('confirm-ha');
  const swapped = { ...submission, fingerprint: 'second' };
  test.each<[string, Partial<Snapshot>, PendingCommand]>([
    ['it has changed since', given, { ...confirm, sawStatus: false }],
    [
      'the author has swapped the submission, and the bot has not looked at it yet',
      { ...given, submission: swapped },
      { ...confirm, submission: swapped.fingerprint },
    ],
  ])('not where %s', (_what, changes, command) => {
    const { memory } = answer([command], changes);
    expect(memory.confirmed).toBeUndefined();
    expect(memory.status.notices).toEqual([
      { type: 'too-early', to: 'maintainer', command: 'confirm-ha' },
    ]);
  });

  test('and for nothing where the bot has looked at nothing', () => {
    const { memory } = answer([confirm], remembering({ type: 'checking' }));
    expect(memory.confirmed).toBeUndefined();
    expect(memory.status.notices).toMatchObject([{ type: 'nothing-to-do' }]);
  });

  test('nor for anything where somebody else has edited it', () => {
    const edited = { ...confirm, isOwn: false, mayWrite: false, isAuthor: false };
    const { memory } = answer([edited]);
    expect(memory.confirmed).toBeUndefined();
    expect(memory.status.notices).toMatchObject([{ type: 'edited', to: 'maintainer' }]);
  });

  test('also where a retry comes along with it', () => {
    const { memory } = answer([byMaintainer('retry'), confirm], held);
    expect(memory.confirmed).toEqual({ by: 'maintainer', at: saidAt, examined: key });
  });
});

describe('what a command changes', () => {
  test('cancel, after an issue that was cancelled was opened again', () => {
    const cancelled = remembering(
      { type: 'cancelled', by: 'somebody' },
      { cancelledBy: 'somebody' },
    );
    const reopened = { ...cancelled, issue: reopenedIssue };
    const { memory } = answer([said({ verb: 'cancel' })], reopened);
    expect(memory).toMatchObject({ cancelledBy: author.login, status: { notices: [] } });
    const answered = { memory, statusComment: { id: 100, recorded: memory } };
    const again = { ...reopened, ...answered, branchDeleted: true };
    expect(step(situation(again))).toBe('close as not_planned');
  });

  test('cancel, between the merge of the secrets and a pull request for Prow', () => {
    const between = {
      ...remembering(passedPhase, { afterMerge: { retracted: 0 } }),
      ...{ pull: merged.pull, deployment: { branchDeleted: false } },
    };
    expect(answer([said({ verb: 'cancel' })], between).memory.cancelledBy).toBe(author.login);
  });

  test('retry: all that was found out is forgotten, and a cancellation', () => {
    const cancelled = remembering(passedPhase, { cancelledBy: 'contributor', retracted: 3 });
    const { memory } = answer([said({ verb: 'retry' })], { ...cancelled, issue: closedIssue });
    expect(memory).toMatchObject({ retracted: 3, heldPull: 0 });
    expect([memory.examined, memory.cancelledBy, memory.afterMerge]).toEqual(
      Array(3).fill(undefined),
    );
    expect(memory.status.notices).toEqual([]);
  });

  test('retry: an open pull request is not given up', () => {
    const { memory } = answer([said({ verb: 'retry' })]);
    expect(memory.retracted).toBe(0);
  });

  test('retry after the merge: what failed is tried at once, and the rest is kept', () => {
    const afterMerge = { retracted: 30, failedAt: '2026-11-24T11:59:00Z' };
    const changes = { ...remembering(passedPhase, { afterMerge }), pull: merged.pull };
    const { memory } = answer([said({ verb: 'retry' })], changes);
    expect(memory.afterMerge).toEqual({ retracted: 30 });
  });

  test.each([
    ['closed', 30],
    ['open', 3],
    ['none', 3],
  ] as const)('retry of a removal, its pull request of the deployment: %s', (state, retracted) => {
    const second = { number: 30, nodeId: 'PR_30', url: 'u', body: '', head: 'd', labels: [] };
    const shown = state === 'none' ? {} : { pull: { ...second, title: '', state } };
    const { memory } = answer([said({ verb: 'retry' })], {
      ...remembering(passedPhase, { undeployment: { retracted: 3, failedAt: now.toISOString() } }),
      deployment: { branchDeleted: false, ...shown },
    });
    expect(memory.undeployment).toEqual({ retracted });
  });

  test('what nobody said: nothing, and what its writer was told stays', () => {
    const told = answer([said({ verb: 'help' })]).memory;
    const quoted = { ...said({ verb: 'retry' }), command: { verb: 'quoted' }, key: 'q' } as const;
    const { memory, reactions } = answer([quoted], { ...given, memory: told });
    expect(reactions).toEqual([]);
    expect(memory).toEqual({ ...told, answered: ['200 help', 'q'] });
  });

  test('confirm-ha: who vouches, and for what', () => {
    const { memory } = answer([byMaintainer('confirm-ha')], held);
    const confirmed = { by: maintainer.login, at: saidAt, examined: key };
    expect(memory.confirmed).toEqual(confirmed);
    expect(memory.status.notices).toEqual([
      { type: 'confirmed', command: 'confirm-ha', by: maintainer.login },
    ]);
  });
});

describe('several commands', () => {
  const inComment = (commentId: number, command: Command, by = author) => ({
    ...said(command, by),
    commentId,
    key: `${commentId} ${command.verb}`,
  });

  test('are obeyed in their order', () => {
    const cancelThenRetry = answer([said({ verb: 'cancel' }), said({ verb: 'retry' })]);
    expect(cancelThenRetry.memory.cancelledBy).toBeUndefined();
    const retryThenCancel = answer([said({ verb: 'retry' }), said({ verb: 'cancel' })]);
    expect(retryThenCancel.memory.cancelledBy).toBe(author.login);
  });

  test('of one comment get one reaction: that of what can not be obeyed', () => {
    const unknown: Command = { verb: 'unknown', text: 'dance' };
    const first = answer([inComment(1, unknown), inComment(1, { verb: 'help' })]);
    const last = answer([inComment(1, { verb: 'help' }), inComment(1, unknown)]);
    const confused = [{ commentId: 1, reaction: 'confused' }];
    expect([first.reactions, last.reactions]).toEqual([confused, confused]);
    const { reactions } = answer([inComment(1, { verb: 'help' }), inComment(2, unknown)]);
    expect(reactions).toEqual([
      { commentId: 1, reaction: '+1' },
      { commentId: 2, reaction: 'confused' },
    ]);
  });

  test('are remembered besides those before, each once', () => {
    const before = { ...proposed.memory, answered: ['0 help', '1 help'] };
    const { memory } = answer([inComment(1, { verb: 'help' }), inComment(2, { verb: 'help' })], {
      ...given,
      memory: before,
    });
    expect(memory.answered).toEqual(['0 help', '1 help', '2 help']);
  });

  test('are remembered up to as many as an issue has room for, the oldest no more', () => {
    const answered = Array.from({ length: answeredLimit }, (_, index) => `old ${index}`);
    const memory = { ...proposed.memory, answered };
    const after = answer([said({ verb: 'help' })], { ...given, memory }).memory;
    expect(after.answered).toEqual([...answered.slice(1), '200 help']);
  });

  test('are answered in words with the last five that differ', () => {
    const words = ['a', 'b', 'b', 'c', 'd', 'e', 'f'];
    const { memory } = answer(
      words.map((text, index) => inComment(index, { verb: 'unknown', text })),
    );
    const told = memory.status.notices.map((notice) => 'command' in notice && notice.command);
    expect(told).toEqual(['b', 'c', 'd', 'e', 'f']);
  });
});

describe('strangers, who may command nothing here,', () => {
  const person = (id: number): Account => ({ id, login: `person-${id}`, isBot: false });
  const inComment = (commentId: number, by: Account, mayWrite = false) => ({
    ...said({ verb: 'unknown', text: `word-${commentId}` }, by, mayWrite),
    commentId,
    key: `${commentId}`,
  });
  const many = (people: readonly number[]) =>
    people.flatMap((id) =>
      Array.from({ length: 6 }, (_, at) => inComment(id * 10 + at, person(id))),
    );
  const later = (memory: Memory, hours = 0) => ({
    ...given,
    memory,
    now: new Date(now.getTime() + hours * 3_600_000),
  });

  test('are answered after the author and the maintainers, and three times a day each', () => {
    const { reactions, memory } = answer([
      ...many([5]),
      inComment(1, author),
      inComment(2, maintainer, true),
    ]);
    expect(reactions.map(({ commentId }) => commentId)).toEqual([1, 2, 50, 51, 52]);
    expect(memory.answered).toHaveLength(8);
    expect(answer([inComment(60, person(5))], later(memory)).reactions).toEqual([]);
    expect(answer([inComment(60, person(5))], later(memory, 23)).reactions).toEqual([]);
    expect(answer([inComment(60, person(5))], later(memory, 24)).reactions).toHaveLength(1);
  });

  test('are answered ten times a day altogether, however many they are', () => {
    const { reactions, memory } = answer(many([5, 6, 7, 8, 9]));
    expect(reactions).toHaveLength(10);
    expect(answer([inComment(60, person(4))], later(memory)).reactions).toEqual([]);
    expect(answer([inComment(1, author)], later(memory)).reactions).toHaveLength(1);
  });

  test('an App that edits what they say is none of the people with write access', () => {
    const app = { id: 9, login: 'tidy[bot]', isBot: true };
    const edited = many([5]).map((each) => ({ ...each, by: app, isOwn: false }));
    expect(answer(edited).reactions).toHaveLength(3);
  });

  describe('take away nothing that others were told:', () => {
    const words = ({ memory }: ReturnType<typeof answer>) =>
      memory.status.notices.map((notice) => 'command' in notice && notice.command);
    const told = answer([inComment(1, author), inComment(2, maintainer, true)]);

    test('their own words come below, and go with the next of anybody', () => {
      const both = answer([inComment(60, person(6))], later(told.memory));
      expect(words(both)).toEqual(['word-1', 'word-2', 'word-60']);
      const next = answer([inComment(70, person(7))], later(both.memory));
      expect(words(next)).toEqual(['word-1', 'word-2', 'word-70']);
      expect(words(answer([inComment(3, author)], later(next.memory)))).toEqual([
        'word-2',
        'word-3',
      ]);
    });

    test('but not with what nobody said', () => {
      const both = answer([inComment(60, person(6))], later(told.memory));
      const quoted = { ...inComment(61, author), command: { verb: 'quoted' } } as const;
      expect(words(answer([quoted], later(both.memory)))).toEqual(words(both));
    });

    test('nor does who had a say here and has none any more', () => {
      const both = answer([inComment(60, maintainer)], later(told.memory));
      expect(words(both)).toEqual(['word-1', 'word-2', 'word-60']);
    });

    test('and where there is no room left there are none', () => {
      const full = answer([1, 2, 3, 4, 5].map((id) => inComment(id, author)));
      const both = answer([inComment(60, person(6))], later(full.memory));
      expect(words(both)).toEqual(words(full));
    });

    test('nor do many of them', () => {
      const both = answer(many([5, 6, 7, 8, 9]), later(told.memory));
      expect(words(both).slice(0, 2)).toEqual(['word-1', 'word-2']);
      expect(words(both)).toHaveLength(5);
    });
  });
});
