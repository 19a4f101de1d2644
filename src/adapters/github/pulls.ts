import type { Repository } from '../../reconcile/github.ts';
import type { RepositoryName, RestClient } from './app.ts';
import type { createPullReader } from './pull.ts';

interface PullsOptions {
  readonly repository: RepositoryName;
  /** The number of the user whose pull requests are the bot's own. */
  readonly botId: () => Promise<number>;
  /** The base's name now. */
  readonly base: () => Promise<string>;
  readonly reader: ReturnType<typeof createPullReader>;
  /** Throws what a failure to write means. */
  readonly explained: (error: unknown) => never;
}

type Pulls = Pick<
  Repository,
  'readPull' | 'readPullBody' | 'openPull' | 'updatePull' | 'closePull'
>;

/** The pull requests of the bot, one at a time. */
export function createPulls(
  octokit: RestClient,
  { repository, botId, base, reader, explained }: PullsOptions,
): Pulls {
  const { pulls } = octokit.rest;
  return {
    readPull: async (branch) => {
      const { data } = await pulls.list({
        ...repository,
        head: `${repository.owner}:${branch}`,
        state: 'all',
        sort: 'created',
        direction: 'desc',
        per_page: 10,
      });
      const id = await botId();
      for (const answer of data.filter(({ user }) => user?.id === id)) {
        const pull = await reader.toOwnPull(answer);
        if (pull) return pull;
      }
      return undefined;
    },

    readPullBody: async (pull_number) =>
      (await pulls.get({ ...repository, pull_number })).data.body ?? '',

    openPull: async ({ title, body, branch }) => {
      const head = { head: branch, base: await base() };
      const opened = pulls.create({ ...repository, title, body, ...head });
      return reader.requireOwnPull((await opened.catch(explained)).data);
    },

    updatePull: async (pull_number, text) => {
      const updated = pulls.update({ ...repository, pull_number, ...text });
      return reader.requireOwnPull((await updated.catch(explained)).data);
    },

    closePull: async (pull_number) => {
      const closed = pulls.update({ ...repository, pull_number, state: 'closed' });
      return reader.requireOwnPull((await closed.catch(explained)).data);
    },
  };
}
