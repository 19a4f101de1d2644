import { createHash } from 'node:crypto';
import type { AttachmentHost } from '../attachment/address.ts';
import { findSubmission } from '../attachment/find.ts';
import { findPlaintextCredential } from '../attachment/plaintext.ts';
import type { JobSecret } from '../deployment/job-secrets.ts';
import { branchOf } from '../pullrequest/branch.ts';
import { readProposal } from '../pullrequest/proposal.ts';
import { hasMarker, type MarkerKey } from '../reply/marker.ts';
import { parseCommands } from '../request/commands.ts';
import { parseTitle } from '../request/title.ts';
import type { SecretsLayout } from '../secrets/secrets.ts';
import { type DeploymentPlace, observeDeployment } from './act-deployment.ts';
import { baseOf } from './base.ts';
import type { Comment, Issue, IssueTracker, Pull, Repository } from './github.ts';
import { type Memory, readMemory } from './memory.ts';
import type { Base, Deployment, PendingCommand, Snapshot } from './snapshot.ts';

/** What observing needs. */
export interface Observed {
  readonly tracker: IssueTracker;
  readonly secretsRepository: Repository;
  readonly layout: SecretsLayout;
  readonly attachmentHost: AttachmentHost;
  readonly markerKey: MarkerKey;
  /** Undefined where no second pull request is needed. */
  readonly deployment?: DeploymentPlace;
  /** The secrets for jobs that each new build cluster gets. */
  readonly jobSecrets: readonly JobSecret[];
  readonly botLogin: string;
  readonly recheckAfterMs: number;
  readonly now: () => Date;
}

/** A pull request whose issue was deleted or transferred. */
export interface Orphan {
  readonly issue?: undefined;
  readonly pull?: Pull;
  readonly deployment?: Deployment;
}

/** Reads all that a decision needs. Changes nothing. */
export async function observe(
  number: number,
  ports: Observed,
  isLastAttempt = false,
): Promise<Snapshot | Orphan> {
  const { tracker, secretsRepository, markerKey } = ports;
  const branch = branchOf(number);
  const [issue, pull] = await Promise.all([
    tracker.readIssue(number),
    secretsRepository.readPull(branch),
  ]);
  if (!issue) return { pull, deployment: await orphanedDeployment(number, ports) };
  const comments = await tracker.listComments(number);

  const statusComment = findStatusComment(comments, number, ports);
  const memory = statusComment?.recorded && forgetGoneCommands(statusComment.recorded, comments);
  const request = parseTitle(issue.title);
  const proposal = pull && readProposal(pull.body, branch, markerKey);
  const about = proposal?.request ?? request ?? memory?.status;
  const isLeft = pull?.state === 'merged' && memory?.status.phase.type !== 'merged';
  const isNew = isLeft && about?.kind === 'build-cluster';
  return {
    now: ports.now(),
    isLastAttempt,
    recheckAfterMs: ports.recheckAfterMs,
    issue,
    request,
    ...readTexts(issue, comments, ports.attachmentHost),
    commands: await pendingCommands(comments, issue, memory, ports),
    statusComment,
    memory,
    pull: pull && { ...pull, proposal },
    base: request && (await readBase(pull, proposal?.base, ports)),
    branchDeleted: false,
    jobSecrets: isNew ? ports.jobSecrets : [],
    deployment:
      ports.deployment && isNew
        ? await observeDeployment(number, ports.deployment, markerKey)
        : undefined,
  };
}

async function orphanedDeployment(number: number, { deployment, markerKey }: Observed) {
  return deployment && observeDeployment(number, deployment, markerKey);
}

function findStatusComment(comments: readonly Comment[], number: number, ports: Observed) {
  const own = comments.find(
    ({ author, body }) => author.isBot && author.login === ports.botLogin && hasMarker(body),
  );
  return own && { id: own.id, recorded: readMemory(own.body, number, ports.markerKey) };
}

