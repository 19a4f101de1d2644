import type { JobSecret } from '../deployment/job-secrets.ts';
import { branchOf } from '../pullrequest/branch.ts';
import { type Proposal, readProposal } from '../pullrequest/proposal.ts';
import { parseTitle } from '../request/title.ts';
import type { SecretsLayout } from '../secrets/secrets.ts';
import { type DeploymentPlace, observeDeployment } from './act-deployment.ts';
import { baseOf } from './base.ts';
import { forgetGone, type Listening, type Remark, readConversation } from './conversation.ts';
import type { Issue, IssueTracker, Pull, Repository } from './github.ts';
import type { Memory } from './memory.ts';
import type { Base, Deployment, ObservedPull, PendingCommand, Snapshot } from './snapshot.ts';

/** What observing needs. */
export interface Observed extends Listening {
  readonly tracker: IssueTracker;
  readonly secretsRepository: Repository;
  readonly layout: SecretsLayout;
  /** Undefined where no second pull request is needed. */
  readonly deployment?: DeploymentPlace;
  /** The secrets for jobs that each new build cluster gets. */
  readonly jobSecrets: readonly JobSecret[];
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
  const heard = await readConversation(issue, tracker.readComments(number), ports);
  const { remarks, ...conversation } = heard;
  const recorded = conversation.statusComment?.recorded;
  const memory = recorded && forgetGone(recorded, remarks);
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
    ...conversation,
    commands: await pendingCommands(remarks, issue, memory, ports),
    answeredBefore: memory ? [] : answeredCommands(remarks),
    memory,
    pull: pull && { ...pull, proposal, shows: await readShown(pull, branch, proposal, ports) },
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

async function pendingCommands(
  remarks: readonly Remark[],
  issue: Issue,
  memory: Memory | undefined,
  { tracker }: Observed,
): Promise<readonly PendingCommand[]> {
  const pending = remarks
    .filter((remark) => !isAnswered(remark, memory))
    .flatMap((remark) => remark.commands.map((command) => ({ remark, command })));
  const writers = new Map<string, boolean>();
  for (const { remark, command } of pending) {
    const { login, id } = remark.author;
    const asks = command.verb === 'confirm-ha' || id !== issue.author.id;
    if (asks && !writers.has(login)) writers.set(login, await tracker.hasWriteAccess(login));
  }
  return pending.map(({ remark, command }) => ({
    key: remark.key,
    commentId: remark.id,
    by: remark.author,
    command,
    mayWrite: writers.get(remark.author.login) ?? false,
    ...(command.verb === 'confirm-ha' && { submission: remark.submissionBefore }),
  }));
}

function answeredCommands(remarks: readonly Remark[]): readonly string[] {
  return remarks
    .filter(({ commands, hasReaction }) => hasReaction && commands.length > 0)
    .map(({ key }) => key);
}

/**
 * Without a memory, as after somebody deleted the status comment, the reactions tell which
 * commands were answered: an old one must not be obeyed again.
 */
function isAnswered({ key, hasReaction }: Remark, memory: Memory | undefined): boolean {
  return memory ? memory.answered.includes(key) : hasReaction;
}

/** Looks at the branch itself where the pull request seems to be behind it. */
async function readShown(
  { state, head }: Pull,
  branch: string,
  proposal: Proposal | undefined,
  { secretsRepository }: Observed,
): Promise<ObservedPull['shows']> {
  if (state !== 'open') return undefined;
  if (head === proposal?.commit) return 'proposal';
  const tip = await secretsRepository.readBranch(branch);
  if (tip && tip.commit === proposal?.commit) return 'proposal';
  return !tip || tip.isOwn ? 'other work of the bot' : "somebody else's work";
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
