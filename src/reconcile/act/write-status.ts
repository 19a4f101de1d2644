import type { MarkerKey } from '../../state/marker.ts';
import { readMemory, writeMemory } from '../../state/memory.ts';
import { renderStatus, type StatusContext } from '../../wording/status-comment/status-comment.ts';
import type { Action } from '../action.ts';
import type { IssueTracker } from '../github.ts';
import type { OwnMemory } from '../own-memory.ts';
import type { Snapshot } from '../snapshot.ts';

export interface StatusPorts {
  readonly tracker: Pick<IssueTracker, 'repositoryId' | 'createComment' | 'updateComment'>;
  readonly markerKey: MarkerKey;
  readonly wording: StatusContext;
  readonly ownMemory: OwnMemory;
}

/**
 * Writes the status comment, or a new one, and answers the snapshot as GitHub shows it. An older one
 * is left to a run that has read the new one in GitHub's own list.
 */
export async function writeStatus(
  action: Extract<Action, { type: 'write-status' }>,
  snapshot: Snapshot,
  { tracker, markerKey, wording, ownMemory }: StatusPorts,
): Promise<Snapshot> {
  const { issue, statusComment } = snapshot;
  const { memory, isNew } = action;
  const place = { repository: await tracker.repositoryId(), issue: issue.number };
  const text = renderStatus(memory.status, wording);
  const body = writeMemory(text, memory, { place, key: markerKey });
  const written =
    statusComment && !isNew
      ? await tracker.updateComment(statusComment.id, body)
      : await tracker.createComment(issue.number, body);
  const recorded = readMemory(written.body, place, markerKey)?.memory;
  ownMemory.keep(issue.number, memory);
  return {
    ...{ ...snapshot, memory, isStatusLost: false },
    statusComment: { id: written.id, updatedAt: written.updatedAt, recorded },
  };
}
