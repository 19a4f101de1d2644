import type { AttachmentHost } from '../attachment/address.ts';
import type { TextFindings } from '../examination/text.ts';
import type { Vault } from '../examination/vault.ts';
import type { Account, Comment } from './github.ts';

/**
 * How much of one person in one issue is read. A thousand comments of the greatest length are
 * sixty times as much, and each may be made to take a parser as long as it can.
 */
const personLimit = 1024 * 1024;

/** What reading texts needs. */
export interface Reading {
  readonly vault: Pick<Vault, 'readText'>;
  readonly attachmentHost: AttachmentHost;
}

export interface Reader {
  /** What the text of an issue or a comment says. */
  readonly read: (text: Pick<Comment, 'author' | 'body'>) => Promise<TextFindings>;
  /** Whether somebody has written more than is read. */
  readonly isTooLong: (person: Account) => boolean;
}

const nothing: TextFindings = { commands: [], submissions: {} };

/** Reads what people write, each of them up to the limit. What bots write asks for nothing. */
export function createReader({ vault, attachmentHost: host }: Reading): Reader {
  const written = new Map<number, number>();
  const isBeyond = ({ id }: Account) => (written.get(id) ?? 0) > personLimit;
  return {
    isTooLong: isBeyond,
    read: async ({ author, body: text }) => {
      if (author.isBot) return nothing;
      written.set(author.id, (written.get(author.id) ?? 0) + text.length);
      return isBeyond(author) ? nothing : vault.readText({ text, host });
    },
  };
}
