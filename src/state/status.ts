import type { JobSecretOutcome } from '../job-secrets/job-secrets.ts';
import type { CheckId, ConfirmableCheck } from '../probe/check-table.ts';
import type { CheckResult } from '../probe/report.ts';
import type { Problem } from '../problem.ts';
import type { Confirmation, Verb } from '../request/command-table.ts';
import type { ClusterKind, Operation } from '../request/request.ts';

/**
 * What the status comment says. The comment's hidden marker holds the same data, so that what a
 * person reads and what the bot remembers can't differ. It is public: no evidence in it.
 */
export interface Status {
  readonly operation: Operation;
  readonly kind: ClusterKind;
  /** As the title has it; not vetted, so it is escaped wherever it is shown. */
  readonly name: string;
  readonly phase: Phase;
  readonly notices: readonly Notice[];
  /** Maintainers who are called by name, for it is their turn. */
  readonly calls?: readonly string[] | undefined;
  /** A credential was public for a while. Editing it away doesn't undo that, so it stays here. */
  readonly leaked?: LeakedCredential;
  /** Whether others change what the bot writes so often that it is not restored for now. */
  readonly isDisputed?: boolean | undefined;
  /** What GitHub did not let the bot do. */
  readonly refused?: readonly Refused[] | undefined;
}

/** What GitHub may not let the bot do. What the bot finds out or proposes ends in a phase instead. */
type RefusableStep =
  | 'read'
  | 'hold'
  | 'release'
  | 'restore'
  | 'sign-again'
  | 'renew'
  | 'reword'
  | 'hand-over'
  | 'close-pull-request'
  | 'close-again'
  | 'label-leak'
  | 'delete-comment'
  | 'close-issue'
  | 'reopen-issue';

/** A step that GitHub did not let the bot do, however often it was asked. */
export interface Refused {
  readonly step: RefusableStep;
  /** Which pull request, where there may be two. */
  readonly at?: 'secrets' | 'prow-deploy' | undefined;
  readonly problem: Problem;
  /** When it was tried last; ISO 8601. */
  readonly since: string;
}

export type LeakedCredential = 'kubeconfig' | 'token' | 'private key';

/** What is merged, whatever becomes of the request. */
interface DoneForGood {
  /** What has put the cluster into the secrets. */
  readonly merged?: PullReference;
  /** What has taken it out of Prow's deployment. */
  readonly undeployed?: PullReference;
}

export type Phase =
  /** Nothing is known yet, and nothing is said of it. */
  | { readonly type: 'checking' }
  /** The requester must send or change something. */
  | { readonly type: 'needs-change'; readonly problem: Problem }
  /** The cluster must be fixed; looked at again by itself until `until` (ISO 8601). */
  | {
      readonly type: 'checks-failed';
      readonly checks: readonly PublicCheck[];
      readonly until: string;
    }
  /** The operator of the bot must fix something; the requester has nothing to do. */
  | { readonly type: 'needs-operator'; readonly problem: Problem }
  | {
      readonly type: 'proposed';
      readonly pull: PullReference;
      readonly checks: readonly PublicCheck[];
      /** What a maintainer has to confirm before it may be merged. */
      readonly awaits: readonly ConfirmableCheck[];
    }
  | { readonly type: 'closed-unmerged'; readonly pull: PullReference }
  | ({ readonly type: 'cancelled'; readonly by: string } & DoneForGood)
  /** A person closed the issue. */
  | ({ readonly type: 'withdrawn' } & DoneForGood)
  /**
   * The secrets are merged; the pull request that deploys the cluster is to be. Without a pull
   * request of the secrets it is a removal, which waits for the deployment first.
   */
  | {
      readonly type: 'deploying';
      readonly pull?: PullReference;
      readonly deployment: PullReference;
    }
  | {
      readonly type: 'deployment-closed';
      readonly pull?: PullReference;
      readonly deployment: PullReference;
    }
  /** Merged, but the cluster does not answer as it should; looked at again until `until`. */
  | {
      readonly type: 'not-answering';
      readonly pull: PullReference;
      readonly deployment?: PullReference;
      readonly checks: readonly PublicCheck[];
      /** What is wrong with its entry, where it could not be tried. */
      readonly problem?: Problem;
      readonly until: string;
    }
  /** Merged, and the cluster answers; but only a deployment of Prow puts it into use. */
  | { readonly type: 'awaiting-deployment'; readonly pull: PullReference }
  | {
      readonly type: 'merged';
      readonly pull: PullReference;
      readonly deployment?: PullReference;
      /** Whether it did so with the kubeconfig that was merged, before the issue was closed. */
      readonly answers?: boolean;
      /** Whether Prow does not know of it before a maintainer runs its deployment again. */
      readonly toDeploy?: true;
      /** What became of the secrets that jobs need in a new build cluster. */
      readonly jobSecrets?: readonly JobSecretResult[];
    };

/** Which secret it is; neither its values nor which entries of the secrets they are from. */
export interface JobSecretResult {
  readonly name: string;
  readonly items: readonly { readonly key: string }[];
  readonly namespace: string;
  readonly outcome: JobSecretOutcome;
}

export interface PullReference {
  readonly number: number;
  readonly url: string;
}

/** A check's result without its evidence. */
export interface PublicCheck {
  readonly check: CheckId;
  readonly outcome: CheckResult['outcome'];
  readonly problem?: Problem;
}

/** An answer in words to a command, shown below the status until its writer says the next one. */
export type Notice = Words & {
  /** Of somebody who may command nothing: anybody's next command takes it away. */
  readonly isToStranger?: true;
};

/** Why a confirmation would change nothing: the bot has seen that it is so, or not, or others have. */
export type NothingToConfirm = 'proved' | 'disproved' | 'confirmed-before';

/** Why a command is not obeyed. */
export type Refusal =
  | 'unknown-command'
  | 'not-allowed'
  | 'nothing-to-do'
  | NothingToConfirm
  | 'too-early'
  | 'edited';

type Words =
  | { readonly type: 'help'; readonly to: string }
  | { readonly type: Refusal; readonly to: string; readonly command: string }
  /** It means that command and is none. */
  | { readonly type: 'misplaced'; readonly to: string; readonly command: Verb }
  | { readonly type: 'confirmed'; readonly command: Confirmation; readonly by: string };
