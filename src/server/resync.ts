import { issueOf } from '../pullrequest/branch.ts';
import type { IssueTitle, IssueTracker, Repository } from '../reconcile/github.ts';
import { parseTitle } from '../request/title.ts';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** How far back closed issues are looked for, which a lost webhook left unfinished. */
const lookBackMs = { atStart: 30 * dayMs, later: dayMs };

export interface OpenWork {
  /** All issues that may have something left to do, whatever webhooks came or got lost. */
  readonly issues: readonly number[];
  /** When each open request was filed. */
  readonly openSince: readonly Date[];
}

/** The first look goes back further, as nobody knows how long the bot was down. */
export async function findOpenWork(
  tracker: IssueTracker,
  repositories: readonly Repository[],
  { now, isFirst }: { readonly now: Date; readonly isFirst: boolean },
): Promise<OpenWork> {
  const backMs = isFirst ? lookBackMs.atStart : lookBackMs.later;
  // On the hour: the same question again can be answered with "nothing new".
  const since = new Date(Math.floor((now.getTime() - backMs) / hourMs) * hourMs);
  const [open, closed, proposed, ...decided] = await Promise.all([
    tracker.listOpenIssues(),
    tracker.listClosedIssues(since),
    findProposed(repositories),
    ...repositories.map((each) => each.listClosedBranches(since)),
  ]);
  const isRequest = ({ title }: IssueTitle) => parseTitle(title) !== undefined;
  const openRequests = open.filter(isRequest);
  const found = [...openRequests, ...closed.filter(isRequest)].map(({ number }) => number);
  return {
    issues: [...new Set([...found, ...proposed, ...issuesOf(decided.flat())])],
    openSince: openRequests.map(({ createdAt }) => new Date(createdAt)),
  };
}

/** The issues that have an open pull request, in any of the repositories. */
export async function findProposed(
  repositories: readonly Pick<Repository, 'listOpenPulls'>[],
): Promise<readonly number[]> {
  const pulls = await Promise.all(repositories.map((each) => each.listOpenPulls()));
  return issuesOf(pulls.flat().map(({ branch }) => branch));
}

function issuesOf(branches: readonly string[]): readonly number[] {
  return branches.map(issueOf).filter((issueNumber) => issueNumber !== undefined);
}
