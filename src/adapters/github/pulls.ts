import type { Pull, Repository } from '../../reconcile/github.ts';
import { cutToFit } from '../../wording/fit.ts';
import type { RepositoryName, RestClient } from './app.ts';
import { createOwnTexts } from './own-texts.ts';
import type { createPullReader } from './pull.ts';

/** Not the hundred that GitHub takes: a page of the longest texts is in memory several times over. */
const pageSize = 30;

/** Nobody opens so many of one branch in good faith. */
const mostPages = 30;

interface PullsOptions {
  readonly repository: RepositoryName;
  /** The number of the user whose pull requests are the bot's own. */
  readonly botId: () => Promise<number>;
  /** The base's name now. */
  readonly base: () => Promise<string>;
  readonly reader: ReturnType<typeof createPullReader>;
}

type PullAnswer = Awaited<ReturnType<RestClient['rest']['pulls']['list']>>['data'][number];

type Pulls = Pick<
  Repository,
  | 'readPull'
  | 'readPullBody'
  | 'readMergeability'
  | 'openPull'
  | 'updatePull'
  | 'closePull'
  | 'isOwnText'
>;

/** The pull requests of the bot, one at a time. */
export function createPulls(
  octokit: RestClient,
  { repository, botId, base, reader }: PullsOptions,
): Pulls {
  const { pulls } = octokit.rest;
  const newestOwn = async (listed: readonly PullAnswer[]) => {
    const id = await botId();
    for (const answer of listed.filter(({ user }) => user?.id === id)) {
      const pull = await reader.toOwnPull(answer);
      if (pull) return pull;
    }
    return undefined;
  };
  // While the newest is open GitHub lets nobody open another one of its branch into the base.
  const withReopened = async (newest: Pull | undefined, listed: readonly PullAnswer[]) => {
    if (!newest) return undefined;
    const isOlder = ({ number, state }: PullAnswer) => number < newest.number && state === 'open';
    const older = await newestOwn(listed.filter(isOlder));
    return older && { ...newest, reopened: older.number };
  };
  const ownTexts = createOwnTexts(octokit, botId);
  // Not by the time, which each label moves: an older text tells of another commit.
  const textOf = ({ nodeId, body }: Pick<Pull, 'nodeId' | 'body'>) => ({ nodeId, body });
  const written = async (answer: Parameters<typeof reader.requireOwnPull>[0]) => {
    const pull = await reader.requireOwnPull(answer);
    ownTexts.remember(textOf(pull));
    return pull;
  };
  return {
    isOwnText: (pull) => ownTexts.isOwn(textOf(pull)),

    // Who may write can open and close any number of the same branch into others, or into the base.
    // So it looks behind them, and takes it for none only where there is no further page.
    readPull: async (branch) => {
      const head = `${repository.owner}:${branch}`;
      const newestFirst = { sort: 'created', direction: 'desc', per_page: pageSize } as const;
      const listed = { ...repository, head, state: 'all', ...newestFirst } as const;
      let pages = 0;
      let newest: Pull | undefined;
      for await (const { data } of octokit.paginate.iterator(pulls.list, listed)) {
        newest ??= await newestOwn(data);
        if (newest?.state === 'open') return newest;
        const again = await withReopened(newest, data);
        if (again) return again;
        pages += 1;
        if (pages === mostPages) throw new Error(`too many pull requests of the branch ${branch}`);
      }
      return newest;
    },

    readPullBody: async (pull_number) =>
      (await pulls.get({ ...repository, pull_number })).data.body ?? '',

    readMergeability: async (pull_number) => {
      const { mergeable } = (await pulls.get({ ...repository, pull_number })).data;
      if (mergeable === null) return 'unknown';
      return mergeable ? 'clean' : 'conflict';
    },

    openPull: async ({ title, body, branch }) => {
      const head = { head: branch, base: await base() };
      const opened = await pulls.create({ ...repository, title, body: cutToFit(body), ...head });
      return written(opened.data);
    },

    updatePull: async (pull_number, { title, body }) => {
      const text = { title, body: body === undefined ? undefined : cutToFit(body) };
      const updated = await pulls.update({ ...repository, pull_number, ...text });
      return written(updated.data);
    },

    closePull: async (pull_number) => {
      const closed = await pulls.update({ ...repository, pull_number, state: 'closed' });
      return reader.requireOwnPull(closed.data);
    },
  };
}
