import type { Snapshot } from '../snapshot.ts';

/**
 * Whether somebody has reopened the issue since it was cancelled: that takes the cancellation back.
 * Open alone says nothing: a replica of GitHub may not know yet that it was closed.
 */
export function isTakenBack({ issue, memory }: Snapshot): boolean {
  return memory?.status.phase.type === 'cancelled' && issue.open && issue.reopened;
}
