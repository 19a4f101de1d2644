import { describe, expect, test } from 'vitest';
import { attachmentHost } from '../../../src/attachment/address.ts';
import type { Account, Comment } from '../../../src/reconcile/github.ts';
import {
  forgetGone,
  type Remark,
  readConversation,
} from '../../../src/reconcile/observe/conversation.ts';
import { readText } from '../../../src/sandbox/read-text.ts';
import { deriveMarkerKey, signMarker } from '../../../src/state/marker.ts';
import { freshMemory, writeMemory } from '../../../src/state/memory.ts';
import { armored } from '../../attachment/sample.ts';
import { ghost, issue, request } from '../situations.ts';

const someone: Account = { id: 77, login: 'someone', isBot: false };
const robot: Account = { id: 78, login: 'robot[bot]', isBot: true };
const bot: Account = { id: 79, login: 'the-bot[bot]', isBot: true };
const file = (number: number) => `https://github.com/user-attachments/files/${number}/k.txt`;
const markerKey = deriveMarkerKey('secret');
const status = `Checking\n${signMarker({}, { kind: 'memory', ...{ repository: 1, of: '' } }, markerKey)}`;
const remembered = writeMemory('', freshMemory(request), {
  place: { repository: 1, issue: issue.number },
  key: markerKey,
});
const leak = `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}\n-----END PRIVATE KEY-----`;
const token = (number: number) => `sha256~${'aB3dE5gH7j'.repeat(4)}${100 + number}`;

const remark: Remark = {
  id: 1,
  nodeId: 'IC_1',
  author: someone,
  createdAt: '2026-11-24T12:00:00Z',
  key: '',
  hasReaction: false,
  commands: [],
  opening: [],
};

/** Comments that somebody else has edited last. */
const editedByOthers = new Set<number>();

/** The comments that the bot itself has reacted to. */
const answeredByBot = new Set<number>();

let id = 0;
function says(author: Account, body: string): Comment {
  id += 1;
  const at = '2026-11-24T12:00:00Z';
  const times = { createdAt: at, updatedAt: at };
  return { id, nodeId: `IC_${id}`, author, body, ...times, hasReaction: false };
}

/** Listens to comments in pages of two, and counts the characters that were read. */
async function listen(
  comments: readonly Comment[],
  author: Account = issue.author,
  title = issue.title,
  key = markerKey,
) {
  let characters = 0;
  const askedAbout: number[] = [];
  async function* pages() {
    for (let at = 0; at < comments.length; at += 2) yield comments.slice(at, at + 2);
  }
  const conversation = await readConversation(
    { ...issue, author, title, body: 'Please' },
    pages(),
    {
      sandbox: {
        readText: async (text) => {
          characters += text.text.length;
          if (text.text === 'slow') {
            return { commands: [], opening: [], submissions: [], isUnreadable: true };
          }
          return readText(text);
        },
      },
      botName: 'cluster-onboarding[bot]',
      attachmentHost: attachmentHost(),
      ignoredAccounts: new Set(['ignored-bot']),
      markerKey: key,
      botId: async () => bot.id,
      tracker: {
        repositoryId: async () => 1,
        isOwnText: async ({ id: asked }) => !editedByOthers.has(asked),
        hasReactionOf: async (accountId, commentId) => {
          askedAbout.push(commentId);
          return answeredByBot.has(commentId) && accountId === bot.id;
        },
      },
    },
  );
  const [submission] = conversation.candidates.each.map((each) => each.submission);
  return { ...conversation, submission, characters, askedAbout };
}

