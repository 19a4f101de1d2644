import { branchOf } from '../../state/branch.ts';
import type { MarkerKey } from '../../state/marker.ts';
import { writeProposal } from '../../state/proposal.ts';
import { withOthersBelow } from '../../wording/pull-request/others-words.ts';
import { withSections } from '../../wording/pull-request/secrets.ts';
import type { Action } from '../action.ts';
import type { Repository } from '../github.ts';
import type { Snapshot } from '../snapshot.ts';

export interface RenewPorts {
  readonly secretsRepository: Repository;
  readonly markerKey: MarkerKey;
}

/** Renders sections of the pull request of the secrets anew, and signs it with them. */
export async function renew(
  { pullNumber, sections }: Extract<Action, { type: 'renew' }>,
  snapshot: Snapshot,
  { secretsRepository, markerKey: key }: RenewPorts,
): Promise<Snapshot> {
  const { pull } = snapshot;
  const { proposal, words, others = '' } = pull ?? {};
  if (!proposal?.sections || !words) throw new Error('nothing tells what the pull request says');
  const branch = branchOf(snapshot.issue.number);
  const place = { repository: await secretsRepository.repositoryId(), branch };
  const renewed = { ...words, body: withSections(words.body, proposal.sections, sections) };
  const after = { ...proposal, sections };
  const body = withOthersBelow(writeProposal(renewed, after, { place, key }).body, others);
  await secretsRepository.updatePull(pullNumber, { body });
  return { ...snapshot, pull: pull && { ...pull, body, words: renewed, proposal: after } };
}
