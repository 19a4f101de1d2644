import { ProblemError } from '../../problem.ts';
import { branchOf } from '../../state/branch.ts';
import type { Action } from '../action.ts';
import type { Pull, Repository } from '../github.ts';
import type { Snapshot } from '../snapshot.ts';
import { shownAt, withoutBranch, withPull } from '../targets.ts';
import { type Repositories, repositoryAt } from './repositories.ts';
import { tellSuperseded } from './supersede.ts';

interface ClosePorts extends Repositories {
  /** Told of an error that nobody foresaw, before it is swallowed. */
  readonly onUnexpected: (error: unknown) => void;
}

/** Closes a pull request. What a maintainer has merged meanwhile is merged. */
export async function closePullRequest(
  { at, pullNumber, forGood }: Extract<Action, { type: 'close-pull-request' }>,
  snapshot: Snapshot,
  ports: ClosePorts,
): Promise<Snapshot> {
  const branch = branchOf(snapshot.issue.number);
  const lastCommit = shownAt(snapshot, at)?.pull?.proposal?.commit;
  const repository = repositoryAt(at, ports);
  const given = { branch, lastCommit, pullNumber, forGood };
  const closed = await giveUp(repository, given, ports.onUnexpected);
  const state = closed?.state ?? 'closed';
  if (forGood && at === 'secrets' && closed && state === 'closed') {
    await tellSuperseded(pullNumber, closed.body, repository);
  }
  return withoutBranch(withPull(snapshot, at, { state }), at);
}

export async function deleteBranch(
  { at, lastCommit }: Extract<Action, { type: 'delete-branch' }>,
  snapshot: Snapshot,
  ports: ClosePorts,
): Promise<Snapshot> {
  const given = { branch: branchOf(snapshot.issue.number), lastCommit };
  await giveUp(repositoryAt(at, ports), given, ports.onUnexpected);
  return withoutBranch(snapshot, at);
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
}

/**
 * Deletes a branch of the bot and closes its pull request, and answers that: it may have been
 * merged at that very moment. The branch goes first: as long as the pull request is open, the work
 * is known to be undone. A branch that GitHub lets nobody delete is in nobody's way; `onRefused` is
 * told of it.
 */
export async function giveUp(
  repository: Repository,
  { branch, lastCommit, pullNumber, forGood = false }: GivenUp,
  onRefused: (error: ProblemError) => void,
): Promise<Pull | undefined> {
  try {
    if (!forGood || lastCommit === undefined || (await isAt(repository, branch, lastCommit))) {
      await repository.deleteBranch(branch, lastCommit);
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    onRefused(error);
  }
  return pullNumber === undefined ? undefined : repository.closePull(pullNumber);
}

async function isAt(repository: Repository, branch: string, commit: string): Promise<boolean> {
  return (await repository.readBranch(branch))?.commit === commit;
}
