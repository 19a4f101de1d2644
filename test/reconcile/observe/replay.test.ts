import { describe, expect, test } from 'vitest';
import { attachmentHost } from '../../../src/attachment/address.ts';
import type { Account, Comment, Issue, Written } from '../../../src/reconcile/github.ts';
import { isReplayed } from '../../../src/reconcile/observe/replay.ts';
import { readText } from '../../../src/sandbox/read-text.ts';
import { branchOf } from '../../../src/state/branch.ts';
import { armored, other } from '../../attachment/sample.ts';
import { bodyProposing, markerKey } from '../proposing.ts';
import { author, ghost, issue, request } from '../situations.ts';

const stranger: Account = { id: 3, login: 'stranger', isBot: false };
const at = (minute: number) => `2026-11-24T12:${String(minute).padStart(2, '0')}:00Z`;

interface Said {
  readonly body: string;
  readonly at: number;
  readonly by?: Account;
  readonly editedAt?: number;
}

/** An issue with what its author and others write; all times are minutes. */
interface Request {
  readonly by?: Account;
  readonly open?: boolean;
  readonly gone?: boolean;
  readonly body?: string;
  readonly writtenAt?: number;
  readonly editedAt?: number;
  readonly comments?: readonly Said[];
  /** Its pull request, where it has one. */
  readonly proposed?: {
    readonly at: number;
    readonly credential?: string;
    readonly earlier?: readonly string[];
    readonly branch?: string;
    /** Where it brings in no credential, or its text was taken away. */
    readonly without?: 'claim' | 'text';
  };
}

type Requests = Readonly<Record<number, Request>>;

/** Whether issue 5, whose submission the bot knows since then, copied what others submitted. */
function isFiveCopied(requests: Requests, knownSince = 59): Promise<boolean> {
  const claim = {
    ...{ issueNumber: 5, request, examined: '' },
    credentials: ['the same', 'by an older key'],
    since: at(knownSince),
  };
  const edits = editsOf(requests);
  return isReplayed(claim, {
    markerKey,
    botName: 'cluster-onboarding[bot]',
    attachmentHost: attachmentHost(),
    sandbox: { readText: async (text) => readText(text) },
    secretsRepository: {
      repositoryId: async () => 1,
      listOpenPulls: async () => pullsOf(requests),
    },
    tracker: {
      readIssue: async (number) => issueOf(number, requests),
      readComments: async function* (number) {
        for (const comment of commentsOf(number, requests)) yield [comment];
      },
      readEdits: async (nodeIds) => new Map([...edits].filter(([id]) => nodeIds.includes(id))),
    },
  });
}

function issueOf(number: number, requests: Requests): Issue | undefined {
  const filed = requests[number];
  if (!filed) throw new Error(`nobody has filed ${number}`);
  const { by = author, open = true, body = '', writtenAt = 0, gone } = filed;
  const nodeId = `I_${number}`;
  return gone
    ? undefined
    : { ...issue, number, nodeId, createdAt: at(writtenAt), author: by, open, body };
}

function commentsOf(number: number, requests: Requests): readonly Comment[] {
  const { by = author, comments = [] } = requests[number] ?? {};
  return comments.map((comment, index) => ({
    id: index,
    nodeId: `IC_${number}_${index}`,
    author: comment.by ?? by,
    body: comment.body,
    createdAt: at(comment.at),
    updatedAt: at(comment.editedAt ?? comment.at),
    hasReaction: false,
  }));
}

function editsOf(requests: Requests): ReadonlyMap<string, Written> {
  const edited = Object.entries(requests).flatMap(([number, { editedAt, comments = [] }]) => [
    [`I_${number}`, editedAt] as const,
    ...comments.map((each, index) => [`IC_${number}_${index}`, each.editedAt] as const),
  ]);
  return new Map(
    edited.map(([id, minute]) => {
      const edit = minute === undefined ? undefined : { at: at(minute), by: author };
      return [id, { byMail: false, ...(edit && { edit }) }];
    }),
  );
}

function pullsOf(requests: Requests) {
  return Object.entries(requests).flatMap(([number, { proposed }]) => {
    if (!proposed) return [];
    const { branch = branchOf(Number(number)), credential = 'the same', earlier = [] } = proposed;
    const { without } = proposed;
    const claim = { credentials: [credential, ...earlier], since: at(proposed.at) };
    const body = bodyProposing({ claim: without === 'claim' ? undefined : claim }, branch);
    return [{ branch, body: without === 'text' ? '' : body }];
  });
}

const own: Request = { body: armored, writtenAt: 20, proposed: { at: 50 } };
const rival: Request = { by: stranger, body: armored, proposed: { at: 50 } };
const says = (body: string, minute: number) => ({ body, at: minute });

