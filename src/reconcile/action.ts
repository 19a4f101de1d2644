import type { Submission } from '../attachment/found-submissions.ts';
import type { DeploymentChange } from '../prow-deploy/plan.ts';
import type { ClusterRequest } from '../request/request.ts';
import type { Hint } from '../state/hint.ts';
import type { Memory } from '../state/memory.ts';
import type { PullWords } from '../state/proposal.ts';
import type { PullReference } from '../state/status.ts';
import type { Authorization, Edited } from '../wording/pull-request/asked.ts';
import type { Review } from '../wording/pull-request/review.ts';
import type { Sections } from '../wording/pull-request/secrets.ts';
import type { Reaction } from './github.ts';
import type { Base, Examination, Leak } from './snapshot.ts';
import type { Target } from './targets.ts';

type Passed = Extract<Examination, { outcome: 'passed' }>;

/** One step towards the goal. Each is safe to repeat. */
export type Action =
  | { readonly type: 'none' }
  /** Answers commands; the new memory is written down with the next status. */
  | {
      readonly type: 'answer';
      readonly reactions: readonly { readonly commentId: number; readonly reaction: Reaction }[];
      readonly memory: Memory;
    }
  | {
      readonly type: 'write-status';
      readonly memory: Memory;
      /** Whether in a new comment, though there is one. */
      readonly isNew: boolean;
    }
  /** Keeps in mind when something was looked at: it came out as the comment says already. */
  | { readonly type: 'note-look'; readonly memory: Memory }
  /** An older comment of the bot. */
  | { readonly type: 'delete-comment'; readonly commentId: number }
  | { readonly type: 'label-leak'; readonly leak: Leak }
  /** Looks whether something that was posted is a message to the bot. */
  | { readonly type: 'recognise' }
  /** Where nothing is asked for: the one comment of the bot. */
  | { readonly type: 'write-hint'; readonly hint: Hint }
  | {
      readonly type: 'react';
      readonly reactions: readonly { readonly commentId: number; readonly reaction: Reaction }[];
    }
  /** Looks into the files for the one that is the submission, and for what nobody should attach. */
  | {
      readonly type: 'search-attachments';
      readonly request: ClusterRequest;
      /** As for an examination. */
      readonly needsAuthorization: boolean;
    }
  | {
      readonly type: 'examine';
      readonly request: ClusterRequest;
      /** A removal needs none. */
      readonly submission?: Submission;
      readonly key: string;
      /** Whether who asks has to be somebody that may ask for it. */
      readonly needsAuthorization?: boolean;
    }
  | {
      readonly type: 'propose';
      readonly request: ClusterRequest;
      readonly submission?: Submission;
      readonly key: string;
      readonly passed: Passed;
      readonly authorization?: Authorization;
      readonly review: Review;
      /** The open pull request to update; undefined to open one. */
      readonly pullNumber?: number;
    }
  /** Renders anew what holds the pull request, who confirmed what, and what was seen of the cluster. */
  | { readonly type: 'renew'; readonly pullNumber: number; readonly sections: Sections }
  /** Tells the reviewers that somebody else has committed, or that it is over. */
  | { readonly type: 'reword'; readonly pullNumber: number; readonly body: string }
  /** Writes again what somebody else has changed in a pull request. */
  | {
      readonly type: 'restore';
      readonly at: Target;
      readonly pullNumber: number;
      readonly words: PullWords;
    }
  /** Signs what the text of a pull request holds as it would be signed now. */
  | {
      readonly type: 'sign-again';
      readonly at: Target;
      readonly pullNumber: number;
      readonly body: string;
    }
  | { readonly type: 'hold' | 'release'; readonly pullNumber: number }
  /** Gives a pull request up, its branch included. */
  | {
      readonly type: 'close-pull-request';
      readonly at: Target;
      readonly pullNumber: number;
      /** Whether it stays closed, as the issue asks for something else. Another may be open by now. */
      readonly forGood?: boolean | undefined;
      /** Whether as GitHub does not let the bot put it on hold. */
      readonly isUnheld?: boolean;
    }
  /** Closes an older one of the secrets again that somebody has opened. */
  | { readonly type: 'close-again'; readonly pullNumber: number }
  /** Leads from one that was given up for good to the one in its place. */
  | {
      readonly type: 'hand-over';
      readonly from: number;
      readonly to: PullReference;
    }
  /** Unless somebody else has committed to it after that commit. */
  | {
      readonly type: 'delete-branch';
      readonly at: Target;
      readonly lastCommit?: string | undefined;
    }
  /** Finds out what has to change in the repository of the deployment. */
  | { readonly type: 'plan-deployment'; readonly request: ClusterRequest }
  | {
      readonly type: 'propose-deployment';
      readonly request: ClusterRequest;
      readonly change: DeploymentChange & { readonly base: Base };
      /** The merged pull request; a removal has none yet. */
      readonly merged?: PullReference;
      readonly authorization?: Authorization;
      readonly edits?: readonly Edited[];
      /** The open pull request to update; undefined to open one. */
      readonly pullNumber?: number;
    }
  /** Asks whether git can merge an open pull request into a base that has moved on. */
  | { readonly type: 'ask-mergeable'; readonly at: Target; readonly pullNumber: number }
  /** Notes that an open pull request is on a newer base what it was before, and needs no push. */
  | {
      readonly type: 'keep-commit';
      readonly at: Target;
      readonly pullNumber: number;
      readonly base: Base;
    }
  /** Looks at the cluster once more, with the kubeconfig that was merged. */
  | { readonly type: 'probe-registered'; readonly request: ClusterRequest }
  /** Puts the secrets for jobs into a merged build cluster. */
  | { readonly type: 'apply-job-secrets'; readonly request: ClusterRequest }
  | { readonly type: 'close-issue'; readonly reason: 'completed' | 'not_planned' }
  | { readonly type: 'reopen-issue' };
