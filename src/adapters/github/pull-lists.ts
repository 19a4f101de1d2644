import type { Repository } from '../../reconcile/github.ts';
import type { RepositoryName, RestClient } from './app.ts';

/** GitHub takes as many on one page. */
const per_page = 100;

/** Of closed pull requests; more are not closed in the time that a resync looks back to. */
const mostPages = 10;

/** The lists of the pull requests that are from the repository itself. */
export function createPullLists(
  octokit: RestClient,
  repository: RepositoryName,
): Pick<Repository, 'listOpenPulls' | 'listClosedBranches' | 'listMergedPulls'> {
  const { list } = octokit.rest.pulls;
  return {
    listOpenPulls: async () => {
      const open = await octokit.paginate(list, { ...repository, state: 'open', per_page });
      return open.filter(isFromHere).map(({ head, body }) => ({
        branch: head.ref,
        body: body ?? '',
      }));
    },

    listClosedBranches: async (since) => {
      const newestFirst = { sort: 'updated', direction: 'desc', per_page } as const;
      const closed = { ...repository, state: 'closed', ...newestFirst } as const;
      const branches: string[] = [];
      let pages = 0;
      for await (const { data } of octokit.paginate.iterator(list, closed)) {
        const recent = data.filter(({ updated_at }) => new Date(updated_at) >= since);
        branches.push(...recent.filter(isFromHere).map(({ head }) => head.ref));
        pages += 1;
        if (recent.length < data.length || pages === mostPages) break;
      }
      return branches;
    },

    listMergedPulls: async () => {
      const closed = await octokit.paginate(list, { ...repository, state: 'closed', per_page });
      return closed
        .filter(isFromHere)
        .flatMap(({ number, head, body, merged_at }) =>
          merged_at ? [{ number, branch: head.ref, body: body ?? '', mergedAt: merged_at }] : [],
        );
    },
  };
}

interface Ends {
  readonly head: { readonly repo: { readonly id: number } | null };
  readonly base: { readonly repo: { readonly id: number } };
}

/** A fork may have a branch of any name, and goes some day. */
function isFromHere({ head, base }: Ends): boolean {
  return head.repo?.id === base.repo.id;
}
