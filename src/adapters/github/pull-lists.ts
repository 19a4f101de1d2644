import type { Repository } from '../../reconcile/github.ts';
import type { RepositoryName, RestClient } from './app.ts';

/** GitHub takes as many on one page. */
const per_page = 100;

/** The lists of a repository's pull requests, all pages of them. */
export function createPullLists(
  octokit: RestClient,
  repository: RepositoryName,
): Pick<Repository, 'listOpenPulls' | 'listMergedPulls'> {
  const { list } = octokit.rest.pulls;
  return {
    listOpenPulls: async () => {
      const open = await octokit.paginate(list, { ...repository, state: 'open', per_page });
      return open.map(({ head, body }) => ({ branch: head.ref, body: body ?? '' }));
    },

    listMergedPulls: async () => {
      const closed = await octokit.paginate(list, { ...repository, state: 'closed', per_page });
      return closed.flatMap(({ number, head, body, merged_at }) =>
        merged_at ? [{ number, branch: head.ref, body: body ?? '', mergedAt: merged_at }] : [],
      );
    },
  };
}
