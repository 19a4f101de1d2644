import type { PullWords } from '../state/proposal.ts';
import type { Association } from '../wording/pull-request/asked.ts';

/**
 * What the reconciler needs from GitHub. The adapters implement it; tests and the simulator sit
 * behind the real HTTP interface instead of behind these.
 */
export interface IssueTracker {
  /** The number of the repository, which it keeps when it is renamed. */
  repositoryId(): Promise<number>;
  /** Undefined where there is no such issue, or where it is a pull request. */
  readIssue(number: number): Promise<Issue | undefined>;
  /** All comments, oldest first, page by page: together they may be too large to hold. */
  readComments(number: number): AsyncIterable<readonly Comment[]>;
  /**
   * How each issue or comment was written, by node identifier. What is not there any more is none.
   */
  readEdits(nodeIds: readonly string[]): Promise<ReadonlyMap<string, Written>>;
  /** Whether a comment of the bot stands as the bot itself wrote it last: nobody else edited it. */
  isOwnText(comment: Comment): Promise<boolean>;
  /** The last edit of an issue's title, and of the text of an issue or a comment. */
  readLastEdits(issueNodeId: string, textNodeId: string): Promise<LastEdits>;
  createComment(number: number, body: string): Promise<Comment>;
  updateComment(id: number, body: string): Promise<Comment>;
  /** Deletes a comment; it is fine if it is gone already. */
  deleteComment(id: number): Promise<void>;
  react(commentId: number, reaction: Reaction): Promise<void>;
  reactToIssue(number: number, reaction: 'eyes'): Promise<void>;
  /**
   * Whether an account has reacted to a comment as the bot answers commands, or so many have that
   * it can't be told with one request.
   */
  hasReactionOf(accountId: number, commentId: number): Promise<boolean>;
  addLabel(number: number, label: string): Promise<void>;
  closeIssue(number: number, reason: 'completed' | 'not_planned'): Promise<void>;
  reopenIssue(number: number): Promise<void>;
  /** Whether GitHub says now that somebody has write access. Asked anew each time. */
  hasWriteAccess(login: string): Promise<boolean>;
  /** The newest with a label, open or not: at most as many, and a few more. */
  listLabelled(label: string, atLeast: number): Promise<readonly ChangedIssue[]>;
  listOpenIssues(): Promise<readonly IssueTitle[]>;
  /** Closed ones that changed since then. */
  listClosedIssues(since: Date): Promise<readonly IssueTitle[]>;
}

export type Mergeability = 'clean' | 'conflict' | 'unknown';

/** A repository that the bot opens pull requests in. */
export interface Repository {
  /** Whether a text of the bot stands as it wrote it last: nobody else edited it since. */
  isOwnText(pull: Pick<Pull, 'nodeId' | 'body'>): Promise<boolean>;
  /** Its number, which it keeps when it is renamed. */
  repositoryId(): Promise<number>;
  /**
   * The bot's newest pull request of a branch of this repository. One that somebody has led into
   * another branch than the base, or merged there, is none.
   */
  readPull(branch: string): Promise<Pull | undefined>;
  listOpenPulls(): Promise<readonly OpenPull[]>;
  /** The branches of those that are not open any more and changed since then. */
  listClosedBranches(since: Date): Promise<readonly string[]>;
  /** Those of the bot that were merged into the base. */
  listMergedPulls(): Promise<readonly MergedPull[]>;
  readBaseCommit(): Promise<string>;
  /**
   * Whether one commit comes from another, or is it: no, once history was written anew without it.
   */
  isInHistory(commit: string, of: string): Promise<boolean>;
  listFiles(commit: string): Promise<FileListing>;
  readBlob(blob: string): Promise<Uint8Array>;
  /** Creates a commit with changed files; no branch points to it yet. Answers its name. */
  commitFiles(commit: FilesCommit): Promise<string>;
  readBranch(branch: string): Promise<BranchHead | undefined>;
  /**
   * Points a branch to a commit. Answers `foreign` where others have committed to it, and throws
   * where it moved meanwhile. `lastCommit` is known to be the bot's own.
   */
  setBranch(branch: string, commit: string, lastCommit?: string): Promise<'done' | 'foreign'>;
  /**
   * Deletes a branch unless its newest commit is somebody else's, and throws where it moved
   * meanwhile; it is fine if it is gone already. `lastCommit` may be taken away whosever it is.
   */
  deleteBranch(branch: string, lastCommit?: string): Promise<void>;
  readPullBody(number: number): Promise<string>;
  /** Whether git can merge an open one; GitHub finds that out after it was asked. */
  readMergeability(number: number): Promise<Mergeability>;
  openPull(pull: PullWords & { readonly branch: string }): Promise<Pull>;
  updatePull(number: number, text: Partial<PullWords>): Promise<Pull>;
  /** Answers what became of it: it may have been merged at that very moment. */
  closePull(number: number): Promise<Pull>;
  addLabel(pullNumber: number, label: string): Promise<void>;
  removeLabel(pullNumber: number, label: string): Promise<void>;
}

