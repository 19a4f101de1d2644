import type { ClusterRequest } from '../../request/request.ts';
import { freshMemory, isSameMemory, type Memory } from '../../state/memory.ts';
import type { Phase, PullReference } from '../../state/status.ts';
import type { Action } from '../action.ts';
import { disputed } from '../dispute.ts';
import type { Snapshot } from '../snapshot.ts';

export const none: Action = { type: 'none' };

/** What the status says so far. */
export function phaseSoFar({ memory }: Pick<Snapshot, 'memory'>): Phase {
  return memory?.status.phase ?? { type: 'checking' };
}

/**
 * Writes the status where it differs from what the comment says. `change` is what else the bot is
 * to remember from now on.
 */
export function settle(
  { memory, statusComment, answeredBefore, now }: Snapshot,
  { operation, kind, name }: ClusterRequest,
  { phase, ...change }: { readonly phase: Phase } & Partial<Omit<Memory, 'status'>>,
): Action {
  const about = { operation, kind, name };
  const before = memory ?? freshMemory(about, answeredBefore);
  const isDisputed = disputed(before, now).length > 0 || undefined;
  const status = { ...before.status, ...about, phase, isDisputed };
  const after: Memory = { ...before, ...change, status };
  const isSaid = isSameMemory(after, statusComment?.recorded);
  if (isSaid && !statusComment?.isSealOld) return none;
  return { type: 'write-status', memory: after };
}

/** A pull request as the status comment refers to it. */
export function reference({ number, url }: PullReference): PullReference {
  return { number, url };
}
