import type { MergedPull, Repository } from '../../reconcile/github.ts';
import type { RepositoryName, RestClient } from './app.ts';
import type { Merged } from './pull.ts';

/** GitHub takes as many on one page. */
const per_page = 100;

/** Of closed pull requests; more are not closed in the time that a resync looks back to. */
const mostPages = 10;

interface PullListOptions {
  /** The number of the user whose pull requests are the bot's own. */
  readonly botId: () => Promise<number>;
  /** Whether it was merged into the base. */
  readonly isMerged: (pull: Merged) => Promise<boolean>;
}

/** The lists of the pull requests that are from the repository itself. */
export function createPullLists(
  octokit: RestClient,
  repository: RepositoryName,
  { botId, isMerged }: PullListOptions,
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
      const id = await botId();
      const closed = await octokit.paginate(list, { ...repository, state: 'closed', per_page });
      const merged: MergedPull[] = [];
      for (const pull of closed) {
        const { number, head, body, merged_at, user } = pull;
        if (!merged_at || user?.id !== id || !isFromHere(pull)) continue;
        // One after the other: it may take a question each.
        if (!(await isMerged(pull))) continue;
        const branch = head.ref;
        merged.push({ number, branch, head: head.sha, body: body ?? '', mergedAt: merged_at });
      }
      return merged;
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
