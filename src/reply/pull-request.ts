import type { Report } from '../probe/report.ts';
import type { ClusterRequest } from '../request/request.ts';
import type { ChangeSummary, Recipient } from '../secrets/secrets.ts';
import { changeLines, unchangedSentence, unknownOwner } from './change.ts';
import { renderPrivateChecks } from './checks.ts';
import { codeBlock, escapeText, inlineCode } from './escape.ts';
import { kindNames } from './status-comment.ts';

export type PullRequestFacts = ChangeFacts & (IssueOrigin | CommandLineOrigin);

interface ChangeFacts {
  readonly request: ClusterRequest;
  readonly report: Report;
  readonly change: ChangeSummary;
  /** A maintainer has to confirm the control plane before the merge. */
  readonly held: boolean;
  readonly problemsUrl: string;
  /** `Name <email>` of the commit's Signed-off-by. */
  readonly signOff: string;
}

export interface IssueReference {
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
  /** Login */
  readonly author: string;
  readonly url: string;
}

interface IssueOrigin {
  readonly origin?: undefined;
  readonly issue: IssueReference;
  readonly submission: {
    /** SHA-256 of the ciphertext, hexadecimal. */
    readonly digest: string;
    /** The attachment's address; undefined where the text was pasted. */
    readonly where?: string;
  };
}

/** A maintainer's own addition, without an issue. */
interface CommandLineOrigin {
  readonly origin: { readonly type: 'command-line' /** Login */; readonly by: string };
}

export interface PullRequestText {
  readonly title: string;
  readonly body: string;
  readonly commitMessage: string;
}

/**
 * What a reviewer reads. The file under review is a ciphertext, so the body must tell what changes
 * and that nothing else does. It goes into a private repository and may name the cluster's address.
 *
 * Neither mentions nor closing keywords are in it: Prow blocks both in titles and commit messages.
 */
export function renderPullRequest(facts: PullRequestFacts): PullRequestText {
  const { request, change, report, held, problemsUrl, signOff } = facts;
  const title = `Add ${kindNames[request.kind]} ${escapeText(request.name)}`;
  const partOf = facts.origin ? [] : [`Part of ${reference(facts)}`];
  const sections = [
    ...partOf,
    asked(facts),
    ...(held ? [holdExplained(facts)] : []),
    '### What changes',
    codeBlock('diff', changeLines(change).join('\n')),
    unchangedSentence(change),
    '### Who can decrypt it',
    decryptionSentence(change),
    recipientsTable(change.recipients),
    '### Checks',
    renderPrivateChecks(report.checks, { problemsUrl }),
  ];
  return {
    title,
    body: `${sections.join('\n\n')}\n`,
    commitMessage: `${[title, ...partOf, `Signed-off-by: ${signOff}`].join('\n\n')}\n`,
  };
}

function reference({ issue }: IssueOrigin): string {
  return `${issue.repository}#${issue.number}`;
}

function asked(facts: PullRequestFacts): string {
  const what = `- Asked for: ${kindNames[facts.request.kind]} ${inlineCode(facts.request.name)}`;
  if (facts.origin) return `${what}\n- Added by: ${inlineCode(facts.origin.by)}, without an issue`;
  const { issue, submission } = facts;
  const where =
    submission.where === undefined ? 'pasted in the issue' : inlineCode(submission.where, 300);
  return [
    what,
    `- Asked by: ${inlineCode(issue.author)} in ${issue.url}`,
    `- Submission: ${where}`,
    `- SHA-256 of the encrypted submission: ${inlineCode(submission.digest)}`,
  ].join('\n');
}

function holdExplained(facts: PullRequestFacts): string {
  const release = facts.origin
    ? '`/hold cancel` in a comment here'
    : `\`/onboard confirm-ha\` in a comment on ${reference(facts)}`;
  return [
    '> [!IMPORTANT]',
    '> **On hold.** The bot could not verify that the control plane is highly available.',
    `> When a maintainer has made sure, ${release} takes the hold away.`,
  ].join('\n');
}

function decryptionSentence({ recipients, sharedKey }: ChangeSummary): string {
  const same = `The same ${recipients.length === 1 ? 'recipient' : 'recipients'} as before`;
  return sharedKey === undefined
    ? `${same}.`
    : `${same}: the users of the git-crypt key ${inlineCode(sharedKey)}.`;
}

function recipientsTable(recipients: readonly Recipient[]): string {
  const rows = recipients.map(
    ({ keyId, userId }) =>
      `| ${inlineCode(keyId)} | ${userId === '' ? unknownOwner : inlineCode(userId)} |`,
  );
  return ['| Key | Owner |', '|---|---|', ...rows].join('\n');
}
