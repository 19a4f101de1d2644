import { issueOf } from '../pullrequest/branch.ts';
import type { IssueTitle, IssueTracker, Repository } from '../reconcile/github.ts';
import { parseTitle } from '../request/title.ts';

/** How far back a resync looks for closed issues that a lost webhook left unfinished. */
const hourMs = 60 * 60 * 1000;
const lookBackMs = 24 * hourMs;

export interface OpenWork {
  /** All issues that may have something left to do, whatever webhooks came or got lost. */
  readonly issues: readonly number[];
  /** When each open request was filed. */
  readonly openSince: readonly Date[];
}

export async function findOpenWork(
  tracker: IssueTracker,
  repositories: readonly Repository[],
  now: Date,
): Promise<OpenWork> {
  // On the hour: the same question again can be answered with "nothing new".
  const since = new Date(Math.floor((now.getTime() - lookBackMs) / hourMs) * hourMs);
  const [open, closed, proposed] = await Promise.all([
    tracker.listOpenIssues(),
    tracker.listClosedIssues(since),
    findProposed(repositories),
  ]);
  const isRequest = ({ title }: IssueTitle) => parseTitle(title) !== undefined;
  const openRequests = open.filter(isRequest);
  const found = [...openRequests, ...closed.filter(isRequest)].map(({ number }) => number);
  return {
    issues: [...new Set([...found, ...proposed])],
    openSince: openRequests.map(({ createdAt }) => new Date(createdAt)),
  };
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