export interface Issue {
  readonly number: number;
  readonly nodeId: string;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly author: Account;
  /** Undefined where GitHub does not tell. */
  readonly association?: Association | undefined;
  readonly open: boolean;
  /** Whether it is open because it was opened again. */
  readonly reopened: boolean;
  /** Then only people with write access can write into it, and no App. */
  readonly locked: boolean;
  readonly labels: readonly string[];
}

export interface ChangedIssue {
  readonly number: number;
  /** When it, or something in it, changed last; ISO 8601. */
  readonly updatedAt: string;
}

export type IssueTitle = Pick<Issue, 'number' | 'title' | 'createdAt'>;

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly isBot: boolean;
}

/**
 * Whether two accounts are one person's, by their numbers: a name may be given up and taken by
 * somebody else. A deleted account is nobody, however many there are.
 */
export function isSamePerson(one: Account, other: Account): boolean {
  return one.id === other.id && one.id >= 0;
}

export interface Edit {
  /** ISO 8601 */
  readonly at: string;
  readonly by: Account;
}

/** What the text of an issue or comment itself does not tell. */
export interface Written {
  /** A mail program may have put there what others said. */
  readonly byMail: boolean;
  /** The last one; undefined where nobody edited it. */
  readonly edit?: Edit;
}

export interface LastEdits {
  readonly title?: Edit;
  readonly text?: Edit;
}

export interface Comment {
  readonly id: number;
  readonly nodeId: string;
  readonly author: Account;
  readonly body: string;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Whether GitHub shows its writer as one of the repository's or the organisation's people. */
  readonly isByMember?: boolean;
  /** Whether it has a reaction like those of the bot, of whomever. */
  readonly hasReaction: boolean;
}

export type Reaction = '+1' | 'confused';

export interface Pull extends PullWords {
  readonly number: number;
  readonly nodeId: string;
  readonly url: string;
  readonly state: 'open' | 'closed' | 'merged';
  /** The newest commit of its branch; of a merged one, what was merged. */
  readonly head: string;
  readonly labels: readonly string[];
  /** An older one of the same branch that somebody has opened again. */
  readonly reopened?: number;
}

export interface BranchHead {
  readonly commit: string;
  /** Whether the bot made it, and nobody has changed it since. */
  readonly isOwn: boolean;
}

interface OpenPull {
  readonly branch: string;
  readonly body: string;
}

export interface MergedPull extends OpenPull {
  readonly number: number;
  /** The newest commit of its branch, which was merged. */
  readonly head: string;
  /** ISO 8601 */
  readonly mergedAt: string;
}

/** The git object names of a commit's files, by their paths. */
export type FileListing = ReadonlyMap<string, string>;

interface ChangedFile {
  readonly path: string;
  /** Undefined where the file goes; it must be there before. */
  readonly content: Uint8Array | undefined;
}

export interface FilesCommit {
  readonly files: readonly ChangedFile[];
  readonly message: string;
  readonly parent: string;
}
