import type { BranchHead, Repository } from '../../reconcile/github.ts';
import type { RepositoryName, RestClient } from './app.ts';
import { isGraphqlRefusal, isRefusal, statusOf } from './errors.ts';

export interface BranchOptions {
  readonly repository: RepositoryName;
  /** The number of the user whose commits are the bot's own. */
  readonly botId: () => Promise<number>;
  /** GraphQL's identifier of the repository. */
  readonly nodeId: () => Promise<string>;
}

type Branches = Pick<Repository, 'readBranch' | 'setBranch' | 'deleteBranch'>;

/** Moves a ref only from the commit that was seen there: REST has nothing like it. */
const updateRefs = `mutation ($repositoryId: ID!, $refUpdates: [RefUpdate!]!) {
  updateRefs(input: { repositoryId: $repositoryId, refUpdates: $refUpdates }) { clientMutationId }
}`;

/** As the other end of a move: there is no such ref, or there shall be none. */
const nothing = '0'.repeat(40);

/** Who commits what is made on GitHub in nobody's explicit name, the work of an App included. */
const gitHubsAddress = 'noreply@github.com';

/**
 * The bot's branches. What others have committed is never taken away: not what is seen, and, as
 * each move names the commit that it is from, not what comes after the look either. Where GitHub
 * says no to a move it is thrown, and the next attempt looks again.
 */
export function createBranches(octokit: RestClient, options: BranchOptions): Branches {
  const { repository, nodeId } = options;
  const { git } = octokit.rest;

  const move = async (branch: string, beforeOid: string, afterOid: string) => {
    const refUpdates = [{ name: `refs/heads/${branch}`, beforeOid, afterOid, force: true }];
    await octokit.graphql(updateRefs, { repositoryId: await nodeId(), refUpdates });
  };
  /** Mostly a branch is still where the bot left it, and nothing has to be looked at. */
  const moveFrom = async (branch: string, lastCommit: string | undefined, afterOid: string) => {
    if (lastCommit === undefined) return false;
    try {
      await move(branch, lastCommit, afterOid);
      return true;
    } catch (error) {
      if (!isGraphqlRefusal(error)) throw error;
      return false;
    }
  };
  const create = async (branch: string, sha: string) => {
    try {
      await git.createRef({ ...repository, ref: `refs/heads/${branch}`, sha });
      return true;
    } catch (error) {
      if (!isRefusal(error, 422, 'already exists')) throw error;
      return false;
    }
  };
  const readBranch = (branch: string) => readHead(octokit, options, branch);

  return {
    readBranch,

    setBranch: async (branch, sha, lastCommit) => {
      if (await moveFrom(branch, lastCommit, sha)) return 'done';
      if (await create(branch, sha)) return 'done';
      const head = await readBranch(branch);
      if (!head) throw new Error('the branch is there and is not; to be tried again');
      if (head.commit === sha) return 'done';
      if (!head.isOwn && head.commit !== lastCommit) return 'foreign';
      await move(branch, head.commit, sha);
      return 'done';
    },

    deleteBranch: async (branch, lastCommit) => {
      if (await moveFrom(branch, lastCommit, nothing)) return;
      const head = await readBranch(branch);
      if (!head || !(head.isOwn || head.commit === lastCommit)) return;
      await move(branch, head.commit, nothing);
    },
  };
}

/** The newest commit of a branch; undefined if there is no branch. */
async function readHead(
  octokit: RestClient,
  { repository, botId }: BranchOptions,
  branch: string,
): Promise<BranchHead | undefined> {
  try {
    const ref = `heads/${branch}`;
    const { data } = await octokit.rest.repos.getCommit({ ...repository, ref });
    const { author, committer } = data.commit;
    // Who amends a commit leaves the author as it was, and becomes the committer.
    const isUntouched = [gitHubsAddress, author?.email].includes(committer?.email);
    return { commit: data.sha, isOwn: isUntouched && data.author?.id === (await botId()) };
  } catch (error) {
    // The documentation has both.
    if (statusOf(error) === 404 || isRefusal(error, 422, 'No commit found')) return undefined;
    throw error;
  }
}
