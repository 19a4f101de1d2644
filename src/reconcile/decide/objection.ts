import { type Problem, problem } from '../../problem.ts';
import type { ClusterRequest } from '../../request/request.ts';
import { hasLeaked } from '../leaks.ts';
import type { Snapshot } from '../snapshot.ts';
import { keyOf } from '../submitted.ts';
import type { Goal } from './goal.ts';
import { knownBefore } from './recheck.ts';
import { refused } from './submission.ts';

/** Something has come up against the credential that is proposed already. */
export function objected(snapshot: Snapshot, request: ClusterRequest): Goal | undefined {
  if (isOtherRefused(snapshot, request)) return undefined;
  const reason = objectionTo(snapshot);
  return reason && refused(request, reason, knownBefore(snapshot, request));
}

/** What was submitted in its place can't be taken: that is to be told, and holds it as well. */
function isOtherRefused(snapshot: Snapshot, request: ClusterRequest): boolean {
  const { examined } = snapshot.memory ?? {};
  const key = keyOf(snapshot, request);
  const isOther = snapshot.pull?.proposal?.examined !== key;
  return isOther && examined?.key === key && examined.outcome === 'problem';
}

function objectionTo(snapshot: Snapshot): Problem | undefined {
  const { pull, memory, isReplayed, isLeakedElsewhere } = snapshot;
  if (pull?.state !== 'open') return undefined;
  const credentials = pull.proposal?.claim?.credentials ?? [];
  const isLeaked = credentials.length > 0 && memory && hasLeaked(credentials, memory.leaked);
  if (isLeaked || isLeakedElsewhere) return problem('credential-leaked', {});
  return isReplayed ? problem('submission-copied', {}) : undefined;
}
