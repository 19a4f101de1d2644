import { describe, expect, test } from 'vitest';
import type { Account, Written } from '../../../src/reconcile/github.ts';
import type { Remark } from '../../../src/reconcile/observe/conversation.ts';
import {
  answeredCommands,
  pendingCommands,
} from '../../../src/reconcile/observe/pending-commands.ts';
import type { Command } from '../../../src/request/parse-commands.ts';
import { freshMemory } from '../../../src/state/memory.ts';
import { author, ghost, issue, maintainer, request } from '../situations.ts';

const app: Account = { id: 4, login: 'helper[bot]', isBot: true };
const memory = freshMemory(request);

function remark(changes: Partial<Remark> = {}): Remark {
  return {
    id: 200,
    nodeId: 'IC_200',
    author,
    createdAt: '2026-11-24T12:00:00Z',
    key: 'k',
    hasReaction: false,
    commands: [{ verb: 'retry' }],
    opening: [],
    ...changes,
  };
}

/** The commands, with GitHub as it is now; `asked` are those whose rights it was asked for. */
async function pending(remarks: readonly Remark[], now: Now = {}) {
  const {
    writers = ['maintainer'],
    edits = {},
    known = memory,
    resultSince,
    filedBy = author,
  } = now;
  const { mailed = [], gone = [] } = now;
  const asked: string[] = [];
  const commands = await pendingCommands(
    remarks,
    {
      ...{ issue: { ...issue, author: filedBy }, memory: known ?? undefined, resultSince },
      seen: ([first]) => first?.submission.fingerprint,
    },
    {
      readEdits: async (nodeIds) =>
        new Map(
          nodeIds
            .filter((nodeId) => !gone.includes(nodeId))
            .map((nodeId) => [nodeId, writtenOf(edits[nodeId], mailed.includes(nodeId))]),
        ),
      hasWriteAccess: async (login) => {
        asked.push(login);
        return writers.includes(login);
      },
    },
  );
  return { commands, asked };
}

interface Now {
  readonly writers?: readonly string[];
  readonly edits?: Readonly<Record<string, Account>>;
  readonly known?: typeof memory | null;
  readonly resultSince?: string;
  readonly filedBy?: Account;
  /** What came by mail, and what GitHub does not show any more. */
  readonly mailed?: readonly string[];
  readonly gone?: readonly string[];
}

function writtenOf(by: Account | undefined, byMail: boolean): Written {
  return { byMail, ...(by && { edit: { at: '2026-11-24T12:00:00Z', by } }) };
}

const seen = { type: 'link', url: '', fingerprint: 'seen' } as const;
const candidatesBefore = [{ submission: seen, standing: 'own', number: 1 }] as const;
const confirms = { commands: [{ verb: 'confirm-ha' }], candidatesBefore } as const;

describe('who says a command, and what that account may do now', () => {
  test('the author: GitHub is only asked where being the author is not enough', async () => {
    const own = await pending([remark()]);
    expect(own.asked).toEqual([]);
    expect(own.commands).toMatchObject([{ by: author, mayWrite: false }]);
    expect((await pending([remark(confirms)])).asked).toEqual(['contributor']);
  });

  test.each<Command>([
    { verb: 'help' },
    { verb: 'unknown', text: 'dance' },
    { verb: 'misplaced', text: 'confirm-ha' },
  ])('the author, of what changes nothing: GitHub is not asked: %o', async (command) => {
    expect((await pending([remark({ commands: [command] })])).asked).toEqual([]);
  });

  test('an account with the name that the author had is somebody else', async () => {
    const { commands, asked } = await pending([remark({ author: { ...author, id: 77 } })]);
    expect(asked).toEqual(['contributor']);
    expect(commands).toMatchObject([{ by: { id: 77 }, mayWrite: false }]);
  });

  test('a deleted account is nobody, be the author deleted too', async () => {
    const { commands, asked } = await pending([remark({ author: ghost })], { filedBy: ghost });
    expect(asked).toEqual([]);
    expect(commands).toMatchObject([{ by: ghost, mayWrite: false, isAuthor: false }]);
  });

  test('a login that looks like that of a maintainer is asked for as it is', async () => {
    const { commands, asked } = await pending([
      remark({ author: { ...maintainer, id: 78, login: 'maintainer-' } }),
    ]);
    expect(asked).toEqual(['maintainer-']);
    expect(commands).toMatchObject([{ mayWrite: false }]);
  });

  test('a maintainer, until the access is taken away', async () => {
    const said = [remark({ ...confirms, author: maintainer })];
    expect((await pending(said)).commands).toMatchObject([{ mayWrite: true }]);
    const { commands } = await pending(said, { writers: [] });
    expect(commands).toMatchObject([{ by: maintainer, mayWrite: false }]);
  });

  test('each account is asked for once, however much it says', async () => {
    const said = [1, 2, 3].map((id) => remark({ id, nodeId: `IC_${id}`, author: maintainer }));
    expect((await pending(said)).asked).toEqual(['maintainer']);
  });

  test.each<[string, Account, Account]>([
    ['a maintainer, say by ticking a box above it', author, maintainer],
    ['somebody else, under the name of a maintainer', maintainer, author],
  ])('what was edited by %s commands nothing', async (_who, writer, editor) => {
    const said = [remark({ ...confirms, author: writer }), remark({ id: 201, author: writer })];
    const { commands, asked } = await pending(said, { edits: { IC_200: editor } });
    const nothing = { by: editor, isOwn: false, mayWrite: false, isAuthor: false };
    expect(commands).toMatchObject([nothing, nothing]);
    expect(asked).toEqual([]);
  });

  test('who edits the own words says them still, at the time of the edit', async () => {
    const createdAt = '2026-11-24T11:00:00Z';
    const said = [remark({ ...confirms, author: maintainer, createdAt })];
    const now = { edits: { IC_200: maintainer }, resultSince: '2026-11-24T11:30:00Z' };
    const { commands } = await pending(said, now);
    expect(commands).toMatchObject([{ by: maintainer, mayWrite: true, sawStatus: true }]);
  });

  test('an App that edits what people said may nothing, and GitHub is not asked', async () => {
    const { commands, asked } = await pending([remark({ ...confirms, author: maintainer })], {
      edits: { IC_200: app },
      writers: ['maintainer', app.login],
    });
    expect(commands).toMatchObject([{ by: app, mayWrite: false }]);
    expect(asked).toEqual([]);
  });
});