describe('of two requests with one credential', () => {
  test.each<[string, number, Request, boolean]>([
    ['what was written before comes first', 6, { writtenAt: 19 }, true],
    ['what was written after comes second', 4, { writtenAt: 21 }, false],
    ['of the same second the lower number comes first', 4, { writtenAt: 20 }, true],
    ['and the higher one second', 6, { writtenAt: 20 }, false],
    ['what was edited counts from then on', 4, { writtenAt: 1, editedAt: 21 }, false],
    ['but not where it was proposed before', 6, { editedAt: 21, proposed: { at: 19 } }, true],
    [
      'another credential is no rival',
      6,
      { proposed: { at: 1, credential: 'another one' } },
      false,
    ],
    [
      'one that was proposed before the webhook secret was changed is a rival',
      6,
      { writtenAt: 19, proposed: { at: 50, credential: 'by an older key' } },
      true,
    ],
    [
      'and so is one that knows the digest of before',
      6,
      {
        writtenAt: 19,
        proposed: { at: 50, credential: 'by the newest', earlier: ['by an older key'] },
      },
      true,
    ],
    ['a closed issue claims nothing', 4, { open: false }, false],
    ['nor does an issue that submits nothing any more', 4, { body: 'sorry' }, false],
    ['nor a branch of somebody else', 4, { proposed: { at: 1, branch: 'mine' } }, false],
    ['nor a removal', 4, { proposed: { at: 1, without: 'claim' } }, false],
    [
      'nor what tells nothing of itself any more',
      4,
      { proposed: { at: 1, without: 'text' } },
      false,
    ],
    ['nor an issue that is gone', 4, { gone: true }, false],
  ])('%s', async (_story, number, changes, expected) => {
    expect(await isFiveCopied({ 5: own, [number]: { ...rival, ...changes } })).toBe(expected);
  });

  const file = (number: number) => `https://github.com/user-attachments/files/${number}/k.txt`;
  test.each<[string, Request]>([
    ['as it is', { body: file(10) }],
    [
      'behind something that counts only beside it, until an older file follows',
      { body: `${file(10)}\n\n${other}`, comments: [says(file(2), 21)] },
    ],
  ])('a file that somebody else has attached before is recognised %s', async (_how, copy) => {
    const victim = { ...rival, body: file(10), writtenAt: 1 };
    expect(await isFiveCopied({ 4: victim, 5: { ...own, ...copy } })).toBe(true);
    expect(await isFiveCopied({ 4: { ...victim, ...copy, writtenAt: 21 }, 5: own })).toBe(false);
    const second = { ...victim, ...copy };
    expect(await isFiveCopied({ 4: second, 5: { ...own, body: file(10) } })).toBe(true);
  });

  test('where nobody else proposes it no issue is read', async () => {
    const unread: Requests = {};
    expect(await isFiveCopied(unread)).toBe(false);
  });

  test('its own pull request is no rival', async () => {
    expect(await isFiveCopied({ 5: own })).toBe(false);
  });

  test('one of several rivals that came before is enough', async () => {
    const requests = {
      4: { ...rival, open: false },
      5: own,
      6: { ...rival, writtenAt: 30 },
      7: { ...rival, writtenAt: 10 },
    };
    expect(await isFiveCopied(requests)).toBe(true);
  });

  test('what the bot knew before it was edited is not later for that', async () => {
    const edited = { ...own, editedAt: 40 };
    expect(await isFiveCopied({ 5: edited, 6: { ...rival, writtenAt: 30 } }, 59)).toBe(true);
    expect(await isFiveCopied({ 5: edited, 6: { ...rival, writtenAt: 30 } }, 25)).toBe(false);
  });

  test.each<[string, Request]>([
    ['is closed', { ...own, open: false }],
    ['submits nothing any more', { ...own, body: '' }],
  ])('a request that %s copies nothing', async (_what, request) => {
    expect(await isFiveCopied({ 4: rival, 5: request })).toBe(false);
  });
});

describe('a submission was posted', () => {
  test.each<[string, Request, boolean]>([
    ['in a comment', { body: '', comments: [says('see below', 10), says(armored, 30)] }, false],
    ['in a comment before', { body: '', comments: [says(armored, 10)] }, true],
    [
      'when it was there for the first time',
      { writtenAt: 10, comments: [says(armored, 30)] },
      true,
    ],
    [
      'when the newest one was',
      { body: other, comments: [says(armored, 30), says('/onboard retry', 40)] },
      false,
    ],
    ['by the author alone', { body: '', comments: [{ ...says(armored, 10), by: author }] }, false],
    [
      'by nobody else, be both accounts deleted',
      { by: ghost, body: '', comments: [says(armored, 10)] },
      false,
    ],
    [
      'when the comment was edited last',
      { body: '', comments: [{ ...says(armored, 10), editedAt: 30 }] },
      false,
    ],
    [
      'whatever else was edited',
      { body: '', comments: [says(armored, 10), { ...says('hm', 11), editedAt: 30 }] },
      true,
    ],
  ])('%s', async (_story, changes, expected) => {
    expect(await isFiveCopied({ 5: own, 6: { ...rival, ...changes } })).toBe(expected);
  });
});
