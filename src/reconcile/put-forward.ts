import type { FilesCommit, Pull, PullText, Repository } from './github.ts';

interface Proposed {
  readonly branch: string;
  readonly commit: FilesCommit;
  readonly text: PullText;
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
  { branch, commit, text, pullNumber }: Proposed,
): Promise<Pull | 'foreign'> {
  const head = await repository.commitFiles(commit);
  if ((await repository.setBranch(branch, head)) === 'foreign') return 'foreign';
  return pullNumber
    ? repository.updatePull(pullNumber, text)
    : repository.openPull({ ...text, branch });
}
