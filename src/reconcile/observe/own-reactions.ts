import type { IssueTracker } from '../github.ts';

/** Each costs a request. On older ones any reaction counts. */
const askedAtMost = 20;

/** What tells whether a comment asks for something and was answered. */
interface Answerable {
  readonly id: number;
  readonly commands: readonly unknown[];
  readonly hasReaction: boolean;
}

/** What telling the bot's reactions from others' needs. */
export interface ReactionPorts {
  readonly tracker: Pick<IssueTracker, 'hasReactionOf'>;
  /** The number of the bot's user: its login changes when the App is renamed. */
  readonly botId: () => Promise<number>;
}

/**
 * Leaves of the reactions to commands only those of the bot: anybody can add one, and a command
 * must not be passed over for that. For where there is no memory: they tell then what
 * was answered.
 */
export async function withOwnReactions<Remark extends Answerable>(
  remarks: readonly Remark[],
  { tracker, botId }: ReactionPorts,
): Promise<readonly Remark[]> {
  const reacted = remarks.filter(({ commands, hasReaction }) => hasReaction && commands.length > 0);
  const others = new Set<number>();
  for (const { id } of reacted.slice(-askedAtMost)) {
    if (!(await tracker.hasReactionOf(await botId(), id))) others.add(id);
  }
  return remarks.map((remark) =>
    others.has(remark.id) ? { ...remark, hasReaction: false } : remark,
  );
}
