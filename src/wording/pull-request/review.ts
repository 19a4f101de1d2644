import type { CheckId, ConfirmableCheck } from '../../probe/check-table.ts';
import type { Problem } from '../../problem.ts';
import type { Confirmation } from '../../request/command-table.ts';
import { checkLabels } from '../check-labels.ts';
import { commandWords, confirmations, confirmed as confirmedWhat } from '../commands.ts';
import { inlineCode } from '../escape.ts';
import { problemText } from '../problems/problems.ts';
import { timeInWords } from '../time.ts';

/** How far the review may go: what holds the pull request, and what people have confirmed. */
export interface Review {
  readonly hold?: Hold | undefined;
  readonly confirmed: readonly Confirmed[];
}

/** Why nobody may merge it now. */
export type Hold =
  /** A maintainer has to confirm what could not be verified. */
  | { readonly type: 'awaits'; readonly checks: readonly ConfirmableCheck[] }
  /** The cluster has failed these checks since it was proposed. */
  | { readonly type: 'checks-failed'; readonly checks: readonly CheckId[] }
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'deployment' /** Its address */; readonly url: string }
  | { readonly type: 'disputed' };

export interface Confirmed {
  readonly command: Confirmation;
  /** Login */
  readonly by: string;
  /** ISO 8601; what an older version of the bot has written down does not tell it. */
  readonly at?: string | undefined;
}

/**
 * The first thing in a pull request. It is rendered anew whenever it changes. The issue's address is
 * undefined where a maintainer has proposed it without one.
 */
export function renderReview({ hold, confirmed }: Review, issueUrl: string | undefined): string {
  return [
    ...(hold ? [holdExplained(hold, issueUrl)] : []),
    ...(confirmed.length > 0 ? [confirmed.map(confirmedLine).join('\n')] : []),
  ].join('\n\n');
}

function holdExplained(hold: Hold, issueUrl: string | undefined): string {
  const { why, next } = reasonOf(hold, issueUrl);
  return ['> [!IMPORTANT]', `> **On hold.** ${why}`, `> ${next}`].join('\n');
}

interface Reason {
  readonly why: string;
  readonly next: string;
}

function reasonOf(hold: Hold, issueUrl: string | undefined): Reason {
  const seeIssue = `The bot removes the hold when that is fixed; see ${issueUrl ?? 'the issue'}.`;
  switch (hold.type) {
    case 'awaits':
      return awaiting(hold.checks, issueUrl);
    case 'checks-failed':
      return {
        why: `The cluster no longer passes these checks: ${hold.checks.map((check) => `“${checkLabels[check]}”`).join(', ')}.`,
        next: seeIssue,
      };
    case 'problem':
      return { why: problemText(hold.problem).what.replaceAll('\n', ' '), next: seeIssue };
    case 'deployment':
      return {
        why: `Prow still deploys this cluster: ${hold.url} must be merged first.`,
        next: seeIssue,
      };
    case 'disputed':
      return {
        why: 'Somebody keeps changing what the bot writes, so this text might not be what the bot found.',
        next: seeIssue,
      };
  }
}

function awaiting(checks: readonly ConfirmableCheck[], issueUrl: string | undefined): Reason {
  const unverified = checks.map((check) => `could not verify that ${confirmations[check].what}`);
  const commands = checks.map((check) => commandWords(confirmations[check].command));
  const comment = issueUrl
    ? `comment ${commands.join(' and ')} on ${issueUrl}`
    : 'comment `/hold cancel` here';
  return {
    why: `The bot ${unverified.join(', and ')}.`,
    next: `When you have checked this, ${comment}: that removes the hold.`,
  };
}

function confirmedLine({ command, by, at }: Confirmed): string {
  const when = at === undefined ? '' : ` on ${timeInWords(at)}`;
  return `- ${inlineCode(by)} confirmed${when} that ${confirmedWhat[command]}.`;
}
