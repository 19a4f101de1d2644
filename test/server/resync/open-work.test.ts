import { expect, test } from 'vitest';
import { createLister } from '../../../src/server/resync/open-work.ts';

interface Look {
  readonly at: string;
  readonly fails?: boolean;
}

/** Since when the last of these lists asks for what has ended. */
async function sinceOfLast(looks: readonly Look[]): Promise<string | undefined> {
  let fails = false;
  let issuesSince: Date | undefined;
  let branchesSince: Date | undefined;
  const tracker = {
    listOpenIssues: async () => {
      if (fails) throw new Error('GitHub is down');
      return [];
    },
    listClosedIssues: async (since: Date) => {
      issuesSince = since;
      return [];
    },
  };
  const repository = {
    listOpenPulls: async () => [],
    listClosedBranches: async (since: Date) => {
      branchesSince = since;
      return [];
    },
  };
  const list = createLister(tracker, [repository]);
  for (const look of looks) {
    fails = look.fails ?? false;
    await list(new Date(look.at)).catch(() => undefined);
  }
  expect(branchesSince).toEqual(issuesSince);
  return issuesSince?.toISOString();
}

test.each<[string, readonly Look[], string]>([
  ['30 days at the start', [{ at: '2026-11-30T12:20Z' }], '2026-10-31T12:00:00.000Z'],
  [
    'since a day before the last list',
    [{ at: '2026-11-30T12:20Z' }, { at: '2026-11-30T13:10Z' }],
    '2026-11-29T12:00:00.000Z',
  ],
  [
    'since a day before the last one that did not fail',
    [
      { at: '2026-11-25T12:20Z' },
      { at: '2026-11-27T12:20Z', fails: true },
      { at: '2026-11-29T12:20Z', fails: true },
      { at: '2026-11-30T12:20Z' },
    ],
    '2026-11-24T12:00:00.000Z',
  ],
  [
    '30 days at most',
    [{ at: '2026-09-01T12:20Z' }, { at: '2026-11-30T12:20Z' }],
    '2026-10-31T12:00:00.000Z',
  ],
])('what has ended is asked for %s', async (_since, looks, expected) => {
  expect(await sinceOfLast(looks)).toBe(expected);
});
