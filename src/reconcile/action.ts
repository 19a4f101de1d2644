import type { Submission } from '../attachment/attachment.ts';
import type { LeakedCredential } from '../reply/status.ts';
import type { ClusterRequest } from '../request/request.ts';
import type { Reaction } from './github.ts';
import type { Memory } from './memory.ts';
import type { Examination } from './snapshot.ts';

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
  | { readonly type: 'write-status'; readonly memory: Memory }
  | { readonly type: 'label-leak'; readonly what: LeakedCredential }
  | {
      readonly type: 'examine';
      readonly request: ClusterRequest;
      readonly submission: Submission;
      readonly key: string;
    }
  | {
      readonly type: 'propose';
      readonly request: ClusterRequest;
      readonly submission: Submission;
      readonly key: string;
      readonly passed: Passed;
      readonly held: boolean;
      /** The open pull request to update; undefined to open one. */
      readonly pullNumber?: number;
    }
  | { readonly type: 'hold' | 'release'; readonly pullNumber: number }
  /** Gives a pull request up, its branch included. */
  | { readonly type: 'retract'; readonly pullNumber: number }
  /** After the merge; or, unless somebody else has committed to it, what was given up. */
  | { readonly type: 'delete-branch' | 'delete-own-branch' }
  | { readonly type: 'close-issue'; readonly reason: 'completed' | 'not_planned' }
  | { readonly type: 'reopen-issue' };
