import { createHash } from 'node:crypto';
import type { AttachmentHost } from '../attachment/address.ts';
import type { Submission } from '../attachment/attachment.ts';
import { type FoundSubmissions, newestOf, withLater } from '../attachment/find.ts';
import type { TextFindings } from '../examination/text.ts';
import type { Vault } from '../examination/vault.ts';
import { hasMarker, type MarkerKey } from '../reply/marker.ts';
import type { LeakedCredential } from '../reply/status.ts';
import type { Command } from '../request/commands.ts';
import type { Account, Comment, Issue } from './github.ts';
import { type Memory, readMemory } from './memory.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * How much of one person in one issue is read. A thousand comments of the greatest length are
 * sixty times as much, and each may be made to take a parser as long as it can.
 */
const personLimit = 1024 * 1024;

/** What listening to an issue needs. */
export interface Listening {
  readonly vault: Vault;
  readonly attachmentHost: AttachmentHost;
  readonly markerKey: MarkerKey;
  readonly botLogin: string;
}

/** What an issue and its comments say. The texts themselves are not kept: there may be too many. */
interface Conversation
  extends Pick<
    Snapshot,
    'submission' | 'leak' | 'isTooLong' | 'statusComment' | 'surplusComments'
  > {
  readonly remarks: readonly Remark[];
}

/** A comment without its text. */
export interface Remark {
  readonly id: number;
  readonly author: Account;
  /** The comment and the time of its last edit. */
  readonly key: string;
  readonly hasReaction: boolean;
  readonly commands: readonly Command[];
  /** The submission that its writer could see. */
  readonly submissionBefore?: Submission['fingerprint'];
}

/** What was found out so far, of one text after the other. */
interface Heard {
  readonly submissions: FoundSubmissions;
  readonly leaked?: LeakedCredential;
  /** What the author submitted after the last leak of the author's own; undefined without one. */
  readonly sinceOwnLeak?: FoundSubmissions;
}

/** Listens to an issue, page by page, so that no more than one has to be in memory. */
export async function readConversation(
  issue: Issue,
  pages: AsyncIterable<readonly Comment[]>,
  ports: Listening,
): Promise<Conversation> {
  const { read, isTooLong } = createReader(ports);
  let heard = hear({ submissions: {} }, await read(issue), true);
  const statusComments: NonNullable<Snapshot['statusComment']>[] = [];
  const remarks: Remark[] = [];
  for await (const page of pages) {
    const findings = await Promise.all(page.map(read));
    for (const [index, comment] of page.entries()) {
      const found = findings[index] ?? nothing;
      statusComments.push(...statusIn(comment, issue, ports));
      remarks.push(remarkOf(comment, found, newestOf(heard.submissions)));
      heard = hear(heard, found, comment.author.id === issue.author.id);
    }
  }
  // Oldest first: of several, all that look at them keep the same one.
  const [statusComment, ...surplus] = statusComments;
  const surplusComments = surplus.map(({ id }) => id);
  const said = { isTooLong: isTooLong(issue.author), statusComment, surplusComments, remarks };
  return { ...conclude(heard), ...said };
}

const nothing: TextFindings = { commands: [], submissions: {} };

/** Reads what people write, each of them up to the limit. What bots write asks for nothing. */
function createReader({ vault, attachmentHost: host }: Listening) {
  const written = new Map<number, number>();
  const isBeyond = ({ id }: Account) => (written.get(id) ?? 0) > personLimit;
  return {
    isTooLong: isBeyond,
    read: async ({ author, body: text }: Pick<Comment, 'author' | 'body'>) => {
      if (author.isBot) return nothing;
      written.set(author.id, (written.get(author.id) ?? 0) + text.length);
      return isBeyond(author) ? nothing : vault.readText({ text, host });
    },
  };
}

function statusIn({ id, author, body }: Comment, issue: Issue, ports: Listening) {
  if (!author.isBot || author.login !== ports.botLogin || !hasMarker(body)) return [];
  return [{ id, recorded: readMemory(body, issue.number, ports.markerKey) }];
}

function remarkOf(
  comment: Comment,
  { commands }: TextFindings,
  before: Submission | undefined,
): Remark {
  const { id, author, hasReaction } = comment;
  const submissionBefore = before?.fingerprint;
  return { id, author, hasReaction, key: keyOf(comment), commands, submissionBefore };
}

/** Short, as an issue may have thousands of comments and the memory has to fit into one. */
function keyOf({ id, updatedAt }: Comment): string {
  return createHash('sha256').update(`${id} ${updatedAt}`).digest('base64url').slice(0, 10);
}

function hear(heard: Heard, { submissions, credential }: TextFindings, isAuthor: boolean): Heard {
  const leaked = credential ?? heard.leaked;
  if (!isAuthor) return { ...heard, leaked };
  return {
    leaked,
    submissions: withLater(heard.submissions, submissions),
    // A submission in the very text that leaks something is not one that makes up for it.
    sinceOwnLeak: credential
      ? {}
      : heard.sinceOwnLeak && withLater(heard.sinceOwnLeak, submissions),
  };
}

function conclude({ submissions, leaked, sinceOwnLeak }: Heard) {
  const submission = newestOf(submissions);
  if (!leaked) return { submission };
  // Everybody can raise the alarm; only the author's own leak is in the way of the request.
  const superseded = !sinceOwnLeak || newestOf(sinceOwnLeak) !== undefined;
  return { submission, leak: { what: leaked, superseded } };
}

/** Keeps the memory as small as the issue: what nobody can see any more needs no remembering. */
export function forgetGone(memory: Memory, remarks: readonly Remark[]): Memory {
  const present = new Set(remarks.map(({ key }) => key));
  return { ...memory, answered: memory.answered.filter((key) => present.has(key)) };
}
