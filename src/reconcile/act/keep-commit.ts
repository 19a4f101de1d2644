import { branchOf } from '../../state/branch.ts';
import type { MarkerKey } from '../../state/marker.ts';
import { writeDeployment } from '../../state/proposal.ts';
import { withOthersBelow } from '../../wording/pull-request/others-words.ts';
import type { Action } from '../action.ts';
import type { Issue, Repository } from '../github.ts';
import type { Deployment } from '../snapshot.ts';

/** Where the second pull request is. */
interface Place {
  readonly repository: Repository;
  readonly issue: Issue;
  readonly markerKey: MarkerKey;
}

/** Asks whether git can merge it, and whose its branch is where that is not what the bot tells of. */
export async function askMergeable(
  { pullNumber }: Extract<Action, { type: 'ask-mergeable' }>,
  { pull }: Deployment,
  { repository, issue }: Pick<Place, 'repository' | 'issue'>,
): Promise<Pick<Deployment, 'mergeability' | 'isForeign'>> {
  const mergeability = await repository.readMergeability(pullNumber);
  const isMoved = pull?.head !== pull?.proposal?.commit;
  const tip = isMoved ? await repository.readBranch(branchOf(issue.number)) : undefined;
  return { mergeability, isForeign: tip !== undefined && !tip.isOwn };
}

/** Notes the newer base in the pull request's text, and leaves its branch alone. */
export async function keepCommit(
  { pullNumber, base }: Extract<Action, { type: 'keep-commit' }>,
  deployment: Deployment,
  { repository, issue, markerKey: key }: Place,
): Promise<Deployment> {
  const { pull } = deployment;
  const { proposal, words, others = '' } = pull ?? {};
  if (!proposal || !words) throw new Error('nothing tells what the pull request says');
  const place = { repository: await repository.repositoryId(), branch: branchOf(issue.number) };
  const kept = { ...proposal, base };
  const body = withOthersBelow(writeDeployment(words, kept, { place, key }).body, others);
  await repository.updatePull(pullNumber, { body });
  return { ...deployment, base, pull: pull && { ...pull, body, proposal: kept } };
}
