import { isDeepStrictEqual } from 'node:util';
import type { Report } from '../../probe/report.ts';
import type { ClusterRequest } from '../../request/request.ts';
import { isOnlyLook } from '../../state/looks.ts';
import { freshMemory, isSameMemory, type Memory } from '../../state/memory.ts';
import type { Phase, PublicCheck, PullReference } from '../../state/status.ts';
import type { Action } from '../action.ts';
import { disputed } from '../dispute.ts';
import type { Snapshot } from '../snapshot.ts';
import { keyOf } from '../submitted.ts';
import { tellTurn } from './turn.ts';

/** What the status comment is to say, and what else is to be remembered from now on. */
export type News = { readonly phase: Phase } & Partial<Omit<Memory, 'status'>>;

/** What the status says so far. */
export function phaseSoFar({ memory }: Pick<Snapshot, 'memory'>): Phase {
  return memory?.status.phase ?? { type: 'checking' };
}

/** What the comment says, as GitHub shows it. */
export function shownPhase({ statusComment }: Snapshot): Phase | undefined {
  return statusComment?.recorded?.status.phase;
}

/** Writes the status; undefined where the comment says just that. */
export function writeStatus(
  snapshot: Snapshot,
  { operation, kind, name }: ClusterRequest,
  { phase, ...change }: News,
): Action | undefined {
  const { memory, statusComment, answeredBefore, now } = snapshot;
  const about = { operation, kind, name };
  const before = memory ?? freshMemory(about, answeredBefore);
  const isDisputed = disputed(before, now).length > 0 || undefined;
  const status = { ...before.status, ...about, phase, isDisputed };
  const after: Memory = { ...before, ...change, status };
  const isSaid = isSameMemory(after, statusComment?.recorded);
  if (isSaid && !statusComment?.isSignatureOld) return undefined;
  if (isWorthNoEdit(after, snapshot)) {
    return isSameMemory(after, memory) ? undefined : { type: 'note-look', memory: after };
  }
  return tell(snapshot, about, after);
}

const hour = 60 * 60 * 1000;

/** A look that found what is said already, of which the comment need not tell soon. */
function isWorthNoEdit(after: Memory, { statusComment, now }: Snapshot): boolean {
  const { recorded, updatedAt, isSignatureOld } = statusComment ?? {};
  if (isSignatureOld || updatedAt === undefined || !isOnlyLook(after, recorded)) return false;
  return now.getTime() - Date.parse(updatedAt) < 6 * hour;
}

/** In a new comment where the turn goes to somebody else; and since when the result is known. */
function tell(snapshot: Snapshot, request: ClusterRequest, memory: Memory): Action {
  const { statusComment, maintainers, now } = snapshot;
  const { isNew, calls, told } = tellTurn(memory, keyOf(snapshot, request), now);
  const { recorded, updatedAt } = statusComment ?? {};
  const isSameResult =
    recorded?.examined?.key === memory.examined?.key &&
    isDeepStrictEqual(recorded?.status.phase, memory.status.phase);
  const resultSince = isSameResult ? (recorded?.resultSince ?? updatedAt) : undefined;
  const called = { none: undefined, before: memory.status.calls, now: maintainers }[calls];
  const status = { ...memory.status, calls: called?.length ? called : undefined };
  const follows = isNew ? statusComment?.id : memory.follows;
  return { type: 'write-status', isNew, memory: { ...memory, status, told, resultSince, follows } };
}

/** A pull request as the status comment refers to it. */
export function reference({ number, url }: PullReference): PullReference {
  return { number, url };
}

/**
 * The checks as everybody may see them: without evidence. Whether a registered cluster has the same
 * authority is for maintainers only: who runs a cluster of their own can name any authority in its
 * kubeconfig, and would be told which of them the secrets know.
 */
export function publicChecks({ checks }: Report): readonly PublicCheck[] {
  return checks.map((result) =>
    result.outcome === 'passed' || result.problem.id === 'cluster-shares-ca'
      ? { check: result.check, outcome: 'passed' }
      : { check: result.check, outcome: result.outcome, problem: result.problem },
  );
}