function people(comments: readonly Comment[]): readonly Comment[] {
  return comments.filter(({ author }) => !author.isBot);
}

const isFound = <Found>(found: Found | undefined): found is Found => found !== undefined;

function textsOfAuthor({ body, author }: Issue, comments: readonly Comment[]) {
  const own = comments.filter(
    (comment) => !comment.author.isBot && comment.author.id === author.id,
  );
  return [{ text: body }, ...own.map((comment) => ({ text: comment.body }))];
}

/** The author's newest submission, and what anybody let leak. */
function readTexts(
  issue: Issue,
  comments: readonly Comment[],
  host: AttachmentHost,
): Pick<Snapshot, 'submission' | 'leak'> {
  const submission = findSubmission(textsOfAuthor(issue, comments), host);
  const spoken = [issue, ...people(comments)];
  const what = spoken.map(({ body }) => findPlaintextCredential(body)).findLast(isFound);
  if (!what) return { submission };
  // Everybody can raise the alarm; only the author's own leak is in the way of the request.
  const own = spoken.filter(({ author }) => author.id === issue.author.id);
  const last = own.findLastIndex(({ body }) => isFound(findPlaintextCredential(body)));
  const since = own.slice(last + 1).map(({ body }) => ({ text: body }));
  const superseded = last < 0 || findSubmission(since, host) !== undefined;
  return { submission, leak: { what, superseded } };
}

/** Short, as an issue may have thousands of comments and the memory has to fit into one. */
function commandKey({ id, updatedAt }: Comment): string {
  return createHash('sha256').update(`${id} ${updatedAt}`).digest('base64url').slice(0, 10);
}

/** Keeps the memory as small as the issue: what nobody can see any more needs no remembering. */
function forgetGoneCommands(memory: Memory, comments: readonly Comment[]): Memory {
  const present = new Set(comments.map(commandKey));
  return { ...memory, answered: memory.answered.filter((key) => present.has(key)) };
}

async function pendingCommands(
  comments: readonly Comment[],
  issue: Issue,
  memory: Memory | undefined,
  { tracker, attachmentHost }: Observed,
): Promise<readonly PendingCommand[]> {
  const submissionBefore = (comment: Comment) => {
    const before = comments.slice(0, comments.indexOf(comment));
    return findSubmission(textsOfAuthor(issue, before), attachmentHost)?.fingerprint;
  };
  const pending = people(comments)
    .filter((comment) => !isAnswered(comment, memory))
    .flatMap((comment) => parseCommands(comment.body).map((command) => ({ comment, command })));
  const writers = new Map<string, boolean>();
  for (const { comment, command } of pending) {
    const { login, id } = comment.author;
    const asks = command.verb === 'confirm-ha' || id !== issue.author.id;
    if (asks && !writers.has(login)) writers.set(login, await tracker.hasWriteAccess(login));
  }
  return pending.map(({ comment, command }) => ({
    key: commandKey(comment),
    commentId: comment.id,
    by: comment.author,
    command,
    mayWrite: writers.get(comment.author.login) ?? false,
    ...(command.verb === 'confirm-ha' && { submission: submissionBefore(comment) }),
  }));
}

/**
 * Without a memory, as after somebody deleted the status comment, the reactions tell which
 * commands were answered: an old one must not be obeyed again.
 */
function isAnswered(comment: Comment, memory: Memory | undefined): boolean {
  return memory ? memory.answered.includes(commandKey(comment)) : comment.hasReaction;
}

/** Where an open pull request would have to stand now. */
async function readBase(
  pull: Pull | undefined,
  proposed: Base | undefined,
  { secretsRepository, layout }: Observed,
): Promise<Base | undefined> {
  if (pull?.state !== 'open') return undefined;
  const commit = await secretsRepository.readBaseCommit();
  if (proposed?.commit === commit) return proposed;
  return baseOf(commit, await secretsRepository.listFiles(commit), layout);
}
