import { writeHint as markHint } from '../../state/hint.ts';
import { renderHint } from '../../wording/status-comment/hint.ts';
import type { Action } from '../action.ts';
import type { Snapshot } from '../snapshot.ts';
import type { StatusPorts } from './write-status.ts';

/** Writes the comment in an issue that is no request, or edits it. */
export async function writeHint(
  { hint }: Extract<Action, { type: 'write-hint' }>,
  snapshot: Snapshot,
  { tracker, markerKey, wording, ownMemory }: StatusPorts,
): Promise<Snapshot> {
  const { number } = snapshot.issue;
  const place = { repository: await tracker.repositoryId(), issue: number };
  const body = markHint(renderHint(hint, wording), hint, { place, key: markerKey });
  const [written] = snapshot.hints;
  const { id } = written
    ? await tracker.updateComment(written.id, body)
    : await tracker.createComment(number, body);
  ownMemory.keepHinted(number);
  return { ...snapshot, hints: [{ ...hint, id }] };
}
