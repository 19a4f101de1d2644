import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/reconcile/decide/decide.ts';
import type { PendingCommand, Snapshot } from '../../../src/reconcile/snapshot.ts';
import type { Command } from '../../../src/request/parse-commands.ts';
import {
  author,
  candidatesAre,
  closedIssue,
  issue,
  remembering,
  situation,
  step,
  submission,
} from '../situations.ts';

const nearMiss = { operation: 'add', kind: 'build-cluster', name: 'rosa-1' } as const;
const leak = { what: 'token', credentials: ['a'], own: ['a'], madeUpBy: [] } as const;
const written = { id: 101, asks: nearMiss, isHelp: false };
const nothing = candidatesAre(undefined);

/** An issue that is no request. */
function stray(changes: Partial<Snapshot>): Snapshot {
  const other = { request: undefined, submission: undefined, candidates: nothing };
  return situation({ ...other, ...changes });
}

function said(command: Command, changes: Partial<PendingCommand> = {}): PendingCommand {
  const who = { by: author, isOwn: true, isAuthor: true, mayWrite: false };
  return {
    key: 'k',
    commentId: 9,
    command,
    sawStatus: false,
    at: issue.createdAt,
    ...who,
    ...changes,
  };
}

const help = said({ verb: 'help' });
const byStranger = { isAuthor: false };

describe('an issue that is no request', () => {
  test.each<[string, string, Partial<Snapshot>]>([
    ['means nothing', 'none', {}],
    ['clearly means one', 'write-hint', { nearMiss, mayHint: true }],
    ['was there before the bot, or had its answer', 'none', { nearMiss, mayHint: false }],
    ['is closed', 'none', { nearMiss, mayHint: true, issue: closedIssue }],
    ['is locked', 'none', { nearMiss, mayHint: true, issue: { ...issue, locked: true } }],
    ['was told so', 'none', { nearMiss, mayHint: true, hints: [written] }],
    [
      'has a better name now',
      'write-hint',
      { nearMiss, hints: [{ ...written, asks: 'something' }] },
    ],
    ['means nothing any more', 'delete-comment', { hints: [written] }],
    [
      'was told so twice',
      'delete-comment',
      { nearMiss, hints: [written, { ...written, id: 102 }] },
    ],
    ['holds a credential as well', 'label token', { nearMiss, mayHint: true, leak }],
    ['holds one as it always did', 'none', { leak }],
    [
      'holds one, as is labelled',
      'write-hint',
      { nearMiss, mayHint: true, leak, issue: { ...issue, labels: ['leaked-credential'] } },
    ],
    ['may hold a message', 'recognise', { mayHint: true, candidates: candidatesAre(submission) }],
    [
      'may hold one, from before the bot',
      'none',
      { mayHint: false, candidates: candidatesAre(submission) },
    ],
    [
      'holds one to the bot',
      'write-hint',
      { mayHint: true, holdsMessage: true, candidates: candidatesAre(submission) },
    ],
    [
      'holds one to others',
      'none',
      { mayHint: true, holdsMessage: false, candidates: candidatesAre(submission) },
    ],
    ['has somebody ask for help', 'write-hint', { commands: [help] }],
    ['has another command in it', 'none', { commands: [said({ verb: 'retry' })] }],
    [
      'has somebody ask for more',
      'react',
      { hints: [{ id: 101, isHelp: true }], commands: [help] },
    ],
    ['has help in it', 'none', { hints: [{ id: 101, isHelp: true }] }],
    [
      'has words of others by mail',
      'none',
      { commands: [{ ...help, command: { verb: 'quoted' } }] },
    ],
    [
      'has many commands of strangers',
      'none',
      {
        hints: [{ id: 101, isHelp: true }],
        answeredBefore: ['a', 'b', 'c'],
        commands: [said({ verb: 'help' }, byStranger)],
      },
    ],
  ])('that %s: %s', (_what, expected, changes) => {
    expect(step(stray(changes))).toBe(expected);
  });

  test('has help with 👍 and any other command with 😕', () => {
    const commands = [help, said({ verb: 'retry' }, { commentId: 10 })];
    expect(decide(stray({ hints: [{ id: 101, isHelp: true }], commands }))).toEqual({
      type: 'react',
      reactions: [
        { commentId: 9, reaction: '+1' },
        { commentId: 10, reaction: 'confused' },
      ],
    });
  });

  test('is told of a leak no more than fits into a comment', () => {
    const many = Array.from({ length: 300 }, (_, index) => `c${index}`);
    const labels = ['leaked-credential'];
    const decided = (own: readonly string[]) =>
      decide(
        stray({
          nearMiss,
          mayHint: true,
          leak: { what: 'token', credentials: many, own, madeUpBy: [] },
          issue: { ...issue, labels },
        }),
      );
    const kept = (own: readonly string[]) => {
      const action = decided(own);
      return action.type === 'write-hint' ? action.hint.leak?.credentials.length : undefined;
    };
    expect([kept([]), kept(many)]).toEqual([50, 101]);
  });
});

describe('once it is a request', () => {
  test('the hint goes at once', () => {
    expect(step(situation({ hints: [written] }))).toBe('delete-comment');
  });

  test('what leaked is remembered first', () => {
    const hint = { ...written, leak: { what: 'token', credentials: ['a'], own: ['a'] } } as const;
    expect(step(situation({ hints: [hint], leak }))).toBe('label token');
    const told = remembering({ type: 'checking' });
    const status = { ...told.memory.status, leaked: 'token' as const };
    const recorded = { ...told.memory, status };
    const statusComment = { ...told.statusComment, recorded };
    expect(step(situation({ ...told, statusComment, hints: [hint] }))).toBe('delete-comment');
  });
});
