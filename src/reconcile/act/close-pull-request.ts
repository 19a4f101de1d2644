import { ProblemError } from '../../problem.ts';
import type { Pull, Repository } from '../github.ts';

interface TakenBack {
  readonly branch: string;
  /** What the branch may hold and be deleted with, whosever it is. */
  readonly lastCommit?: string;
  /** The open pull request to close, if there is one. */
  readonly pullNumber?: number;
  /**
   * Whether another one may be open by now, which a replica of GitHub does not show yet: then only
   * what the branch held last is taken away.
   */
  readonly isSuperseded?: boolean;
}

/**
 * Deletes a branch of the bot and closes its pull request, and answers that: it may have been
 * merged at that very moment. The branch goes first: as long as the pull request is open, the work
 * is known to be undone. A branch that GitHub lets nobody delete is in nobody's way; `onRefused` is
 * told of it.
 */
export async function takeBack(
  repository: Repository,
  { branch, lastCommit, pullNumber, isSuperseded = false }: TakenBack,
  onRefused: (error: ProblemError) => void,
): Promise<Pull | undefined> {
  try {
    if (!isSuperseded || lastCommit === undefined || (await isAt(repository, branch, lastCommit))) {
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
