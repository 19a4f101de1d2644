import type { IssueTitle, IssueTracker, Repository } from '../../reconcile/github.ts';
import { parseTitle } from '../../request/title.ts';
import { issueOf } from '../../state/branch.ts';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** How far back what ended is looked for, which a lost webhook left unfinished. */
const furthestMs = 30 * dayMs;

/** How far before the last list, of what came too late for it. */
const marginMs = dayMs;

export interface OpenWork {
  /** All issues that may have something left to do, whatever webhooks came or got lost. */
  readonly issues: readonly number[];
  /** When each open request was filed. */
  readonly openSince: readonly Date[];
}

type Tracker = Pick<IssueTracker, 'listOpenIssues' | 'listClosedIssues'>;
type Pulls = Pick<Repository, 'listOpenPulls' | 'listClosedBranches'>;

/**
 * Lists the open work, with what ended since the last list. A list that fails leaves that to the
 * next one, and at the start nobody knows how long the bot was down.
 */
export function createLister(
  tracker: Tracker,
  repositories: readonly Pulls[],
): (now: Date) => Promise<OpenWork> {
  let listedAt: Date | undefined;
  return async (now) => {
    const found = await findOpenWork(tracker, repositories, lookBackTo(now, listedAt));
    listedAt = now;
    return found;
  };
}

function lookBackTo(now: Date, listedAt: Date | undefined): Date {
  const furthest = now.getTime() - furthestMs;
  const since = listedAt ? Math.max(listedAt.getTime() - marginMs, furthest) : furthest;
  // On the hour: the same question again can be answered with "nothing new".
  return new Date(Math.floor(since / hourMs) * hourMs);
}

async function findOpenWork(
  tracker: Tracker,
  repositories: readonly Pulls[],
  since: Date,
): Promise<OpenWork> {
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
