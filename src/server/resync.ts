import { issueOf } from '../pullrequest/branch.ts';
import type { IssueTracker, Repository } from '../reconcile/github.ts';
import { parseTitle } from '../request/title.ts';

/** How far back a resync looks for closed issues that a lost webhook left unfinished. */
const lookBackMs = 24 * 60 * 60 * 1000;

/** All issues that may have something left to do, whatever webhooks came or got lost. */
export async function findOpenWork(
  tracker: IssueTracker,
  repositories: readonly Repository[],
  now: Date,
): Promise<readonly number[]> {
  const since = new Date(now.getTime() - lookBackMs);
  const [open, closed, proposed] = await Promise.all([
    tracker.listOpenIssues(),
    tracker.listClosedIssues(since),
    findProposed(repositories),
  ]);
  const requests = [...open, ...closed].filter(({ title }) => parseTitle(title));
  return [...new Set([...requests.map(({ number }) => number), ...proposed])];
}

/** The issues that have an open pull request, in any of the repositories. */
export async function findProposed(
  repositories: readonly Pick<Repository, 'listOpenBranches'>[],
): Promise<readonly number[]> {
  const branches = await Promise.all(repositories.map((each) => each.listOpenBranches()));
  return branches
    .flat()
    .map(issueOf)
    .filter((issueNumber) => issueNumber !== undefined);
}