describe('an issue and its comments', () => {
  test('the newest submission of the author counts, and of nobody else', async () => {
    const { submission } = await listen([
      says(issue.author, file(1)),
      says(issue.author, file(3)),
      says(issue.author, file(2)),
      says(someone, file(4)),
      says(issue.author, 'Thank you'),
    ]);
    expect(submission).toMatchObject({ url: file(3) });
  });

  test('a command is the same as long as it says the same, and another one once it is edited', async () => {
    const said = says(someone, '/onboard retry');
    const keyOf = async (comment: Comment) => (await listen([comment])).remarks[0]?.key;
    const hidden = { ...said, updatedAt: '2026-11-25T12:00:00Z' };
    expect(await keyOf(hidden)).toBe(await keyOf(said));
    expect(await keyOf({ ...said, body: '/onboard cancel' })).not.toBe(await keyOf(said));
    expect(await keyOf({ ...said, id: 0 })).not.toBe(await keyOf(said));
  });

  test('of two deleted accounts neither is the other', async () => {
    const { submission } = await listen([says(ghost, file(1))], ghost);
    expect(submission).toBeUndefined();
  });

  test('a command comes with the submission that its writer could see', async () => {
    const { remarks } = await listen([
      says(someone, '/onboard confirm-ha'),
      says(issue.author, file(1)),
      says(someone, '/onboard confirm-ha'),
      says(issue.author, armored),
    ]);
    const seen = remarks.map(({ commands, candidatesBefore = [] }) => [
      commands.length,
      ...candidatesBefore.map(({ submission }) => submission.fingerprint),
    ]);
    expect(seen).toEqual([[1], [0], [1, expect.stringMatching(/^[0-9a-f]{32}$/)], [0]]);
  });

  test.each([
    ["of the author's own", [says(issue.author, file(1)), says(issue.author, leak)], []],
    ['with a submission beside it', [says(issue.author, `${file(1)}\n${leak}`)], []],
    ['before a submission', [says(issue.author, leak), says(issue.author, file(1))], ['1']],
    [
      'before some that may be one',
      [says(issue.author, `${leak} ${file(1)}`), says(issue.author, `${file(2)} ~~${file(3)}~~`)],
      ['2'],
    ],
    ['of somebody else', [says(someone, leak)], undefined],
  ])('a leak %s', async (_what, comments, numbers) => {
    const { leak: found, candidates } = await listen(comments);
    const told = candidates.each.map(({ submission, number }) => [submission.fingerprint, number]);
    const numbered = new Map(told.map(([fingerprint, number]) => [fingerprint, String(number)]));
    expect(found?.what).toBe('private key');
    expect(found?.madeUpBy?.map((each) => numbered.get(each))).toEqual(numbers);
  });

  test('the bot knows its own comment by its number, whatever the App is called now', async () => {
    const own = says({ ...bot, login: 'cluster-vetting[bot]' }, status);
    const ofAnother = says({ ...robot, login: bot.login }, status);
    const { statusComment, olderComments } = await listen([own, ofAnother]);
    expect(statusComment?.id).toBe(own.id);
    expect(olderComments).toEqual([]);
  });

  test.each([
    ['of the author', issue.author, 1],
    ['of somebody else', someone, 0],
  ])('credentials %s are told apart from those of others', async (_whose, author, count) => {
    const { leak: found } = await listen([says(author, token(1)), says(someone, token(2))]);
    expect(found?.credentials).toHaveLength(2);
    expect(found?.own ?? []).toEqual(found?.credentials.slice(0, count));
  });

  test('what leaked is known again after a new webhook secret', async () => {
    const before = await listen([says(someone, token(1))]);
    const leaked = [...(before.leak?.credentials ?? []), 'of a text that is gone'];
    const place = { repository: 1, issue: issue.number };
    const memory = writeMemory('', { ...freshMemory(request), leaked }, { place, key: markerKey });
    const comments = [says(bot, memory), says(someone, token(1))];
    const renewed = deriveMarkerKey('new', ['secret']);
    const after = await listen(comments, issue.author, issue.title, renewed);
    expect(after.leak?.credentials).not.toEqual(before.leak?.credentials);
    const known = [...(after.leak?.credentials ?? []), 'of a text that is gone'];
    expect(after.memory?.leaked).toEqual(known);
    expect(after.statusComment).toMatchObject({ isSignatureOld: true });
    expect((await listen(comments)).statusComment).toMatchObject({ isSignatureOld: false });
  });

  test("a credential in the title is one of the author's", async () => {
    const title = `Add Prow build cluster ${token(1)}`;
    expect((await listen([], issue.author, title)).leak).toMatchObject({
      what: 'token',
      own: [expect.stringMatching(/^[\w-]{22}$/)],
      madeUpBy: [],
    });
  });

  test('what a bot says is not read', async () => {
    const { characters, remarks } = await listen([says(robot, '/onboard cancel')]);
    expect(characters).toBe('Please'.length);
    expect(remarks[0]?.commands).toEqual([]);
  });
});

