import { type ClusterRequest, operations } from '../../request/request.ts';
import type { Memory } from '../../state/memory.ts';
import { requestKey } from '../../state/request-keys.ts';
import type { Authorization } from '../../wording/pull-request/asked.ts';
import type { Snapshot } from '../snapshot.ts';

/** Everybody may add a cluster of their own. What is there already is not everybody's to change. */
export function needsAuthorization({ memory }: Snapshot, request: ClusterRequest): boolean {
  const isConfirmed = memory?.confirmedAuthor?.request === requestKey(request);
  return operations[request.operation].isRegisteredBefore && !isConfirmed;
}

/** The word of a maintainer, where one was given for this very request. */
export function authorizationOf(
  memory: Memory | undefined,
  request: ClusterRequest,
): Authorization | undefined {
  const confirmed = memory?.confirmedAuthor;
  if (!confirmed || confirmed.request !== requestKey(request)) return undefined;
  return { type: 'confirmed', by: confirmed.by, at: confirmed.at };
}
