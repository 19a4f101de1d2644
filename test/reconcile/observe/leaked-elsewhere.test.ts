import { describe, expect, test } from 'vitest';
import type { ChangedIssue, Comment } from '../../../src/reconcile/github.ts';
import { createLeakedElsewhere } from '../../../src/reconcile/observe/leaked-elsewhere.ts';
import { writeHint } from '../../../src/state/hint.ts';
import { deriveMarkerKey } from '../../../src/state/marker.ts';
import { freshMemory, type Memory, writeMemory } from '../../../src/state/memory.ts';
import { author, request } from '../situations.ts';

const key = deriveMarkerKey('secret');
const bot = { id: 79, login: 'bot', isBot: true };
const at = '2026-11-24T11:00:00Z';
const listed = (number: number, updatedAt = at): ChangedIssue => ({ number, updatedAt });

function comment(body: string, by = bot): Comment {
  return {
    ...{ id: 1, nodeId: 'C', author: by, body, createdAt: at, updatedAt: at },
    ...{ isByMember: false, hasReaction: false },
  };
}

const marked = (issue: number) => ({ place: { repository: 1, issue }, key });
const status = (issue: number, leaked: string[], more: Partial<Memory> = {}) =>
  comment(writeMemory('status', { ...freshMemory(request), leaked, ...more }, marked(issue)));

/** A GitHub with these issues, and which of them was read. */
function gitHub(issues: ChangedIssue[], comments: (issue: number) => readonly Comment[][]) {
  const read: number[] = [];
  const leaked = createLeakedElsewhere({
    tracker: {
      repositoryId: async () => 1,
      listLabelled: async () => issues,
      readComments: async function* (number) {
        read.push(number);
        yield* comments(number);
      },
    },
    botId: async () => bot.id,
    markerKey: key,
  });
  return { read, leaked };
}

describe('what leaked elsewhere', () => {
  test('is what the bot remembers in other issues, and in those that were none yet', async () => {
    const leak = { what: 'token', credentials: ['hint', 'foreign'], own: ['hint'] } as const;
    const hint = comment(writeHint('hint', { isHelp: false, leak }, marked(2)));
    const { leaked } = gitHub([listed(1), listed(2), listed(3)], (issue) =>
      issue === 2 ? [[hint]] : [[comment('Hi', author)], [status(issue, [`own of ${issue}`])]],
    );
    expect(await leaked(3)).toEqual(['own of 1', 'hint', 'foreign']);
  });

  test('is not what others pretend, or bring from elsewhere', async () => {
    const forged = { ...status(1, ['forged']), author };
    const { leaked } = gitHub([listed(1)], () => [[forged, status(2, ['of another issue'])]]);
    expect(await leaked(5)).toEqual([]);
  });

  test('is not what a stranger posts in bulk', async () => {
    const bulk = Array.from({ length: 40 }, (_, index) => `s${index}`);
    const all = ['own', 'any other', ...bulk];
    const { leaked } = gitHub([listed(1)], () => [[status(1, all, { leakedByOthers: bulk })]]);
    expect(await leaked(5)).toEqual(['own', ...bulk.slice(0, 5)]);
  });

  test('is read again only where something has changed', async () => {
    const issues = [listed(1), listed(2)];
    const { leaked, read } = gitHub(issues, (issue) => [[status(issue, [`${issue}`])]]);
    expect([await leaked(5), await leaked(6)]).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]);
    issues[0] = listed(1, '2026-11-24T12:00:00Z');
    await leaked(5);
    expect(read).toEqual([1, 2, 1]);
  });

  test('is looked for in a hundred issues, and in so many pages of each', async () => {
    const issues = Array.from({ length: 120 }, (_, index) => listed(index + 1));
    const pages = Array.from({ length: 30 }, (_, index) => [status(1, [`page ${index}`])]);
    const { leaked, read } = gitHub(issues, (issue) => (issue === 1 ? pages : []));
    expect((await leaked(500)).at(-1)).toBe('page 19');
    expect(read).toHaveLength(100);
  });
});
