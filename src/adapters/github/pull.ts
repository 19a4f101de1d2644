import type { Pull, Repository } from '../../reconcile/github.ts';

/** What tells where a pull request was merged. */
export interface Merged {
  readonly base: { readonly ref: string };
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
}

/** A pull request as GitHub answers it. */
interface PullAnswer extends Merged {
  readonly number: number;
  readonly node_id: string;
  readonly title: string;
  readonly html_url: string;
  readonly state: string;
  readonly body: string | null;
  readonly labels: readonly { readonly name: string }[];
  readonly head: { readonly sha: string };
}

interface BaseOptions extends Pick<Repository, 'readBaseCommit' | 'isInHistory'> {
  /** The base's name now. */
  readonly base: () => Promise<string>;
}

/**
 * Reads GitHub's answers about pull requests. Merged is only what was merged into the base: who may
 * write can lead a pull request elsewhere and merge it there, and then nothing of it is in what is
 * deployed. A base that is renamed takes along what is open, and nothing else: of what was merged
 * under another name, history tells whether the base holds it.
 */
export function createPullReader({ base, readBaseCommit, isInHistory }: BaseOptions) {
  const isMerged = async ({ base: { ref }, merged_at, merge_commit_sha }: Merged) => {
    if (merged_at === null) return false;
    if (ref === (await base())) return true;
    return merge_commit_sha !== null && isInHistory(merge_commit_sha, await readBaseCommit());
  };
  /** Undefined where it is open into another branch, or was merged there: somebody's own affair. */
  const toOwnPull = async (answer: PullAnswer): Promise<Pull | undefined> => {
    if (await isMerged(answer)) return describe(answer, 'merged');
    if (answer.merged_at !== null) return undefined;
    if (answer.state !== 'open') return describe(answer, 'closed');
    return answer.base.ref === (await base()) ? describe(answer, 'open') : undefined;
  };
  return {
    isMerged,
    toOwnPull,
    /** As {@link toOwnPull}; throws where that is none any more. */
    requireOwnPull: async (answer: PullAnswer): Promise<Pull> => {
      const pull = await toOwnPull(answer);
      if (!pull) throw new Error('the pull request was led elsewhere; to be looked at again');
      return pull;
    },
  };
}

function describe(
  { number, node_id, title, html_url, body, labels, head }: PullAnswer,
  state: Pull['state'],
): Pull {
  return {
    number,
    nodeId: node_id,
    title,
    url: html_url,
    state,
    body: body ?? '',
    head: head.sha,
    labels: labels.map(({ name }) => name),
  };
}
