import type { Mention } from '../../attachment/found-submissions.ts';
import type { Memory } from '../../state/memory.ts';
import { isForMaintainers } from '../for-maintainers.ts';
import { type Account, type Issue, type IssueTracker, isSamePerson } from '../github.ts';
import type { PendingCommand } from '../snapshot.ts';
import type { Remark } from './conversation.ts';

interface Heard {
  readonly issue: Issue;
  readonly memory: Memory | undefined;
  /** Since when people can see the result. */
  readonly resultSince: string | undefined;
  /** Which of what somebody could see is the submission, see `settled`; its fingerprint. */
  readonly seen: (candidates: readonly Mention[]) => string | undefined;
}

type Rights = Pick<IssueTracker, 'hasWriteAccess' | 'readEdits'>;

/**
 * The commands that nobody answered yet, with who says each of them and what GitHub says now that
 * this account may do.
 */
export async function pendingCommands(
  remarks: readonly Remark[],
  { issue, memory, resultSince, seen }: Heard,
  tracker: Rights,
): Promise<readonly PendingCommand[]> {
  const unanswered = remarks.filter(
    (remark) => remark.commands.length > 0 && !isAnswered(remark, memory),
  );
  const speakerOf = await speakersOf(unanswered, tracker);
  const pending = unanswered.flatMap((remark) => {
    const speaker = speakerOf(remark);
    return speaker ? saidIn(remark, speaker) : [];
  });
  const writers = new Map<string, boolean>();
  for (const { command, speaker } of pending) {
    const { by, isOwn } = speaker;
    // What an App was granted is nothing that a person may say.
    const asks =
      isOwn && !by.isBot && (isForMaintainers(command) || !isSamePerson(by, issue.author));
    if (asks && !writers.has(by.login)) {
      writers.set(by.login, await tracker.hasWriteAccess(by.login));
    }
  }
  return pending.map(({ remark, command, speaker }) => ({
    key: remark.key,
    commentId: remark.id,
    command,
    ...rightsOf(speaker, issue, writers),
    at: speaker.at,
    // GitHub's times are to the second.
    sawStatus: resultSince !== undefined && Date.parse(speaker.at) >= Date.parse(resultSince),
    submission: seen(remark.candidatesBefore ?? []),
  }));
}

interface Speaker {
  readonly by: Account;
  /** Whether all of it is of the one who wrote it. */
  readonly isOwn: boolean;
  /** When it was said, as it stands; ISO 8601. */
  readonly at: string;
  readonly byMail: boolean;
}

/**
 * A mail program adds what others said, and what the bot wrote, to what its user says. So of what
 * came by mail only the commands in front of everything else count; where there are none it is
 * passed over for good.
 */
function saidIn(remark: Remark, speaker: Speaker) {
  const counting = speaker.byMail ? remark.opening : remark.commands;
  const commands = counting.length > 0 ? counting : ([{ verb: 'quoted' }] as const);
  return commands.map((command) => ({ remark, command, speaker }));
}

/**
 * Who has write access can edit what others said, and so speak under their name. The other way
 * round, to tick a box that somebody has written above a command is an edit too. So what two
 * people have written commands nothing.
 */
async function speakersOf(
  remarks: readonly Remark[],
  tracker: Rights,
): Promise<(remark: Remark) => Speaker | undefined> {
  const texts = await tracker.readEdits(remarks.map(({ nodeId }) => nodeId));
  return ({ nodeId, author, createdAt }) => {
    const written = texts.get(nodeId);
    // It is gone, or will be told of at the next look.
    if (!written) return undefined;
    const { by, at } = written.edit ?? { by: author, at: createdAt };
    return { by, isOwn: isSamePerson(by, author), at, byMail: written.byMail };
  };
}

function rightsOf({ by, isOwn }: Speaker, issue: Issue, writers: ReadonlyMap<string, boolean>) {
  return {
    by,
    isOwn,
    mayWrite: isOwn && (writers.get(by.login) ?? false),
    isAuthor: isOwn && isSamePerson(by, issue.author),
  };
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
