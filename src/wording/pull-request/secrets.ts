import type { ConfirmableCheck } from '../../probe/check-table.ts';
import type { Report } from '../../probe/report.ts';
import {
  type ClusterKind,
  type ClusterRequest,
  type Operation,
  operations,
} from '../../request/request.ts';
import type { ChangeSummary } from '../../secrets/secrets.ts';
import { renderPrivateChecks } from '../check-labels.ts';
import { commandWords, confirmations } from '../commands.ts';
import { codeBlock, escapeText, inlineCode } from '../escape.ts';
import { kindNames } from '../kinds.ts';
import { changeLines, unchangedSentence } from './diff.ts';
import { type ComparedReaders, renderReaders } from './readers.ts';

export type PullRequestFacts = ChangeFacts & (IssueOrigin | CommandLineOrigin);

interface ChangeFacts {
  readonly request: ClusterRequest;
  readonly report: Report;
  readonly changes: readonly ChangeSummary[];
  /** Undefined where nobody knows who could decrypt it before. */
  readonly readers?: ComparedReaders;
  /** What a maintainer has to confirm before the merge. */
  readonly awaits: readonly ConfirmableCheck[];
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

/** Why somebody may have changed what is registered. */
export type Authorization =
  | { readonly type: 'write-access' | 'added-it' }
  | { readonly type: 'confirmed' /** Login */; readonly by: string };

/** What somebody else than the author of the issue has edited last, and so asks for. */
export interface Edited {
  readonly what: 'title' | 'submission' | 'another text';
  readonly by: { readonly id: number /** Login */; readonly login: string };
  /** Why they may, where that matters. */
  readonly authorization?: Authorization;
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
  const { request, changes, readers, report, awaits, problemsUrl, signOff } = facts;
  const title = `${verbs[request.operation]} ${kindNames[request.kind]} ${escapeText(request.name)}`;
  const partOf = facts.origin ? [] : [`Part of ${reference(facts)}`];
  const sections = [
    ...partOf,
    asked(facts),
    ...(awaits.length > 0 ? [holdExplained(facts)] : []),
    ...(operations[request.operation].isRegisteredAfter ? [] : [beforeRemoval(request)]),
    '### What changes',
    ...changes.flatMap((change) => [
      codeBlock('diff', changeLines(change).join('\n')),
      unchangedSentence(change),
    ]),
    '### Who can decrypt it',
    ...renderReaders(changes, readers),
    ...(report.checks.length > 0
      ? ['### Checks', renderPrivateChecks(report.checks, { problemsUrl, kind: request.kind })]
      : []),
  ];
  return {
    title,
    body: `${sections.join('\n\n')}\n`,
    commitMessage: `${[title, ...partOf, `Signed-off-by: ${signOff}`].join('\n\n')}\n`,
  };
}

const verbs: Readonly<Record<Operation, string>> = {
  add: 'Add',
  rotate: 'Rotate',
  remove: 'Remove',
};

function reference({ issue }: IssueOrigin): string {
  return `${issue.repository}#${issue.number}`;
}

function asked(facts: PullRequestFacts): string {
  const what = `- Asked for: ${kindNames[facts.request.kind]} ${inlineCode(facts.request.name)}`;
  if (facts.origin) return `${what}\n- Done by: ${inlineCode(facts.origin.by)}, without an issue`;
  const { issue, submission } = facts;
  const lines = submission ? submissionLines(submission) : [];
  return [what, ...askedBy(issue, facts), ...lines].join('\n');
}

/** Who has filed the issue and, where others have edited it, whose words they are now. */
export function askedBy(
  { author, url }: IssueReference,
  { authorization, edits = [] }: Pick<IssueOrigin, 'authorization' | 'edits'>,
): readonly string[] {
  const verb = edits.length > 0 ? 'Filed' : 'Asked';
  return [
    `- ${verb} by: ${inlineCode(author)} in ${url}${authorizationWords(authorization)}`,
    ...edits.map(
      ({ what, by, authorization: theirs }) =>
        `- **${changed[what]}**: last edited by ${inlineCode(by.login)}${authorizationWords(theirs)}`,
    ),
  ];
}

const changed = {
  title: "The title is not the author's",
  submission: "The submission is not the author's",
  'another text': 'Another text of the author is not as it was',
} as const;

function authorizationWords(authorization: Authorization | undefined): string {
  switch (authorization?.type) {
    case undefined:
      return '';
    case 'write-access':
      return ', who has write access there';
    case 'added-it':
      return ', who had it added';
    case 'confirmed':
      return `, for whom ${inlineCode(authorization.by)} has vouched`;
  }
}

function submissionLines({ where, digest }: NonNullable<IssueOrigin['submission']>) {
  return [
    `- Submission: ${where === undefined ? 'pasted in the issue' : inlineCode(where, 300)}`,
    `- SHA-256 of the encrypted submission: ${inlineCode(digest)}`,
  ];
}

function holdExplained(facts: PullRequestFacts): string {
  const unverified = facts.awaits.map(
    (what) => `could not verify that ${confirmations[what].what}`,
  );
  const commands = facts.awaits.map((what) => commandWords(confirmations[what].command));
  const release = facts.origin
    ? '`/hold cancel` in a comment here takes'
    : `${commands.join(' and ')} in a comment on ${reference(facts)} ${commands.length > 1 ? 'take' : 'takes'}`;
  return [
    '> [!IMPORTANT]',
    `> **On hold.** The bot ${unverified.join(', and ')}.`,
    `> When a maintainer has made sure, ${release} the hold away.`,
  ].join('\n');
}

/** Prow fails a job whose cluster it does not know. */
export function beforeRemoval({ kind, name }: Pick<ClusterRequest, 'kind' | 'name'>): string {
  return `**Before you merge:** make sure that no job ${uses[kind](name)} any more.`;
}

const uses: Readonly<Record<ClusterKind, (name: string) => string>> = {
  'build-cluster': (name) => `says ${inlineCode(`cluster: ${name}`)}`,
  'external-provider': (name) => `extracts ${inlineCode(name)} from the secrets`,
};
