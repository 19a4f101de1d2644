import { z } from 'zod';
import { mayHoldMessage } from '../../attachment/submissions.ts';
import { nearMissOf } from '../../request/near-miss.ts';
import { mayAskForHelp } from '../../request/parse-commands.ts';
import { parseTitle } from '../../request/title.ts';
import { issueOf } from '../../state/branch.ts';
import { holdLabel } from '../../state/labels.ts';

/** Whose events count. Names are compared as GitHub does, without case. */
export interface WatchedRepositories {
  readonly infraRepository: string;
  /** The repositories that the bot opens pull requests in. */
  readonly proposedTo: readonly {
    /** `owner/name` */
    readonly repository: string;
    /** The pull requests' base; undefined for the default branch. */
    readonly branch?: string;
  }[];
  /** Undefined as long as the bot does not know it, and so has done nothing yet. */
  readonly botId: () => number | undefined;
}

/** The few fields of a webhook that tell which issue it is about. */
export interface IssueEvent {
  readonly repository: { readonly full_name: string };
  readonly sender: { readonly id: number };
  readonly issue: {
    readonly number: number;
    readonly title: string;
    readonly pull_request?: unknown;
    /** How many it has. */
    readonly comments?: number;
    readonly body?: string | null;
    readonly user?: { readonly type?: string } | null;
  };
  /** Of an edit: what was there before. */
  readonly changes?: unknown;
  readonly action?: string;
  /** Of an event on one. */
  readonly comment?: { readonly body?: string };
}

export interface PullRequestEvent {
  readonly repository: { readonly full_name: string };
  readonly sender?: { readonly id: number } | undefined;
  readonly pull_request: {
    readonly head: { readonly ref: string; readonly repo: { readonly full_name: string } | null };
  };
  /** Of what somebody did to a label; undefined where it was deleted everywhere. */
  readonly label?: { readonly name: string };
}

export interface LabelEvent {
  readonly repository: { readonly full_name: string };
  /** Of an edit: what it was called before. */
  readonly changes?: { readonly name?: { readonly from: string } };
}

export interface PushEvent {
  readonly repository: { readonly full_name: string; readonly default_branch?: string };
  readonly ref: string;
}

const before = z.object({ from: z.string() }).optional();
const changed = z.object({ title: before, body: before });

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** The request that an event on an issue or its comments is about. */
export function requestOfIssue(
  event: IssueEvent,
  watched: WatchedRepositories,
): number | undefined {
  const { repository, sender, issue, changes, comment, action } = event;
  if (!isSame(repository.full_name, watched.infraRepository) || issue.pull_request)
    return undefined;
  // What the bot did itself it knows. But once GitHub shows its new comment, older ones can go.
  const replacesOlder = comment !== undefined && action === 'created' && issue.comments !== 1;
  if (sender.id === watched.botId() && !replacesOlder) return undefined;
  const { title, body } = changed.safeParse(changes).data ?? {};
  const titles = [issue.title, title?.from ?? ''];
  const texts = [issue.body ?? '', body?.from ?? ''];
  const isWork = titles.some(parseTitle) || mayAsk(event, titles, texts);
  return isWork ? issue.number : undefined;
}

/**
 * Whether what is no request may be meant for the bot, by what the event tells: most issues cost no
 * request to GitHub.
 */
function mayAsk(
  { issue, comment, action = '' }: IssueEvent,
  titles: readonly string[],
  texts: readonly string[],
): boolean {
  if (!['opened', 'edited', 'created'].includes(action)) return false;
  if (comment && mayAskForHelp(comment.body ?? '')) return true;
  if (issue.user?.type === 'Bot') return false;
  return titles.some(nearMissOf) || (!comment && texts.some(mayHoldMessage));
}

/** The request that an event on a pull request is about. */
export function requestOfPull(
  event: PullRequestEvent,
  watched: WatchedRepositories,
): number | undefined {
  const isOurs = watched.proposedTo.some(({ repository }) =>
    isSame(event.repository.full_name, repository),
  );
  // What the bot did itself it knows: else the two would go round in circles.
  if (!isOurs || event.sender?.id === watched.botId()) return undefined;
  // Prow sets and takes away many others.
  if (event.label && event.label.name !== holdLabel) return undefined;
  const { ref, repo } = event.pull_request.head;
  // A fork may have a branch of any name, and goes some day.
  return repo && isSame(repo.full_name, event.repository.full_name) ? issueOf(ref) : undefined;
}

/** Whether no open pull request is on hold any more, for the label that says so has another name. */
export function renamesHold(
  { repository, changes }: LabelEvent,
  watched: WatchedRepositories,
): boolean {
  const isOurs = watched.proposedTo.some((place) => isSame(repository.full_name, place.repository));
  return isOurs && changes?.name?.from === holdLabel;
}

/** Whether the base of open pull requests moved. */
export function movesBase(
  { repository, ref }: PushEvent,
  { proposedTo }: WatchedRepositories,
): boolean {
  return proposedTo.some(
    (place) =>
      isSame(repository.full_name, place.repository) &&
      ref === `refs/heads/${place.branch ?? repository.default_branch}`,
  );
}
