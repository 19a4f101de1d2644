import { createHash } from 'node:crypto';
import {
  type Candidates,
  candidatesOf,
  type FoundSubmissions,
  type Mention,
} from '../../attachment/found-submissions.ts';
import { findLeak } from '../../attachment/leaks.ts';
import type { SaidCommands } from '../../request/parse-commands.ts';
import type { TextFindings } from '../../sandbox/read-text.ts';
import type { MarkerKey } from '../../state/marker.ts';
import { answeredLimit, type Memory } from '../../state/memory.ts';
import {
  type Account,
  type Comment,
  type Issue,
  type IssueTracker,
  isSamePerson,
} from '../github.ts';
import { renewalOf } from '../leaks.ts';
import type { Snapshot, Source } from '../snapshot.ts';
import { conclude, hear } from './hear.ts';
import { withHinted } from './hints.ts';
import { type ReactionPorts, withOwnReactions } from './own-reactions.ts';
import { createReader, type ReadPorts } from './read-texts.ts';
import { createOwnComments, rememberedIn, renewed } from './status-comments.ts';

/** What listening to an issue needs. */
export interface ConversationPorts extends ReadPorts, ReactionPorts {
  readonly tracker: ReactionPorts['tracker'] & Pick<IssueTracker, 'repositoryId' | 'isOwnText'>;
  readonly markerKey: MarkerKey;
  /** Machines that repeat what others say, by login in small letters: they command nothing. */
  readonly ignoredAccounts: ReadonlySet<string>;
}

/** What an issue and its comments say. The texts themselves are not kept: there may be too many. */
interface Conversation
  extends Pick<
    Snapshot,
    | 'candidates'
    | 'texts'
    | 'leak'
    | 'isTooLong'
    | 'statusComment'
    | 'olderComments'
    | 'memory'
    | 'hints'
  > {
  readonly remarks: readonly Remark[];
  /** See `renewalOf`; of all that leaked here. */
  readonly renew: (digest: string) => string;
  /** Since when people can see the result; ISO 8601. */
  readonly resultSince?: string | undefined;
  /** Whether somebody else has edited what the bot remembers. */
  readonly isTampered: boolean;
}

/** A comment without its text. */
export interface Remark extends SaidCommands {
  readonly id: number;
  readonly nodeId: string;
  readonly author: Account;
  /** ISO 8601 */
  readonly createdAt: string;
  /** The comment and what it says: an edited command is a new one. */
  readonly key: string;
  readonly hasReaction: boolean;
  /** What its writer could see of what may be the submission; only told of one that commands. */
  readonly candidatesBefore?: readonly Mention[];
}

/** Listens to an issue, page by page, so that no more than one has to be in memory. */
export async function readConversation(
  issue: Issue,
  pages: AsyncIterable<readonly Comment[]>,
  ports: ConversationPorts,
): Promise<Conversation> {
  const { read, isTooLong } = createReader(ports, issue.author);
  const botId = await ports.botId();
  const place = { repository: await ports.tracker.repositoryId(), issue: issue.number };
  const title = { commands: [], opening: [], submissions: [], leak: findLeak(issue.title) };
  const sources = createSources(issue.author);
  const body = await read(issue);
  sources.note(issue, body);
  let heard = hear(hear({ submissions: [] }, title, true), body, true);
  const { statusComments, hints, note } = createOwnComments(place, ports);
  const remarks: Remark[] = [];
  for await (const page of pages) {
    const readings = page.map(async (comment) => ({ comment, found: await read(comment) }));
    for (const { comment, found } of await Promise.all(readings)) {
      if (comment.author.id === botId) await note(comment);
      const said = saidBy(comment.author, found, ports);
      remarks.push(remarkOf(comment, said, heard.submissions));
      sources.note(comment, found);
      heard = hear(heard, found, isSamePerson(comment.author, issue.author));
    }
  }
  const statusComment = statusComments.at(-1);
  const olderComments = statusComments.slice(0, -1).map(({ id }) => id);
  const renew = renewalOf(heard.leaked?.fingerprints ?? [], ports.markerKey);
  const memory = renewed(rememberedIn(statusComments), renew);
  const isTampered = statusComments.some(({ isChanged }) => isChanged);
  // What others have made of it tells nobody anything.
  const { recorded, updatedAt } = statusComment ?? {};
  const resultSince = isTampered ? undefined : (recorded?.resultSince ?? updatedAt);
  const own = { statusComment, olderComments, memory, resultSince };
  const concluded = conclude(heard, ports.markerKey);
  return {
    ...concluded,
    candidates: sources.in(concluded.candidates),
    ...{ ...own, renew, isTooLong: isTooLong() },
    isTampered,
    hints,
    leak: withHinted(concluded.leak, hints),
    texts: sources.texts,
    remarks: memory && !isTampered ? remarks : await withOwnReactions(remarks, ports),
  };
}

/** Remembers which text of the author was the first with each submission. */
function createSources(author: Account) {
  const first = new Map<string, Source>();
  const texts: string[] = [];
  return {
    note: (text: Issue | Comment, { submissions }: TextFindings) => {
      // What a deleted account has filed is by nobody, and yet the issue's.
      const { nodeId } = text;
      const isHere = 'title' in text || isSamePerson(text.author, author);
      if (!isHere) return;
      texts.push(nodeId);
      for (const { submission } of submissions) {
        const { fingerprint } = submission;
        if (!first.has(fingerprint)) first.set(fingerprint, { nodeId });
      }
    },
    texts,
    in: ({ each, isMore }: Candidates): Snapshot['candidates'] => ({
      each: each.map((one) => ({ ...one, source: first.get(one.submission.fingerprint) })),
      isMore,
    }),
  };
}

function saidBy({ login }: Account, said: SaidCommands, { ignoredAccounts }: ConversationPorts) {
  return ignoredAccounts.has(login.toLowerCase()) ? { commands: [], opening: [] } : said;
}

function remarkOf(
  comment: Comment,
  { commands, opening }: SaidCommands,
  before: FoundSubmissions,
): Remark {
  const { id, nodeId, author, createdAt, hasReaction } = comment;
  const isCommand = commands.length > 0;
  const candidatesBefore = isCommand ? candidatesOf(before).each : [];
  const said = { key: keyOf(comment), commands, opening, candidatesBefore };
  return { id, nodeId, author, createdAt, hasReaction, ...said };
}

/**
 * Short, as an issue may have thousands of comments and the memory has to fit into one. GitHub's
 * time of the last change is no part of it: hiding a comment moves it.
 */
function keyOf({ id, body }: Comment): string {
  return createHash('sha256').update(`${id} ${body}`).digest('base64url').slice(0, 8);
}

/**
 * Keeps the memory small enough for a comment: then what nobody can see any more is forgotten. Not
 * before, for a comment may be missing on the pages that were read while another one was deleted.
 */
export function forgetGone(memory: Memory, remarks: readonly Remark[]): Memory {
  if (memory.answered.length <= answeredLimit) return memory;
  const present = new Set(remarks.map(({ key }) => key));
  const answered = memory.answered.filter((key) => present.has(key)).slice(-answeredLimit);
  return { ...memory, answered };
}
