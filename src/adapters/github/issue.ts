import { fail } from '../../problem.ts';
import type { Issue } from '../../reconcile/github.ts';
import { toAccount } from './account.ts';
import type { RepositoryName, RestClient } from './app.ts';
import { isRefusal, statusOf } from './errors.ts';
import { addressOf, isLedAway } from './redirects.ts';

/**
 * Undefined where it is certain that the issue is gone, as a pull request is closed for that, and
 * where it is a pull request. Throws `repository-renamed`, for the operator.
 */
export async function readIssue(
  octokit: RestClient,
  repository: RepositoryName,
  issue_number: number,
): Promise<Issue | undefined> {
  try {
    const { data } = await octokit.rest.issues.get({ ...repository, issue_number });
    if (data.pull_request) return undefined;
    if (isIn(data.repository_url, repository)) {
      // One that was transferred and brought back has another number.
      return data.number === issue_number ? toIssue(data) : undefined;
    }
  } catch (error) {
    if (isRefusal(error, 410, 'deleted')) return undefined;
    if (!isElsewhere(error, `/repos/${repository.owner}/${repository.repo}/issues/${issue_number}`))
      throw error;
  }
  // GitHub leads from a transferred issue to what it is now, and from a renamed repository too.
  await requireOwnName(octokit, repository);
  return undefined;
}

/**
 * Whether GitHub leads to where the App may not look. A 404 of what was asked itself says less: the
 * App may not see it any more, or this replica of GitHub lags.
 */
function isElsewhere(error: unknown, path: string): boolean {
  return statusOf(error) === 404 && isLedAway(addressOf(error), path);
}

/** Throws `repository-renamed`: GitHub still answers by an old name, as if it were another one. */
async function requireOwnName(octokit: RestClient, repository: RepositoryName): Promise<void> {
  const { data } = await octokit.rest.repos.get({ ...repository });
  const name = `${repository.owner}/${repository.repo}`;
  if (data.full_name.toLowerCase() !== name.toLowerCase()) {
    fail('repository-renamed', { repository: name });
  }
}

function isIn(repositoryUrl: string, { owner, repo }: RepositoryName): boolean {
  return repositoryUrl.toLowerCase().endsWith(`/repos/${owner}/${repo}`.toLowerCase());
}

type IssueAnswer = Awaited<ReturnType<RestClient['rest']['issues']['get']>>['data'];

function toIssue(issue: IssueAnswer): Issue {
  return {
    number: issue.number,
    nodeId: issue.node_id,
    createdAt: issue.created_at,
    title: issue.title,
    body: issue.body ?? '',
    url: issue.html_url,
    author: toAccount(issue.user),
    association: issue.author_association,
    open: issue.state === 'open',
    reopened: issue.state_reason === 'reopened',
    locked: issue.locked,
    labels: issue.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
  };
}
