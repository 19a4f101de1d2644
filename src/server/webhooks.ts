import type { Probot } from 'probot';
import {
  type Audience,
  type IssueEvent,
  movesBase,
  type PullRequestEvent,
  requestOfIssue,
  requestOfPull,
} from './events.ts';

/** The events that the bot acts on; the App's settings subscribe it to the same. */
export const events = ['issues', 'issue_comment', 'pull_request', 'push'] as const;

export interface Work {
  readonly add: (issueNumber: number) => void;
  /** Adds every request that has an open pull request. */
  readonly addProposed: () => Promise<void>;
}

/**
 * Turns webhooks into work. A webhook only says which request to look at: what is to be done is
 * read from GitHub, so a lost, late or repeated one changes nothing.
 */
export function listen(probot: Probot, audience: Audience, { add, addProposed }: Work): void {
  const onIssue = ({ payload }: { payload: IssueEvent }) => {
    const request = requestOfIssue(payload, audience);
    if (request !== undefined) add(request);
  };
  const onPull = ({ payload }: { payload: PullRequestEvent }) => {
    const request = requestOfPull(payload, audience);
    if (request !== undefined) add(request);
  };
  probot.on(['issues.opened', 'issues.edited', 'issues.closed', 'issues.reopened'], onIssue);
  probot.on(['issues.deleted', 'issues.transferred'], onIssue);
  probot.on(['issue_comment.created', 'issue_comment.edited', 'issue_comment.deleted'], onIssue);
  probot.on(['pull_request.closed', 'pull_request.reopened', 'pull_request.synchronize'], onPull);
  probot.on('push', async ({ payload }) => {
    if (movesBase(payload, audience)) await addProposed();
  });
}