test.each<[string, string | undefined, boolean]>([
  ['the status comment has not changed since', '2026-11-24T11:59:59Z', true],
  ['nor in the same second', '2026-11-24T12:00:00Z', true],
  ['it has changed since', '2026-11-24T12:00:01Z', false],
  ['there was none', undefined, false],
])(
  'whether its writer saw all that the bot had to say: %s',
  async (_what, resultSince, sawStatus) => {
    expect((await pending([remark()], { resultSince })).commands).toMatchObject([{ sawStatus }]);
  },
);

test('each comes with the submission that its writer saw', async () => {
  const both = remark({ ...confirms, commands: [{ verb: 'confirm-ha' }, { verb: 'retry' }] });
  const { commands } = await pending([both]);
  const at = '2026-11-24T12:00:00Z';
  const common = { key: 'k', commentId: 200, by: author, at, isOwn: true, mayWrite: false };
  const told = { isAuthor: true, sawStatus: false, submission: 'seen' };
  expect(commands).toEqual([
    { ...common, ...told, command: { verb: 'confirm-ha' } },
    { ...common, ...told, command: { verb: 'retry' } },
  ]);
});

describe('of what came by mail', () => {
  const retry = { verb: 'retry' } as const;
  const cancel = { verb: 'cancel' } as const;
  const verbs = async (changes: Partial<Remark>, now: Now) =>
    (await pending([remark(changes)], now)).commands.map(({ command }) => command.verb);

  test('only the commands in front of everything else count', async () => {
    const said = { commands: [retry, cancel], opening: [retry] };
    expect(await verbs(said, { mailed: ['IC_200'] })).toEqual(['retry']);
    expect(await verbs(said, {})).toEqual(['retry', 'cancel']);
  });

  test('a comment with none there is passed over, and remembered', async () => {
    expect(await verbs({ commands: [cancel] }, { mailed: ['IC_200'] })).toEqual(['quoted']);
  });

  test('and of what GitHub tells nothing of, nothing counts for now', async () => {
    expect(await verbs({ commands: [cancel], opening: [cancel] }, { gone: ['IC_200'] })).toEqual(
      [],
    );
  });
});

test('a comment without a command is none, and not remembered', async () => {
  expect((await pending([remark({ commands: [] })])).commands).toEqual([]);
});

describe('what was answered is not pending any more', () => {
  const reacted = remark({ hasReaction: true });

  test('as the memory says, whatever reactions there are', async () => {
    const answered = { ...memory, answered: ['k'] };
    expect((await pending([remark()], { known: answered })).commands).toEqual([]);
    expect((await pending([reacted])).commands).toHaveLength(1);
  });

  test('as the reactions say, where the memory is lost', async () => {
    const { commands } = await pending([reacted, remark({ id: 201 })], { known: null });
    expect(commands.map(({ commentId }) => commentId)).toEqual([201]);
    const said = remark({ hasReaction: true, commands: [], key: 'no command' });
    expect(answeredCommands([reacted, said, remark({ key: 'other' })])).toEqual(['k']);
  });
});
