import { readHint } from '../../state/hint.ts';
import type { MarkerKey } from '../../state/marker.ts';
import { type IssuePlace, type Memory, readMemory } from '../../state/memory.ts';
import { uniteMemories } from '../../state/unite-memories.ts';
import type { Comment, IssueTracker } from '../github.ts';
import type { Snapshot, WrittenHint } from '../snapshot.ts';

interface StatusPorts {
  readonly tracker: Pick<IssueTracker, 'isOwnText'>;
  readonly markerKey: MarkerKey;
}

/** A comment of the bot: what it says, and whether it still says that. */
export type WrittenStatus = NonNullable<Snapshot['statusComment']> &
  Pick<Comment, 'createdAt' | 'updatedAt'>;

/** Keeps what the bot has written: all that is no hint is its status, whatever others have made of it. */
export function createOwnComments(place: IssuePlace, ports: StatusPorts) {
  const hints: WrittenHint[] = [];
  const statusComments: WrittenStatus[] = [];
  return {
    hints,
    statusComments,
    note: async (comment: Comment) => {
      const hint = readHint(comment.body, place, ports.markerKey);
      if (hint) hints.push({ id: comment.id, ...hint });
      else statusComments.push(await statusIn(comment, place, ports));
    },
  };
}

/** Reads one of the bot's own comments. */
async function statusIn(
  comment: Comment,
  place: IssuePlace,
  { markerKey, tracker }: StatusPorts,
): Promise<WrittenStatus> {
  const { id, createdAt, updatedAt, body } = comment;
  const read = readMemory(body, place, markerKey);
  if (!read) return { id, createdAt, updatedAt };
  const isChanged = !read.isWhole || !(await tracker.isOwnText(comment));
  const { memory: recorded } = read;
  return { id, createdAt, updatedAt, recorded, isSignatureOld: !read.isCurrent, isChanged };
}

/** The same with what leaked as the current key tells it. */
export function renewed(
  memory: Memory | undefined,
  renew: (digest: string) => string,
): Memory | undefined {
  const { leaked = [], leakedByOthers } = memory ?? {};
  return (
    memory && {
      ...{ ...memory, leaked: [...new Set(leaked.map(renew))] },
      leakedByOthers: leakedByOthers && [...new Set(leakedByOthers.map(renew))],
    }
  );
}

/** What all of them remember: what the newest took over it knows better. */
export function rememberedIn(statusComments: readonly WrittenStatus[]): Memory | undefined {
  const newest = statusComments.at(-1);
  const follows = newest?.isChanged ? undefined : newest?.recorded?.follows;
  const isTakenOver = ({ id, updatedAt }: WrittenStatus) =>
    newest !== undefined && id <= (follows ?? 0) && updatedAt <= newest.createdAt;
  const byTime = statusComments
    .filter((each) => !isTakenOver(each))
    .toSorted(
      (one, other) => Date.parse(one.updatedAt) - Date.parse(other.updatedAt) || one.id - other.id,
    );
  return uniteMemories(byTime.flatMap(({ recorded }) => (recorded ? [recorded] : [])));
}
