import type { FilesCommit, Pull, PullText, Repository } from './github.ts';

interface Proposed {
  readonly branch: string;
  readonly commit: FilesCommit;
  /** What the pull request says, given the name of its commit. */
  readonly textFor: (commit: string) => PullText;
  /** What the branch is known to have held last; the bot's own. */
  readonly lastCommit?: string;
  /** The open pull request to update; undefined to open one. */
  readonly pullNumber?: number;
}

/**
 * Puts a change forward as the pull request of a branch. A commit exists before its branch, and
 * the branch before its pull request, so that dying in between leaves nothing half-done. Answers
 * `foreign` where others have committed to the branch.
 */
export async function putForward(
  repository: Repository,
  { branch, commit, textFor, lastCommit, pullNumber }: Proposed,
): Promise<Pull | 'foreign'> {
  const head = await repository.commitFiles(commit);
  if ((await repository.setBranch(branch, head, lastCommit)) === 'foreign') return 'foreign';
  const text = textFor(head);
  const pull = pullNumber
    ? await repository.updatePull(pullNumber, text)
    : await repository.openPull({ ...text, branch });
  // GitHub's answer may be behind what was done to the branch a moment ago.
  return { ...pull, head };
}
