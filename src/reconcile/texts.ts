import type { AttachmentHost } from '../attachment/address.ts';
import type { TextFindings } from '../examination/text.ts';
import type { Vault } from '../examination/vault.ts';
import type { Account, Comment } from './github.ts';
import { isSamePerson } from './person.ts';

/**
 * How much of one person in one issue is read. A thousand comments of the greatest length are
 * sixty times as much, and each may be made to take a parser as long as it can.
 */
const personLimit = 1024 * 1024;

/**
 * How much of all others than the author is read, for whoever has many accounts. Short texts do not
 * count: who reads takes no time for them, and what maintainers have to say to the bot is short.
 */
const othersLimit = 4 * 1024 * 1024;
const shortText = 2048;

/** What reading texts needs. */
export interface Reading {
  readonly vault: Pick<Vault, 'readText'>;
  readonly attachmentHost: AttachmentHost;
}

export interface Reader {
  /** What the text of an issue or a comment says. */
  readonly read: (text: Pick<Comment, 'author' | 'body'>) => Promise<TextFindings>;
  /** Whether the author has written more than is read, or what takes too long to read. */
  readonly isTooLong: () => boolean;
}

const nothing: TextFindings = { commands: [], opening: [], submissions: {} };

/** Reads what people write in an issue, up to the limits. What bots write asks for nothing. */
export function createReader(
  { vault, attachmentHost: host }: Reading,
  issueAuthor: Account,
): Reader {
  const written = new Map<number, number>();
  let ofOthers = 0;
  let isTooLong = false;

  const isPassedOver = ({ id }: Account, isAuthor: boolean, { length }: string) => {
    const before = written.get(id) ?? 0;
    written.set(id, before + length);
    if (isAuthor || length <= shortText) return before + length > personLimit;
    ofOthers += length;
    return before + length > personLimit || ofOthers > othersLimit;
  };
  return {
    isTooLong: () => isTooLong,
    read: async ({ author, body: text }) => {
      if (author.isBot) return nothing;
      const isAuthor = isSamePerson(author, issueAuthor);
      const isOver = isPassedOver(author, isAuthor, text);
      const findings = isOver ? nothing : await vault.readText({ text, host });
      isTooLong ||= isAuthor && (isOver || findings.isUnreadable === true);
      return findings;
    },
  };
}
