import { isDeepStrictEqual } from 'node:util';
import type { ClusterRequest } from '../../request/request.ts';
import { freshMemory, type Memory } from '../../state/memory.ts';
import type { Phase, PullReference } from '../../state/status.ts';
import type { Action } from '../action.ts';
import { disputed } from '../dispute.ts';
import type { Snapshot } from '../snapshot.ts';

export const none: Action = { type: 'none' };

/** What a request is about, even if its title or the status comment was taken away. */
export function aboutOf({ request, memory, pull }: Snapshot): ClusterRequest | undefined {
  return request ?? memory?.status ?? pull?.proposal?.request;
}

export function memoryOf(snapshot: Snapshot): Memory | undefined {
  const about = aboutOf(snapshot);
  return snapshot.memory ?? (about && freshMemory(about, snapshot.answeredBefore));
}

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
  const isSaid = isDeepStrictEqual(asWritten(after), asWritten(statusComment?.recorded));
  if (isSaid && !statusComment?.isSealOld) return none;
  return { type: 'write-status', memory: after };
}

/**
 * Since when the comment tells what it is to remember now; undefined where it does not yet. A mark
 * tells nobody anything: whoever confirms what the comment said before it has read all there is.
 */
export function toldSince(memory: Memory, comment: Snapshot['statusComment']): string | undefined {
  if (!comment?.recorded || comment.isChanged) return undefined;
  const told = [memory, comment.recorded].map((each) =>
    asWritten({ ...each, risk: undefined, toldAt: undefined }),
  );
  return isDeepStrictEqual(told[0], told[1]) ? comment.toldAt : undefined;
}

// An absent field and an undefined one are the same once they are written down.
function asWritten(memory: Memory | undefined): unknown {
  return memory && JSON.parse(JSON.stringify(memory));
}

/** A pull request as the status comment refers to it. */
export function reference({ number, url }: PullReference): PullReference {
  return { number, url };
}
