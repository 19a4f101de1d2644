import { findLeak } from '../../attachment/leaks.ts';
import type { ClusterRequest } from '../../request/request.ts';
import { parseTitle } from '../../request/title.ts';
import { isOnlyLook, withLooks } from '../../state/looks.ts';
import type { Memory } from '../../state/memory.ts';
import { uniteMemories } from '../../state/unite-memories.ts';
import type { Issue } from '../github.ts';
import type { OwnMemory } from '../own-memory.ts';
import { forgetGone, type readConversation } from './conversation.ts';
import { distrust } from './distrust.ts';
import { answeredCommands } from './pending-commands.ts';

export interface RecallPorts {
  readonly ownMemory: OwnMemory;
  readonly now: () => Date;
}

/** What the bot remembers of a request, whatever others have made of its comments. */
export function recall(
  heard: Awaited<ReturnType<typeof readConversation>>,
  { number, open: isOpen }: Issue,
  { ownMemory, now }: RecallPorts,
): Memory | undefined {
  const { memory: recorded, remarks, isTampered } = heard;
  if (recorded && !isTampered) {
    const looks = ownMemory.looks(number);
    const isSince =
      looks !== undefined && isOnlyLook({ ...looks, answered: recorded.answered }, recorded);
    return forgetGone(isSince ? withLooks(recorded, looks) : recorded, remarks);
  }
  const kept = ownMemory.of(number);
  const known = [recorded, kept].flatMap((memory) => memory ?? []);
  const memory = uniteMemories(known);
  if (!memory) return undefined;
  const answered = answeredCommands(remarks);
  // What others can bring back must not make the hold of a person one of the bot.
  const doubtful = { ...memory, heldPull: kept?.heldPull ?? 0 };
  return forgetGone(distrust(doubtful, { answered, isOpen, now: now() }), remarks);
}

/**
 * A title with a credential in it names no cluster: the name is repeated, and the name would be it.
 */
export function requestIn(title: string): ClusterRequest | undefined {
  const request = parseTitle(title);
  return request && findLeak(title) ? { ...request, name: '' } : request;
}
