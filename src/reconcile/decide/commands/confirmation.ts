import { type ClusterRequest, operations } from '../../../request/request.ts';
import { examinationKey } from '../../../state/request-keys.ts';
import type { Account } from '../../github.ts';
import type { PendingCommand, Snapshot } from '../../snapshot.ts';
import type { Objection } from './row.ts';

/**
 * Of the very submission that the maintainer saw, under the name that it had: another one may be
 * another cluster.
 */
export function confirmationOf({ login }: Account, request: ClusterRequest, fingerprint: string) {
  return { by: login, examined: examinationKey(request, { fingerprint }) };
}

/**
 * A maintainer has to have read in the status comment what is confirmed: the author may swap the
 * submission while the maintainer writes. Where it tells of none, there is nothing to confirm.
 */
export function objectionTo(
  { sawStatus, submission }: PendingCommand,
  { request, statusComment }: Snapshot,
): Objection | undefined {
  if (!sawStatus) return 'too-early';
  // Whatever is attached to a request that takes none.
  if (!request || !submission || !operations[request.operation].needsSubmission) return undefined;
  const told = statusComment?.recorded?.examined?.key;
  if (told === undefined) return 'nothing-to-do';
  return told === examinationKey(request, { fingerprint: submission }) ? undefined : 'too-early';
}
