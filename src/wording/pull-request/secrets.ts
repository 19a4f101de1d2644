import type { Report } from '../../probe/report.ts';
import { type ClusterKind, type ClusterRequest, operations } from '../../request/request.ts';
import type { ChangeSummary } from '../../secrets/secrets.ts';
import { codeBlock, escapeText, inlineCode } from '../escape.ts';
import { kindNames, titleOf } from '../kinds.ts';
import { type Authorization, askedBy, type Edited, type IssueReference } from './asked.ts';
import { renderCluster } from './cluster.ts';
import { changeLines, unchangedSentence } from './diff.ts';
import { type ReadersDifference, renderReaders } from './readers.ts';
import { type Review, renderReview } from './review.ts';

export type PullRequestFacts = ChangeFacts & (IssueOrigin | CommandLineOrigin);

interface ChangeFacts {
  readonly request: ClusterRequest;
  readonly report: Report;
  /** When the cluster was seen so; ISO 8601. */
  readonly seenAt: string;
  readonly changes: readonly ChangeSummary[];
  /** Undefined where nobody knows who could decrypt it before. */
  readonly readers?: ReadersDifference | undefined;
  readonly review: Review;
  /** `Name <email>` of the commit's Signed-off-by. */
  readonly signOff: string;
}

interface IssueOrigin {
  readonly origin?: undefined;
  readonly issue: IssueReference;
  /** A removal has none. */
  readonly submission?: {
    /** SHA-256 of the ciphertext, hexadecimal. */
    readonly digest: string;
    /** The attachment's address; undefined where the text was pasted. */
    readonly where?: string;
  };
  readonly authorization?: Authorization;
  readonly edits?: readonly Edited[];
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

/** What of a body changes while the pull request is open, without a new commit. */
export interface Sections {
  /** Stands first; empty where there is nothing to say. */
  readonly review: string;
  /** Empty where no cluster was asked. */
  readonly cluster: string;
  /** ISO 8601 */
  readonly seenAt: string;
}

/** The same body with other sections in the place of those that it holds. */
export function withSections(body: string, shown: Sections, sections: Sections): string {
  const rest = shown.review === '' ? body : body.slice(shown.review.length).trimStart();
  const first = sections.review === '' ? '' : `${sections.review}\n\n`;
  return `${first}${rest.replace(shown.cluster, () => sections.cluster)}`;
}

/**
 * What a reviewer reads: what decides, what changes, then who can decrypt it. The file under review
 * is a ciphertext, so the body must tell what changes and that nothing else does. It goes into a
 * private repository and may name the cluster's address.
 *
 * Neither mentions nor closing keywords are in it: Prow blocks both in titles and commit messages.
 */
export function renderPullRequest(
  facts: PullRequestFacts,
): PullRequestText & { readonly sections: Sections } {
  const { request, changes, readers, report, seenAt, signOff } = facts;
  const title = titleOf({ ...request, name: escapeText(request.name) });
  const partOf = facts.origin ? [] : [`Part of ${reference(facts)}`];
  const sections = {
    review: renderReview(facts.review, facts.origin ? undefined : facts.issue.url),
    cluster: renderCluster(report, { kind: request.kind, seenAt }),
    seenAt,
  };
  const parts = [
    sections.review,
    ...partOf,
    asked(facts),
    ...(operations[request.operation].isRegisteredAfter ? [] : [beforeRemoval(request)]),
    sections.cluster,
    '### What changes',
    ...changes.flatMap((change) => [
      codeBlock('diff', changeLines(change).join('\n')),
      unchangedSentence(change),
    ]),
    '### Who can decrypt it',
    ...renderReaders(changes, readers),
    ...submissionLines(facts),
  ].filter((part) => part !== '');
  return {
    title,
    body: `${parts.join('\n\n')}\n`,
    sections,
    commitMessage: `${[title, ...partOf, `Signed-off-by: ${signOff}`].join('\n\n')}\n`,
  };
}

function reference({ issue }: IssueOrigin): string {
  return `${issue.repository}#${issue.number}`;
}

function asked(facts: PullRequestFacts): string {
  const what = `- Asked for: ${kindNames[facts.request.kind]} ${inlineCode(facts.request.name)}`;
  return facts.origin
    ? `${what}\n- Done by: ${inlineCode(facts.origin.by)}, without an issue`
    : [what, ...askedBy(facts.issue, facts)].join('\n');
}

function submissionLines(facts: PullRequestFacts): readonly string[] {
  if (facts.origin || !facts.submission) return [];
  const { where, digest } = facts.submission;
  return [
    '<details><summary>The submission</summary>',
    [
      `- Submission: ${where === undefined ? 'pasted in the issue' : inlineCode(where, 300)}`,
      `- SHA-256 of the encrypted submission: ${inlineCode(digest)}`,
    ].join('\n'),
    '</details>',
  ];
}

/** Prow fails a job whose cluster it does not know. */
export function beforeRemoval({ kind, name }: Pick<ClusterRequest, 'kind' | 'name'>): string {
  return `**Before you merge:** make sure that no job still ${uses[kind](name)}.`;
}

const uses: Readonly<Record<ClusterKind, (name: string) => string>> = {
  'build-cluster': (name) => `uses ${inlineCode(`cluster: ${name}`)}`,
  'external-provider': (name) => `extracts ${inlineCode(name)} from the secrets`,
};
