import { branchOf } from '../../state/branch.ts';
import { withUnheld } from '../../wording/pull-request/unheld.ts';
import type { Action } from '../action.ts';
import type { Pull, Repository } from '../github.ts';
import type { Snapshot } from '../snapshot.ts';
import { shownAt, withoutBranch, withPull } from '../targets.ts';
import { type FailurePorts, problemFrom } from './problem-from.ts';
import { type Repositories, repositoryAt } from './repositories.ts';
import { tellSuperseded } from './supersede.ts';

interface ClosePorts extends Repositories, FailurePorts {}

/** Closes a pull request. What a maintainer has merged meanwhile is merged. */
export async function closePullRequest(
  { at, pullNumber, forGood, isUnheld }: Extract<Action, { type: 'close-pull-request' }>,
  snapshot: Snapshot,
  ports: ClosePorts,
): Promise<Snapshot> {
  const branch = branchOf(snapshot.issue.number);
  const lastCommit = shownAt(snapshot, at)?.pull?.proposal?.commit;
  const repository = repositoryAt(at, ports);
  const { isLastAttempt } = snapshot;
  const given = { branch, lastCommit, pullNumber, forGood, isLastAttempt };
  const closed = await giveUp(repository, given, ports);
  const state = closed?.state ?? 'closed';
  if (closed && state === 'closed' && at === 'secrets') {
    await tellWhy(closed, { forGood, isUnheld }, repository).catch((error: unknown) =>
      problemFrom(error, ports, isLastAttempt),
    );
  }
  return withoutBranch(withPull(snapshot, at, { state }), at);
}

export async function deleteBranch(
  { at, lastCommit }: Extract<Action, { type: 'delete-branch' }>,
  snapshot: Snapshot,
  ports: ClosePorts,
): Promise<Snapshot> {
  const { issue, isLastAttempt } = snapshot;
  const given = { branch: branchOf(issue.number), lastCommit, isLastAttempt };
  await giveUp(repositoryAt(at, ports), given, ports);
  return withoutBranch(snapshot, at);
}

/** Says in a pull request why the bot has closed it. */
async function tellWhy(
  { number, body }: Pull,
  {
    forGood,
    isUnheld,
  }: Pick<Extract<Action, { type: 'close-pull-request' }>, 'forGood' | 'isUnheld'>,
  repository: Pick<Repository, 'updatePull'>,
): Promise<void> {
  if (forGood) await tellSuperseded(number, body, repository);
  if (isUnheld) await repository.updatePull(number, { body: withUnheld(body) });
}

interface GivenUp {
  readonly branch: string;
  /** What the branch may hold and be deleted with, whosever it is. */
  readonly lastCommit?: string | undefined;
  /** The open pull request to close, if there is one. */
  readonly pullNumber?: number;
  /**
   * Whether another one may be open by now, which a replica of GitHub does not show yet: then only
   * what the branch held last is taken away.
   */
  readonly forGood?: boolean | undefined;
  readonly isLastAttempt: boolean;
}

/**
 * Deletes a branch of the bot and closes its pull request, and answers that: it may have been
 * merged at that very moment. The branch goes first: as long as the pull request is open, the work
 * is known to be undone. A branch that GitHub does not let the bot delete is in nobody's way.
 */
export async function giveUp(
  repository: Repository,
  { branch, lastCommit, pullNumber, forGood = false, isLastAttempt }: GivenUp,
  ports: FailurePorts,
): Promise<Pull | undefined> {
  try {
    if (!forGood || lastCommit === undefined || (await isAt(repository, branch, lastCommit))) {
      await repository.deleteBranch(branch, lastCommit);
    }
  } catch (error) {
    problemFrom(error, ports, isLastAttempt);
  }
  return pullNumber === undefined ? undefined : repository.closePull(pullNumber);
}

async function isAt(repository: Repository, branch: string, commit: string): Promise<boolean> {
  return (await repository.readBranch(branch))?.commit === commit;
}
