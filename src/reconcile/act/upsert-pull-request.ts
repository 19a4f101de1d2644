import { fail } from '../../problem.ts';
import type { PullWords } from '../../state/proposal.ts';
import type { FilesCommit, Pull, Repository } from '../github.ts';

interface Proposed {
  readonly branch: string;
  readonly commit: FilesCommit;
  /** What the pull request says, given the name of its commit. */
  readonly textFor: (commit: string) => PullWords;
  /** What the branch is known to have held last; the bot's own. */
  readonly lastCommit?: string;
  /** The open pull request to update; undefined to open one. */
  readonly pullNumber?: number;
}

/**
 * Puts a change forward as the pull request of a branch. A commit exists before its branch, and
 * the branch before its pull request, so that dying in between leaves nothing half-done. Throws
 * `branch-has-other-commits` where others have committed to the branch, and some error where the
 * pull request to update was merged or closed meanwhile: the next attempt sees that.
 */
export async function upsertPullRequest(
  repository: Repository,
  { branch, commit, textFor, lastCommit, pullNumber }: Proposed,
): Promise<Pull> {
  const head = await repository.commitFiles(commit);
  const before = pullNumber === undefined ? undefined : await repository.readPull(branch);
  if (before?.number !== pullNumber || (before && before.state !== 'open')) throw isOver();
  const set = await repository.setBranch(branch, head, lastCommit);
  if (set === 'foreign') fail('branch-has-other-commits', { branch });
  const text = textFor(head);
  const pull = before
    ? await repository.updatePull(before.number, text)
    : await repository.openPull({ ...text, branch });
  if (before && pull.state === 'merged' && pull.head !== head) {
    // It has to tell what was merged, and that is not what it was about to hold.
    await repository.updatePull(before.number, { body: before.body });
    throw isOver();
  }
  // GitHub's answer may be behind what was done to the branch a moment ago.
  return { ...pull, head };
}

function isOver(): Error {
  return new Error('the pull request is not open any more');
}
