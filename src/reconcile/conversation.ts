import { createHash } from 'node:crypto';
import type { Submission } from '../attachment/attachment.ts';
import { type FoundSubmissions, newestOf, withLater } from '../attachment/find.ts';
import type { FoundLeak } from '../attachment/plaintext.ts';
import type { TextFindings } from '../examination/text.ts';
import { hasMarker, type MarkerKey } from '../reply/marker.ts';
import type { Command } from '../request/commands.ts';
import { leakOf } from './alarm.ts';
import type { Account, Comment, Issue } from './github.ts';
import { type Memory, readMemory, uniteMemories } from './memory.ts';
import type { Snapshot } from './snapshot.ts';
import { createReader, type Reading } from './texts.ts';

/** What listening to an issue needs. */
export interface Listening extends Reading {
  readonly markerKey: MarkerKey;
  readonly botLogin: string;
}

/** What an issue and its comments say. The texts themselves are not kept: there may be too many. */
interface Conversation
  extends Pick<
    Snapshot,
    'submission' | 'leak' | 'isTooLong' | 'statusComment' | 'surplusComments' | 'memory'
  > {
  readonly remarks: readonly Remark[];
}

/** A comment without its text. */
export interface Remark {
  readonly id: number;
  readonly nodeId: string;
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
  readonly leaked?: FoundLeak;
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
  const statusComments: WrittenStatus[] = [];
  const remarks: Remark[] = [];
  for await (const page of pages) {
    const readings = page.map(async (comment) => ({ comment, found: await read(comment) }));
    for (const { comment, found } of await Promise.all(readings)) {
      statusComments.push(...statusIn(comment, issue, ports));
      remarks.push(remarkOf(comment, found, newestOf(heard.submissions)));
      heard = hear(heard, found, comment.author.id === issue.author.id);
    }
  }
  // Oldest first: of several, all that look at them keep the same one.
  const [statusComment, ...surplus] = statusComments;
  const surplusComments = surplus.map(({ id }) => id);
  const memory = rememberedIn(statusComments);
  const own = { statusComment, surplusComments, memory };
  return {
    ...conclude(heard, ports.markerKey),
    ...{ ...own, isTooLong: isTooLong(issue.author), remarks },
  };
}

type WrittenStatus = NonNullable<Snapshot['statusComment']> & { readonly updatedAt: string };

function statusIn(
  { id, author, body, updatedAt }: Comment,
  issue: Issue,
  ports: Listening,
): readonly WrittenStatus[] {
  if (!author.isBot || author.login !== ports.botLogin || !hasMarker(body)) return [];
  return [{ id, updatedAt, recorded: readMemory(body, issue.number, ports.markerKey) }];
}

function rememberedIn(statusComments: readonly WrittenStatus[]): Memory | undefined {
  const byTime = statusComments.toSorted(
    (one, other) => Date.parse(one.updatedAt) - Date.parse(other.updatedAt) || one.id - other.id,
  );
  return uniteMemories(byTime.flatMap(({ recorded }) => (recorded ? [recorded] : [])));
}

function remarkOf(
  comment: Comment,
  { commands }: TextFindings,
  before: Submission | undefined,
): Remark {
  const { id, nodeId, author, hasReaction } = comment;
  const submissionBefore = before?.fingerprint;
  return { id, nodeId, author, hasReaction, key: keyOf(comment), commands, submissionBefore };
}

/** Short, as an issue may have thousands of comments and the memory has to fit into one. */
function keyOf({ id, updatedAt }: Comment): string {
  return createHash('sha256').update(`${id} ${updatedAt}`).digest('base64url').slice(0, 10);
}

function hear(heard: Heard, { submissions, leak }: TextFindings, isAuthor: boolean): Heard {
  const leaked = leak ? withLeak(heard.leaked, leak) : heard.leaked;
  if (!isAuthor) return { ...heard, leaked };
  return {
    leaked,
    submissions: withLater(heard.submissions, submissions),
    // A submission in the very text that leaks something is not one that makes up for it.
    sinceOwnLeak: leak ? {} : heard.sinceOwnLeak && withLater(heard.sinceOwnLeak, submissions),
  };
}

/** The newest kind of credential, and all that tells one again. */
function withLeak(before: FoundLeak | undefined, { what, fingerprints }: FoundLeak): FoundLeak {
  return { what, fingerprints: [...(before?.fingerprints ?? []), ...fingerprints] };
}

function conclude({ submissions, leaked, sinceOwnLeak }: Heard, markerKey: MarkerKey) {
  const submission = newestOf(submissions);
  if (!leaked) return { submission };
  // Everybody can raise the alarm; only the author's own leak is in the way of the request.
  const superseded = !sinceOwnLeak || newestOf(sinceOwnLeak) !== undefined;
  return { submission, leak: { ...leakOf(leaked, markerKey), superseded } };
}

/** Keeps the memory as small as the issue: what nobody can see any more needs no remembering. */
export function forgetGone(memory: Memory, remarks: readonly Remark[]): Memory {
  const present = new Set(remarks.map(({ key }) => key));
  return { ...memory, answered: memory.answered.filter((key) => present.has(key)) };
}
