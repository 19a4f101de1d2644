import type { Candidates, Content, Mention, Submission } from '../attachment/found-submissions.ts';
import type { JobSecret } from '../job-secrets/job-secrets.ts';
import type { Report } from '../probe/report.ts';
import type { Problem } from '../problem.ts';
import type { DeploymentChange } from '../prow-deploy/plan.ts';
import type { NearMiss } from '../request/near-miss.ts';
import type { Command } from '../request/parse-commands.ts';
import type { ClusterRequest } from '../request/request.ts';
import type { SecretsChange } from '../secrets/secrets.ts';
import type { Hint } from '../state/hint.ts';
import type { Memory } from '../state/memory.ts';
import type { DeploymentProposal, Proposal, PullWords } from '../state/proposal.ts';
import type { JobSecretResult, LeakedCredential } from '../state/status.ts';
import type { Authorization, Edited } from '../wording/pull-request/asked.ts';
import type { Account, Comment, Issue, Mergeability, Pull } from './github.ts';
import type { Readers } from './readers.ts';

/** Where something stands that was read. */
export type Source = Pick<Comment, 'nodeId'>;

/** A hint, with the comment that it is. */
export interface WrittenHint extends Hint {
  readonly id: number;
}

/** What may be the submission, with the first text of the author that holds it. */
export interface Candidate extends Mention {
  readonly source?: Source | undefined;
}

/** All that a decision is made of: what GitHub shows now, and what this run found out. */
export interface Snapshot {
  readonly now: Date;
  /** Whether the queue gives up if this run fails. */
  readonly isLastAttempt: boolean;
  readonly issue: Issue;
  /** What the title asks for; undefined if it asks for nothing. */
  readonly request?: ClusterRequest;
  /** What the issue's author submitted, the likeliest first. */
  readonly candidates: Candidates<Candidate>;
  /** Which of them it is, once that is known: see `settled`. */
  readonly submission?: Submission | undefined;
  /** The first text of the author that holds it. */
  readonly source?: Source | undefined;
  /** What this run has found in the files, once it has looked into them. */
  readonly search?: Search;
  /** The node identifiers of all that the author wrote here. */
  readonly texts?: readonly string[];
  /** Whether the author has written more than the bot reads. */
  readonly isTooLong: boolean;
  /** A credential that stands in the issue for all to read. */
  readonly leak?: PostedLeak;
  readonly commands: readonly PendingCommand[];
  /** The commands that were answered before the memory was lost, as reactions tell. */
  readonly answeredBefore: readonly string[];
  /** The bot's newest comment, with what it says now. */
  readonly statusComment?: {
    readonly id: number;
    /** ISO 8601 */
    readonly updatedAt?: string;
    readonly recorded?: Memory;
    /** Whether it is signed otherwise than it would be now, so that it has to be written again. */
    readonly isSignatureOld?: boolean;
    /** Whether somebody else has edited it since. */
    readonly isChanged?: boolean;
  };
  /** Whether it is gone, or can't be read any more, though this process has written it. */
  readonly isStatusLost?: boolean;
  /** Older ones, which a newer one has taken the place of. */
  readonly olderComments: readonly number[];
  readonly memory?: Memory;
  /** What the bot has said as long as the issue was no request, oldest first. */
  readonly hints: readonly WrittenHint[];
  /** What the title clearly means, though it does not have the form of a request. */
  readonly nearMiss?: NearMiss | undefined;
  /** Whether such an issue may be told so in a new comment. */
  readonly mayHint?: boolean;
  /** Whether it holds a message to the bot; undefined where nobody has looked. */
  readonly holdsMessage?: boolean | undefined;
  /** The newest pull request of the request's branch. */
  readonly pull?: ObservedPull;
  /** Only looked up while a pull request is open. */
  readonly base?: Base;
  /** Whether git can merge it into a base that has moved on, where this run has asked. */
  readonly mergeability?: Mergeability;
  /** Whether another request submitted before what the pull request proposes. */
  readonly isReplayed: boolean;
  /** Whether what it proposes was public in another issue. */
  readonly isLeakedElsewhere?: boolean;
  readonly examination?: Examination;
  readonly branchDeleted: boolean;
  /** Of a build cluster that is merged, or is to be removed; see {@link Deployment}. */
  readonly deployment?: Deployment;
  /** Looked at once all is merged. */
  readonly liveness?: Liveness;
  /** Whom to call where only maintainers can go on, by login. */
  readonly maintainers: readonly string[];
  /** The secrets for jobs that a merged build cluster is to get. */
  readonly jobSecrets: readonly JobSecret[];
  /** What became of them in this run. */
  readonly appliedJobSecrets?: readonly JobSecretResult[];
  /** How long a failure rests before it is looked at again, in milliseconds. */
  readonly recheckAfterMs: number;
}

