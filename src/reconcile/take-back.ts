import { ProblemError } from '../problem.ts';
import type { Repository } from './github.ts';

interface TakenBack {
  readonly branch: string;
  /** What the branch may hold and be deleted with, whosever it is. */
  readonly lastCommit?: string;
  /** The open pull request to close, if there is one. */
  readonly pullNumber?: number;
}

/**
 * Deletes a branch of the bot and closes its pull request. The branch goes first: as long as the
 * pull request is open, the work is known to be undone. A branch that GitHub lets nobody delete is
 * in nobody's way; `onRefused` is told of it.
 */
export async function takeBack(
  repository: Repository,
  { branch, lastCommit, pullNumber }: TakenBack,
  onRefused: (error: ProblemError) => void,
): Promise<void> {
  try {
    await repository.deleteBranch(branch, lastCommit);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    onRefused(error);
  }
  if (pullNumber !== undefined) await repository.closePull(pullNumber);
}
