import type { Pull, Repository } from '../../reconcile/github.ts';
import { cutToFit } from '../../reply/fit.ts';
import type { RepositoryName, RestClient } from './app.ts';
import { createOwnTexts } from './own-texts.ts';
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
  'readPull' | 'readPullBody' | 'openPull' | 'updatePull' | 'closePull' | 'isOwnText'
>;

/** The pull requests of the bot, one at a time. */
export function createPulls(
  octokit: RestClient,
  { repository, botId, base, reader, explained }: PullsOptions,
): Pulls {
  const { pulls } = octokit.rest;
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
      const opened = pulls.create({ ...repository, title, body: cutToFit(body), ...head });
      return written((await opened.catch(explained)).data);
    },

    updatePull: async (pull_number, { title, body }) => {
      const text = { title, body: body === undefined ? undefined : cutToFit(body) };
      const updated = pulls.update({ ...repository, pull_number, ...text });
      return written((await updated.catch(explained)).data);
    },

    closePull: async (pull_number) => {
      const closed = pulls.update({ ...repository, pull_number, state: 'closed' });
      return reader.requireOwnPull((await closed.catch(explained)).data);
    },
  };
}
