import type { Probot } from 'probot';
import {
  type IssueEvent,
  movesBase,
  type PullRequestEvent,
  renamesHold,
  requestOfIssue,
  requestOfPull,
  type WatchedRepositories,
} from './events.ts';

/** The events that the bot acts on; the App's settings subscribe it to the same. */
export const events = ['issues', 'issue_comment', 'pull_request', 'label', 'push'] as const;

export interface Work {
  /** Told of each webhook that counts, before it becomes work. */
  readonly onWebhook: (webhook: Webhook) => void;
  readonly add: (issueNumber: number) => void;
  /** All open pull requests have to be looked at. */
  readonly lookAtProposed: () => void;
}

interface Webhook {
  /** Undefined where it is about no single one. */
  readonly issue?: number;
  /** Such as `issues.opened`. */
  readonly event: string;
  /** What GitHub's own list of deliveries shows it as. */
  readonly delivery: string;
}

/** A webhook as Probot hands it over. */
interface Received<Payload> {
  readonly id: string;
  readonly name: string;
  readonly payload: Payload & { readonly action?: string };
}

/**
 * Turns webhooks into work. A webhook only says which request to look at: what is to be done is
 * read from GitHub, so a lost, late or repeated one changes nothing.
 */
export function listen(probot: Probot, watched: WatchedRepositories, work: Work): void {
  const { onWebhook, add, lookAtProposed } = work;
  const addFor = (issue: number | undefined, received: Received<unknown>) => {
    if (issue === undefined) return;
    onWebhook({ issue, ...describe(received) });
    add(issue);
  };
  const onIssue = (received: Received<IssueEvent>) =>
    addFor(requestOfIssue(received.payload, watched), received);
  const onPull = (received: Received<PullRequestEvent>) =>
    addFor(requestOfPull(received.payload, watched), received);
  probot.on(['issues.opened', 'issues.edited', 'issues.closed', 'issues.reopened'], onIssue);
  probot.on(['issues.deleted', 'issues.transferred', 'issues.unlocked'], onIssue);
  probot.on(['issue_comment.created', 'issue_comment.edited', 'issue_comment.deleted'], onIssue);
  probot.on(['pull_request.closed', 'pull_request.reopened', 'pull_request.synchronize'], onPull);
  // Anybody may say `/hold cancel`, and a hold that is needed has to be back before the merge.
  probot.on(['pull_request.unlabeled', 'pull_request.edited'], onPull);
  const onAll = ({ id, name }: Pick<Received<unknown>, 'id' | 'name'>, isMeant: boolean) => {
    if (!isMeant) return;
    onWebhook({ event: name, delivery: id });
    lookAtProposed();
  };
  probot.on('label.edited', (received) => onAll(received, renamesHold(received.payload, watched)));
  probot.on('push', (received) => onAll(received, movesBase(received.payload, watched)));
}

function describe({ id, name, payload }: Received<unknown>): Omit<Webhook, 'issue'> {
  return { event: [name, payload.action].filter(Boolean).join('.'), delivery: id };
}
