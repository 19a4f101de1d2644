import { deriveMarkerKey } from '../../src/state/marker.ts';
import { type Proposal, writeProposal } from '../../src/state/proposal.ts';
import { proposal } from './situations.ts';

export const markerKey = deriveMarkerKey('secret');

/** The text of a pull request of a branch, with what it proposes. */
export function bodyProposing(changes: Partial<Proposal>, branch: string): string {
  const signing = { place: { repository: 1, branch }, key: markerKey };
  return writeProposal({ title: '', body: '' }, { ...proposal, ...changes }, signing).body;
}
