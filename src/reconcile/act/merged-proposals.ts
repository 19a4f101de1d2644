import { issueOf } from '../../state/branch.ts';
import type { MarkerKey } from '../../state/marker.ts';
import { type Proposal, readProposal } from '../../state/proposal.ts';
import type { MergedPull, Repository } from '../github.ts';

export interface MergedPorts {
  readonly secretsRepository: Pick<Repository, 'listMergedPulls' | 'repositoryId'>;
  readonly markerKey: MarkerKey;
}

/** What a merged pull request of a request's branch has done. */
export interface MergedProposal {
  readonly issueNumber: number;
  /** Undefined where its body is not the bot's own writing any more. */
  readonly proposal: Proposal | undefined;
}

/** What was merged of the bot, the newest first. */
export async function listMergedProposals({
  secretsRepository,
  markerKey,
}: MergedPorts): Promise<readonly MergedProposal[]> {
  const merged = await secretsRepository.listMergedPulls();
  const repository = await secretsRepository.repositoryId();
  return merged.toSorted(latestFirst).flatMap(({ branch, body, head }) => {
    const issueNumber = issueOf(branch);
    if (issueNumber === undefined) return [];
    const proposal = readProposal(body, { repository, branch }, markerKey)?.proposal;
    // Another text of the bot, pasted back, tells of another commit.
    return [{ issueNumber, proposal: proposal?.commit === head ? proposal : undefined }];
  });
}

/** GitHub's times are to the second. */
function latestFirst(one: MergedPull, other: MergedPull): number {
  return Date.parse(other.mergedAt) - Date.parse(one.mergedAt) || other.number - one.number;
}
