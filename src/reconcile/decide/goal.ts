import type { ClusterRequest } from '../../request/request.ts';
import type { Action } from '../action.ts';
import type { Target } from '../targets.ts';
import type { News } from './write-status.ts';

/** What should be so in the end. What is left out stays as it is. */
export interface Goal {
  /** What the status comment is about. */
  readonly request: ClusterRequest;
  /** What the status comment says and remembers before anything else is done. */
  readonly says?: News;
  /** Whether nobody may merge the open pull request of the secrets. */
  readonly held?: boolean;
  /** Where nothing is open for review any more, and no branch is left. */
  readonly closes?: readonly Closed[];
  /** What else is to be found out or done. */
  readonly does?: Effect;
  readonly issue?: 'open' | 'completed' | 'not_planned';
  /** What the status comment says once all that is so. */
  readonly lastWord?: News;
}

export interface Closed {
  readonly at: Target;
  /** Whether it stays closed, as the issue asks for something else. */
  readonly forGood?: boolean;
}

/** A hold on what was closed tells whether GitHub lets the bot set it. */
type Effect =
  | { readonly type: 'hold'; readonly pullNumber: number }
  | Extract<
      Action,
      {
        readonly type:
          | 'search-attachments'
          | 'examine'
          | 'propose'
          | 'plan-deployment'
          | 'propose-deployment'
          | 'ask-mergeable'
          | 'keep-commit'
          | 'probe-registered'
          | 'apply-job-secrets';
      }
    >;