describe('however much is written', () => {
  const long = (text: string) => `${text}\n\n`.padEnd(65_536, '- a\n');

  test('of each person one MiB is read at most', async () => {
    const flood = Array.from({ length: 100 }, () => says(someone, long('/onboard retry')));
    const { characters, isTooLong, remarks, submission } = await listen([
      ...flood,
      says(issue.author, file(1)),
    ]);
    expect(characters).toBeLessThanOrEqual(1024 * 1024 + file(1).length + 'Please'.length);
    expect(remarks.filter(({ commands }) => commands.length > 0)).toHaveLength(16);
    expect({ isTooLong, submission }).toMatchObject({
      isTooLong: false,
      submission: { url: file(1) },
    });
  });

  const plain = (text: string) => `${text}\n\n`.padEnd(65_536, 'x');

  const crowd = (text: string) =>
    Array.from({ length: 80 }, (_, n) => says({ ...someone, id: 1000 + n }, plain(text)));

  test('of all strangers together four, and what is short always', async () => {
    const { characters, remarks, isTooLong, submission } = await listen([
      ...crowd('Please\n/onboard retry'),
      says(issue.author, plain(file(1))),
      says(someone, '/onboard retry'),
    ]);
    expect(characters).toBeLessThan(4 * 1024 * 1024 + 70_000);
    expect(remarks.filter(({ commands }) => commands.length > 0)).toHaveLength(65);
    expect(remarks.at(-1)?.commands).toEqual([{ verb: 'retry' }]);
    expect({ isTooLong, submission }).toMatchObject({
      isTooLong: false,
      submission: { url: file(1) },
    });
  });

  test('after a crowd, a command by mail is read that stands above a long quotation', async () => {
    const quotation = `\n\nOn Monday the bot wrote:\n${'> a long line\n'.repeat(1000)}`;
    const { remarks } = await listen([
      ...crowd('flood'),
      says(someone, `/onboard retry${quotation}`),
      // Whole lines only: this one says something else.
      says(someone, `${'/onboard retry\n'.repeat(2)}${'/onboard retry '.repeat(500)}`),
      says(someone, `${'/onboard retry '.repeat(500)}`),
    ]);
    const retry = { verb: 'retry' };
    const said = remarks.slice(-3).map(({ commands }) => commands);
    expect(said).toEqual([[retry], [retry, retry], []]);
  });

  test('after a crowd, all is read of those that GitHub shows as members', async () => {
    const text = plain('Please\n/onboard retry');
    const { remarks } = await listen([
      ...crowd('flood').map((flood) => ({ ...flood, isByMember: true })),
      ...crowd('flood'),
      says(someone, text),
      { ...says(someone, text), isByMember: true },
    ]);
    const said = remarks.slice(-2).map(({ commands }) => commands);
    expect(said).toEqual([[], [{ verb: 'retry' }]]);
  });

  test('what takes too long to read is passed over, and only the author is told', async () => {
    const slow = says(someone, 'slow');
    const heard = await listen([slow, says(issue.author, file(1))]);
    expect(heard).toMatchObject({ isTooLong: false, submission: { url: file(1) } });
    expect((await listen([{ ...slow, author: issue.author }])).isTooLong).toBe(true);
  });

  test('an author beyond that is told', async () => {
    const flood = Array.from({ length: 17 }, () => says(issue.author, long(file(1))));
    expect((await listen(flood)).isTooLong).toBe(true);
    expect((await listen(flood.slice(2))).isTooLong).toBe(false);
  });
});

describe('the commands that were answered', () => {
  const answered = (count: number) => ({
    ...freshMemory(request),
    answered: Array.from({ length: count }, (_, at) => String(at).padStart(8, '0')),
  });

  test('are remembered though one look did not see them', () => {
    expect(forgetGone(answered(3), [])).toEqual(answered(3));
  });

  test('are forgotten where nobody can see them, once they are more than fit', async () => {
    const { remarks } = await listen([says(someone, '/onboard retry')]);
    const memory = answered(3000);
    const [key = ''] = remarks.map((remark) => remark.key);
    const one = { ...memory, answered: [key, ...memory.answered] };
    expect(forgetGone(one, remarks).answered).toEqual([key]);
  });

  test('leave room in the comment, however many there are', () => {
    const { answered: keys } = answered(4000);
    const remarks = keys.map((key) => ({ ...remark, key }));
    const kept = forgetGone(answered(4000), remarks);
    expect(kept.answered).toEqual(keys.slice(-3000));
    // GitHub takes 65,536 characters.
    expect(
      writeMemory('', kept, { place: { repository: 1, issue: 5 }, key: markerKey }).length,
    ).toBeLessThan(48_000);
  });
});

describe('of the reactions to commands', () => {
  const reacted = (text: string): Comment => ({ ...says(someone, text), hasReaction: true });
  const counted = ({ remarks }: { readonly remarks: readonly Remark[] }) =>
    remarks.filter(({ hasReaction }) => hasReaction).map(({ id: counts }) => counts);

  test("only the bot's count where there is no memory", async () => {
    const [ofBot, ofOthers] = [reacted('/onboard retry'), reacted('/onboard retry')];
    answeredByBot.add(ofBot.id);
    const told = await listen([ofBot, ofOthers, says(someone, '/onboard retry'), reacted('Hm')]);
    expect(counted(told)).toContain(ofBot.id);
    expect(counted(told)).not.toContain(ofOthers.id);
    expect(told.askedAbout).toEqual([ofBot.id, ofOthers.id]);
  });

  test('the newest twenty are asked about, and others count whosever they are', async () => {
    const [oldest, ...others] = Array.from({ length: 21 }, () => reacted('/onboard retry'));
    const told = await listen([...(oldest ? [oldest] : []), ...others]);
    expect(told.askedAbout).toEqual(others.map((comment) => comment.id));
    expect(counted(told)).toEqual([oldest?.id]);
  });

  test('nothing is asked where there is a memory', async () => {
    const told = await listen([says(bot, remembered), reacted('/onboard retry')]);
    expect(told.memory).toBeDefined();
    expect(told.askedAbout).toEqual([]);
  });
});

test('a listed account commands nothing, but what it lets leak is a leak', async () => {
  const machine: Account = { id: 70, login: 'Ignored-Bot', isBot: false };
  const leak = `sha256~${'aB3'.repeat(15).slice(0, 43)}`;
  const { remarks, leak: found } = await listen([
    says(machine, `/onboard cancel\n\n${leak}`),
    says(someone, '/onboard cancel'),
  ]);
  expect(remarks).toMatchObject([
    { commands: [], opening: [] },
    { commands: [{ verb: 'cancel' }], opening: [{ verb: 'cancel' }] },
  ]);
  expect(found).toMatchObject({ what: 'token' });
});
