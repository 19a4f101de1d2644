import type { AttachmentHost } from '../../attachment/address.ts';
import type { TextFindings } from '../../sandbox/read-text.ts';
import type { PublicSandbox } from '../../sandbox/sandbox.ts';
import { type Account, type Comment, isSamePerson } from '../github.ts';

/**
 * How much of one person in one issue is read. A thousand comments of the greatest length are
 * sixty times as much, and each may be made to take a parser as long as it can.
 */
const personLimit = 1024 * 1024;

/**
 * How much is read of all strangers together, for whoever has many accounts. Short texts do not count:
 * who reads takes no time for them. Of a longer one beyond that still what stands on top is read: a
 * mail program puts all that it answers to below a short command.
 */
const strangersLimit = 4 * 1024 * 1024;
const shortText = 2048;

/** What reading texts needs. */
export interface ReadPorts {
  readonly sandbox: Pick<PublicSandbox, 'readText'>;
  readonly attachmentHost: AttachmentHost;
  /** The login of the bot, by which people may address it. */
  readonly botName: string;
}

type Text = Pick<Comment, 'author' | 'body' | 'isByMember'>;

interface Reader {
  /** What the text of an issue or a comment says. */
  readonly read: (text: Text) => Promise<TextFindings>;
  /** Whether the author has written more than is read, or what takes too long to read. */
  readonly isTooLong: () => boolean;
}

const nothing: TextFindings = { commands: [], opening: [], submissions: [] };

/** Reads what people write in an issue, up to the limits. What bots write asks for nothing. */
export function createReader(
  { sandbox, attachmentHost: host, botName: bot }: ReadPorts,
  issueAuthor: Account,
): Reader {
  const written = new Map<number, number>();
  let ofStrangers = 0;
  let isTooLong = false;

  const amountOf = (text: Text, isAuthor: boolean): 'all' | 'top' | 'nothing' => {
    const { id } = text.author;
    const { length } = text.body;
    const ofPerson = (written.get(id) ?? 0) + length;
    written.set(id, ofPerson);
    const isStranger = !isAuthor && !text.isByMember;
    if (isStranger && length > shortText) ofStrangers += length;
    if (ofPerson > personLimit) return 'nothing';
    return isStranger && length > shortText && ofStrangers > strangersLimit ? 'top' : 'all';
  };
  const readAs = async (amount: ReturnType<typeof amountOf>, text: string) => {
    if (amount === 'nothing') return nothing;
    if (amount === 'all') return sandbox.readText({ text, host, bot });
    const found = await sandbox.readText({ text: topOf(text), host, bot });
    return { ...found, commands: found.opening };
  };
  return {
    isTooLong: () => isTooLong,
    read: async (text) => {
      if (text.author.isBot) return nothing;
      const isAuthor = isSamePerson(text.author, issueAuthor);
      const amount = amountOf(text, isAuthor);
      const findings = await readAs(amount, text.body);
      isTooLong ||= isAuthor && (amount === 'nothing' || findings.isUnreadable === true);
      return findings;
    },
  };
}

/** Whole lines only: what goes on behind a command makes it none. */
function topOf(text: string): string {
  return text.slice(0, text.lastIndexOf('\n', shortText) + 1);
}
