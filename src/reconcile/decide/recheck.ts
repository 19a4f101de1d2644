import { type Problem, responsibleFor } from '../../problem.ts';
import type { ClusterRequest } from '../../request/request.ts';
import type { Memory } from '../../state/memory.ts';
import { candidatesKey } from '../../state/request-keys.ts';
import { areConfirmed } from '../readers.ts';
import { restingRefusal, restMs, triedAgainAt } from '../refused.ts';
import type { Snapshot } from '../snapshot.ts';
import { keyOf } from '../submitted.ts';

const minute = 60 * 1000;
const day = 24 * 60 * 60 * 1000;

/** A cluster that failed its checks is looked at again for a week. */
export function recheckUntil(failingSince: string): Date {
  return new Date(Date.parse(failingSince) + 7 * day);
}

/** Whether it is too early to look again at what failed. */
export function isResting(failedAt: string | undefined, snapshot: Snapshot): boolean {
  return failedAt !== undefined && snapshot.now < restedAt(failedAt, snapshot);
}

function restedAt(failedAt: string, snapshot: Snapshot): Date {
  const { phase } = snapshot.memory?.status ?? {};
  const reason = phase && 'problem' in phase ? phase.problem : undefined;
  return new Date(
    Date.parse(failedAt) + (reason ? restMs(reason, snapshot) : snapshot.recheckAfterMs),
  );
}

/**
 * When a request is looked at again without anybody asking: what failed may be fixed meanwhile.
 * Undefined where somebody has to ask, or where it was looked at for long enough.
 */
export function lookAgainAt(snapshot: Snapshot): Date | undefined {
  const refused = snapshot.memory?.status.refused ?? [];
  const times = refused.map((each) => triedAgainAt(each, snapshot));
  const [first] = [...times, lookAgainAtFailure(snapshot) ?? []].flat().toSorted(inTime);
  return first;
}

const inTime = (one: Date, other: Date) => one.getTime() - other.getTime();

function lookAgainAtFailure(snapshot: Snapshot): Date | undefined {
  const { memory, now, deployment } = snapshot;
  // GitHub finds it out once it was asked.
  if ([snapshot.mergeability, deployment?.mergeability].includes('unknown'))
    return new Date(now.getTime() + minute);
  if (!memory) return undefined;
  const { status, examined, afterMerge, undeployment } = memory;
  const [failedAt] = [examined?.at, afterMerge?.failedAt, undeployment?.failedAt]
    .flatMap((at) => at ?? [])
    .toSorted()
    .toReversed();
  if (failedAt === undefined) return undefined;
  const at = restedAt(failedAt, snapshot);
  const before = (until: Date) => (now < until && at < until ? at : undefined);
  const { phase } = status;
  switch (phase.type) {
    case 'checks-failed':
      return before(new Date(phase.until));
    case 'not-answering':
      if (phase.problem && responsibleFor(phase.problem.id) === 'operator') return at;
      return afterMerge?.silentSince ? before(recheckUntil(afterMerge.silentSince)) : now;
    case 'needs-change':
      return mayPass(phase.problem) ? at : undefined;
    case 'needs-operator':
      return at;
    case 'checking':
    case 'proposed':
    case 'closed-unmerged':
    case 'cancelled':
    case 'withdrawn':
    case 'deploying':
    case 'deployment-closed':
    case 'awaiting-deployment':
    case 'merged':
      return undefined;
  }
}

/** Whether that time has come. */
export function isToLookAgain(snapshot: Snapshot): boolean {
  const at = lookAgainAtFailure(snapshot);
  return at !== undefined && snapshot.now >= at;
}

/**
 * Whether the submission has to be looked at (again): it is new or something else was
 * attached, somebody asked for it, the pull request doesn't hold it or stands on an older base, or
 * a failure may have been fixed meanwhile.
 */
export function isDue(snapshot: Snapshot, { status, examined }: Memory, key: string): boolean {
  if (examined?.key !== key) return true;
  if (examined.otherAttachments !== candidatesKey(snapshot.candidates.each)) return true;
  const { phase } = status;
  if (examined.outcome === 'passed') return phase.type !== 'proposed' || isOutdated(snapshot, key);

  // Whether it can be put on hold is found out first, as that costs little.
  const isUnheld = phase.type === 'needs-operator' && phase.problem.id === 'hold-refused';
  if (isUnheld) return !restingRefusal(snapshot, { step: 'hold' });
  const hasFailed = ['needs-operator', 'needs-change', 'checks-failed'].includes(phase.type);
  // Else it was over, and somebody has opened it again.
  return !hasFailed || isToLookAgain(snapshot);
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

/**
 * What something else stands in the way of is looked at afterwards, but which of the files it is
 * stays known: as of what was found good, which is looked at again too.
 */
export function knownBefore(snapshot: Snapshot, request: ClusterRequest): Memory['examined'] {
  const { memory, search, submission, candidates, now } = snapshot;
  const key = keyOf(snapshot, request);
  const { examined } = memory ?? {};
  if (examined?.key === key && examined.outcome === 'passed') return examined;
  const otherAttachments = candidatesKey(candidates.each);
  if (!search || !submission || otherAttachments === undefined) return undefined;
  return { key, otherAttachments, outcome: 'passed', at: now.toISOString() };
}
