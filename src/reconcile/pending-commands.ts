import { isConfirmation } from '../request/commands.ts';
import type { Remark } from './conversation.ts';
import type { Account, Issue, IssueTracker } from './github.ts';
import type { Memory } from './memory.ts';
import type { PendingCommand } from './snapshot.ts';

type Rights = Pick<IssueTracker, 'hasWriteAccess' | 'readEdits'>;

/**
 * The commands that nobody answered yet, with who says each of them and whether GitHub says now
 * that this account has write access.
 */
export async function pendingCommands(
  remarks: readonly Remark[],
  issue: Issue,
  memory: Memory | undefined,
  tracker: Rights,
): Promise<readonly PendingCommand[]> {
  const pending = remarks
    .filter((remark) => !isAnswered(remark, memory))
    .flatMap((remark) => remark.commands.map((command) => ({ remark, command })));
  const speakers = await speakersOf(pending, tracker);
  const writers = new Map<string, boolean>();
  for (const { remark, command } of pending) {
    const { login, id, isBot } = speakers(remark);
    // What an App was granted is nothing that a person may say.
    const asks = !isBot && (isConfirmation(command) || id !== issue.author.id);
    if (asks && !writers.has(login)) writers.set(login, await tracker.hasWriteAccess(login));
  }
  return pending.map(({ remark, command }) => ({
    key: remark.key,
    commentId: remark.id,
    by: speakers(remark),
    command,
    mayWrite: writers.get(speakers(remark).login) ?? false,
    ...(isConfirmation(command) && { submission: remark.submissionBefore }),
  }));
}

/**
 * Who has write access can edit what others said. A command is then the editor's, or somebody
 * could speak with the rights and under the name of another.
 */
async function speakersOf(
  pending: readonly { readonly remark: Remark }[],
  tracker: Rights,
): Promise<(remark: Remark) => Account> {
  const nodeIds = new Set(pending.map(({ remark }) => remark.nodeId));
  const edits = await tracker.readEdits([...nodeIds]);
  return ({ nodeId, author }) => edits.get(nodeId)?.by ?? author;
}

/** Without a memory: what the bot seems to have answered, by the reactions. */
export function answeredCommands(remarks: readonly Remark[]): readonly string[] {
  return remarks
    .filter(({ commands, hasReaction }) => hasReaction && commands.length > 0)
    .map(({ key }) => key);
}

/**
 * Without a memory, as after somebody deleted the status comment, the reactions tell which
 * commands were answered: an old one must not be obeyed again.
 */
function isAnswered({ key, hasReaction }: Remark, memory: Memory | undefined): boolean {
  return memory ? memory.answered.includes(key) : hasReaction;
}
