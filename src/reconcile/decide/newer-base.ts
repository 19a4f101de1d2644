import { isDeepStrictEqual } from 'node:util';
import type { ClusterRequest } from '../../request/request.ts';
import type { Proposal } from '../../state/proposal.ts';
import type { Examination, Snapshot } from '../snapshot.ts';
import { keyOf } from '../submitted.ts';
import type { Goal } from './goal.ts';

/**
 * The base of an open pull request has moved on: GitHub has to say whether git can merge it, before
 * it is looked at again. Only where the same change can be told again, and so the commit be kept.
 */
export function onNewerBase(snapshot: Snapshot, request: ClusterRequest): Goal | undefined {
  const { memory, pull, base, mergeability } = snapshot;
  if (!memory || pull?.branchState !== 'proposal') return undefined;
  const { proposal, number } = pull;
  const isSame = proposal?.effect !== undefined && proposal.examined === keyOf(snapshot, request);
  if (!isSame || base === undefined || base.state === proposal.base.state) return undefined;
  if (mergeability === undefined) {
    return { request, does: { type: 'ask-mergeable', at: 'secrets', pullNumber: number } };
  }
  if (mergeability !== 'unknown') return undefined;
  const held = memory.heldPull === number || undefined;
  return { request, says: { phase: memory.status.phase }, held };
}

/** Whether it is on a newer base what it was, so that no push has to cost it its approvals. */
export function staysAsItIs(
  proposal: Proposal,
  { base, effect, readers }: Extract<Examination, { outcome: 'passed' }>,
  { mergeability }: Pick<Snapshot, 'mergeability'>,
): boolean {
  const isMoved = proposal.base.state !== base.state;
  const isSame = effect !== undefined && proposal.effect === effect;
  const hasSameReaders = isDeepStrictEqual(proposal.readers, readers?.all ?? []);
  return isMoved && isSame && hasSameReaders && mergeability === 'clean';
}
