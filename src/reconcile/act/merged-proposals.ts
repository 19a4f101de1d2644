import { issueOf } from '../../state/branch.ts';
import type { MarkerKey } from '../../state/marker.ts';
import { type Proposal, readProposal } from '../../state/proposal.ts';
import type { MergedPull, Repository } from '../github.ts';

export interface MergedPorts {
  readonly secretsRepository: Pick<Repository, 'listMergedPulls' | 'repositoryId'>;
  readonly markerKey: MarkerKey;
}

/** What a merged pull request has done. Undefined where its body is not the bot's own any more. */
export type MergedProposal = Proposal | undefined;

/** What was merged of the branches of requests, the newest first. */
export async function listMergedProposals({
  secretsRepository,
  markerKey,
}: MergedPorts): Promise<readonly MergedProposal[]> {
  const merged = await secretsRepository.listMergedPulls();
  const repository = await secretsRepository.repositoryId();
  const ofRequests = merged.filter(({ branch }) => issueOf(branch) !== undefined);
  return ofRequests.toSorted(latestFirst).map(({ branch, body, head }) => {
    const proposal = readProposal(body, { repository, branch }, markerKey)?.proposal;
    // Another text of the bot, pasted back, tells of another commit.
    return proposal?.commit === head ? proposal : undefined;
  });
}

/** GitHub's times are to the second. */
function latestFirst(one: MergedPull, other: MergedPull): number {
  return Date.parse(other.mergedAt) - Date.parse(one.mergedAt) || other.number - one.number;
}
