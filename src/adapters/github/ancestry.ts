import type { Repository } from '../../reconcile/github.ts';
import type { RepositoryName, RestClient } from './app.ts';
import { statusOf } from './errors.ts';

/**
 * Tells how commits stand to each other. That never changes, so what is known of the newest one is
 * kept: every open pull request is asked about at each look, with the same two commits.
 */
export function createHistory(
  octokit: RestClient,
  repository: RepositoryName,
): Pick<Repository, 'isInHistory'> {
  let newest = '';
  let known = new Map<string, Promise<boolean>>();

  const compare = async (commit: string, of: string) => {
    const basehead = `${commit}...${of}`;
    try {
      const { repos } = octokit.rest;
      const compared = { ...repository, basehead, per_page: 1 };
      const { data } = await repos.compareCommitsWithBasehead(compared);
      return data.status === 'ahead' || data.status === 'identical';
    } catch (error) {
      // They have nothing in common, or GitHub has thrown away what nobody could reach.
      if (statusOf(error) === 404) return false;
      throw error;
    }
  };
  return {
    isInHistory: (commit, of) => {
      if (of !== newest) known = new Map();
      newest = of;
      const isIn = known.get(commit) ?? compare(commit, of);
      known.set(commit, isIn);
      isIn.catch(() => known.delete(commit));
      return isIn;
    },
  };
}