export interface ObservedPull extends Pull {
  readonly proposal?: Proposal;
  /** Its text with the proposal signed as it would be now, where it is signed otherwise. */
  readonly signedAnew?: string;
  /** Title and text as they should be, where somebody else has changed them. */
  readonly restored?: PullWords | undefined;
  /** The bot's own words, as it wrote them. */
  readonly words?: PullWords | undefined;
  /** What others have added below the bot's words. */
  readonly others?: string | undefined;
  /**
   * Of an open one, what its branch holds: the commit that its text tells of, the same on a history
   * that the base does not have any more, another one of the bot, or somebody else's.
   */
  readonly branchState?:
    | 'proposal'
    | 'proposal on a lost history'
    | 'other work of the bot'
    | "somebody else's work";
}

/** The second pull request: Prow takes up what was added, or lets go of what is to be removed. */
export interface Deployment {
  /** The newest pull request of the request's branch in the repository of the deployment. */
  readonly pull?: Pull &
    Pick<ObservedPull, 'words' | 'signedAnew' | 'restored' | 'others'> & {
      readonly proposal?: DeploymentProposal;
    };
  /** Only looked up while a pull request is open. */
  readonly base?: Base;
  readonly branchDeleted: boolean;
  /** Whether git can merge it into a base that has moved on, where this run has asked. */
  readonly mergeability?: Mergeability;
  /** Whether its branch holds a commit of somebody else, where this run has looked. */
  readonly isForeign?: boolean;
  /** What this run has found out. */
  readonly plan?: PlannedDeployment;
}

/** Whether a cluster answers with the kubeconfig that was merged. */
export type Liveness =
  | { readonly outcome: 'answers' }
  | { readonly outcome: 'failed'; readonly report: Report }
  | { readonly outcome: 'problem'; readonly problem: Problem };

export type PlannedDeployment =
  | { readonly outcome: 'done' }
  | ({ readonly outcome: 'change'; readonly base: Base } & DeploymentChange)
  | { readonly outcome: 'problem'; readonly problem: Problem };

/** A credential in plain text. */
export interface Leak {
  readonly what: LeakedCredential;
  /** Each of them as `keyedDigest` tells it. */
  readonly credentials: readonly string[];
  /** Those among them that the author of the issue let leak. */
  readonly own?: readonly string[];
}

export interface PostedLeak extends Leak {
  /** The submissions that came after it, by fingerprint; undefined where it is not the author's. */
  readonly madeUpBy?: readonly string[] | undefined;
}

interface Search {
  /** What the submission holds. */
  readonly holds?: Content | undefined;
  /** What was found in plain text in the other files. */
  readonly leak?: Leak | undefined;
}

export interface Base {
  readonly commit: string;
  /** Changes with each file that is read to prepare a pull request, see `baseOf`. */
  readonly state: string;
}

/** Nothing that its writer said. It is remembered, so that nobody asks for it again. */
interface Quoted {
  readonly verb: 'quoted';
}

export interface PendingCommand {
  /** The comment and what it says: an edited command is a new one. */
  readonly key: string;
  readonly commentId: number;
  readonly by: Account;
  /** When it was said, as it stands; ISO 8601. */
  readonly at: string;
  readonly command: Command | Quoted;
  /** Whether nobody else has edited it. */
  readonly isOwn: boolean;
  readonly mayWrite: boolean;
  /** Whether it is the issue's author. */
  readonly isAuthor: boolean;
  /** Whether its writer could see all that the status comment says. */
  readonly sawStatus: boolean;
  /** The fingerprint of the submission that its writer could see. */
  readonly submission?: string | undefined;
}

/** What became of a submission, in this run. */
export type Examination = {
  /** What was found in plain text, in the submission or beside it. */
  readonly leak?: Leak;
} & (
  | { readonly outcome: 'problem'; readonly problem: Problem }
  | { readonly outcome: 'failed'; readonly report: Report }
  | {
      readonly outcome: 'passed';
      readonly report: Report;
      readonly change: SecretsChange;
      /** Tells the change again on another base, where that can be told. */
      readonly effect?: string | undefined;
      readonly base: Base;
      /** SHA-256 of the encrypted submission, hexadecimal; a removal has none. */
      readonly digest?: string;
      /** See `keyedDigests`. */
      readonly credentials?: readonly string[];
      /** Undefined where nothing is encrypted. */
      readonly readers?: Readers;
      /** Why the author may ask for it, where that was looked up. */
      readonly authorization?: Authorization;
      /** Who else asks for it. */
      readonly edits?: readonly Edited[];
    }
);
