import { type Problem, responsibleFor } from '../../problem.ts';
import { otherAttachmentsKey } from '../../state/memory.ts';
import { areConfirmed } from '../readers.ts';
import type { Snapshot } from '../snapshot.ts';

const day = 24 * 60 * 60 * 1000;

/** A cluster that failed its checks is looked at again for a week. */
export function recheckUntil(failingSince: string): Date {
  return new Date(Date.parse(failingSince) + 7 * day);
}

/** Whether it is too early to look again at what failed. */
export function isResting(
  failedAt: string | undefined,
  { now, recheckAfterMs }: Snapshot,
): boolean {
  return failedAt !== undefined && now.getTime() - Date.parse(failedAt) < recheckAfterMs;
}

/**
 * Whether the submission has to be looked at (again): it is new or something else was
 * attached, somebody asked for it, the pull request doesn't hold it or stands on an older base, or
 * a failure may have been mended meanwhile.
 */
export function isDue(snapshot: Snapshot, key: string): boolean {
  const { memory, now } = snapshot;
  const examined = memory?.examined;
  if (!memory || !examined || examined.key !== key) return true;
  if (examined.otherAttachments !== otherAttachmentsKey(snapshot.otherAttachments)) return true;
  const { phase } = memory.status;
  if (examined.outcome === 'passed') return phase.type !== 'proposed' || isOutdated(snapshot, key);

  const waited = !isResting(examined.at, snapshot);
  if (phase.type === 'needs-operator') return waited;
  if (phase.type === 'needs-change') return waited && mayPass(phase.problem);
  if (phase.type === 'checks-failed') return waited && now < new Date(phase.until);
  // It was over, and somebody has opened it again.
  return true;
}

/** A merge may confirm recipients too, or somebody takes them out of the secrets again. */
function mayPass({ id }: Problem): boolean {
  return responsibleFor(id) === 'nobody' || id === 'recipients-unconfirmed';
}

function isOutdated({ pull, base, memory }: Snapshot, key: string): boolean {
  if (pull?.state !== 'open') return true;
  const { proposal, branchState } = pull;
  if (proposal?.examined !== key || branchState !== 'proposal') return true;
  if (!areConfirmed(proposal.newReaders, key, memory)) return true;
  return base !== undefined && base.state !== proposal.base.state;
}
