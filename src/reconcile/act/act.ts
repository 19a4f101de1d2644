import { holdLabel, leakLabel } from '../../state/labels.ts';
import type { StatusContext } from '../../wording/status-comment/status-comment.ts';
import { memoryOf } from '../about.ts';
import type { Action } from '../action.ts';
import type { IssueTracker, Repository } from '../github.ts';
import { rememberLeak } from '../leaks.ts';
import type { OwnMemory } from '../own-memory.ts';
import type { Snapshot } from '../snapshot.ts';
import { applyJobSecrets } from './apply-job-secrets.ts';
import { closePullRequest, deleteBranch } from './close-pull-request.ts';
import { editPullRequest, withNote } from './edit-pull-request.ts';
import { attemptOf, type ExaminePorts, examineSubmission } from './examine.ts';
import { askMergeable, keepCommit } from './keep-commit.ts';
import { probeRegistered } from './probe-registered.ts';
import { problemFrom } from './problem-from.ts';
import { propose } from './propose.ts';
import { actOnDeployment, type DeploymentPorts } from './prow-deploy.ts';
import { holdsMessage, type OwnKeys } from './recognise.ts';
import { searchAttachments } from './search-attachments.ts';
import { closeAgain, handOver } from './supersede.ts';
import { writeHint } from './write-hint.ts';
import { writeStatus } from './write-status.ts';

/** What acting needs. */
export interface ActPorts extends ExaminePorts, DeploymentPorts, OwnKeys {
  readonly wording: StatusContext;
  readonly ownMemory: OwnMemory;
  /** Says so where work takes longer than people wait without a word. */
  readonly sayIfSlow: <Result>(work: Promise<Result>, say: () => Promise<void>) => Promise<Result>;
  readonly now: () => Date;
}

/**
 * Does one step and answers the snapshot as GitHub shows it now. Every step may be repeated: it
 * then finds its own work and leaves it as it is.
 */
export async function act(action: Action, snapshot: Snapshot, ports: ActPorts): Promise<Snapshot> {
  const { tracker, secretsRepository } = ports;
  const attempt = attemptOf(snapshot, ports.now());
  switch (action.type) {
    case 'none':
      return snapshot;
    case 'answer':
      await react(action.reactions, snapshot, ports);
      return { ...snapshot, commands: [], memory: action.memory };
    case 'react':
    case 'recognise':
    case 'write-hint':
      return actWithoutRequest(action, snapshot, ports);
    case 'write-status':
      return writeStatus(action, snapshot, ports);
    case 'note-look':
      return noteLook(action, snapshot, ports);
    case 'delete-comment':
      return deleteComment(action, snapshot, tracker);
    case 'label-leak':
      return labelLeak(action, snapshot, tracker);
    case 'search-attachments':
      return searchAttachments(action, snapshot, ports);
    case 'examine':
      return examine(action, snapshot, ports);
    case 'propose':
      return propose(action, snapshot, ports);
    case 'renew':
    case 'reword':
    case 'sign-again':
    case 'restore':
      return editPullRequest(action, snapshot, ports);
    case 'hold':
    case 'release':
      return label(action, snapshot, secretsRepository);
    case 'close-again':
      return closeAgain(action, snapshot, ports);
    case 'close-pull-request':
      return closePullRequest(action, snapshot, ports);
    case 'hand-over':
      return handOver(action, snapshot, secretsRepository);
    case 'delete-branch':
      return deleteBranch(action, snapshot, ports);
    case 'plan-deployment':
    case 'propose-deployment':
      return deploy(action, snapshot, ports);
    case 'ask-mergeable':
      return askMergeable(action, snapshot, ports);
    case 'keep-commit':
      return keepCommit(action, snapshot, ports);
    case 'probe-registered':
      return { ...snapshot, liveness: await probeRegistered(action.request, ports, attempt) };
    case 'apply-job-secrets':
      return {
        ...snapshot,
        appliedJobSecrets: await applyJobSecrets(action.request, snapshot, { ports, attempt }),
      };
    case 'close-issue':
    case 'reopen-issue':
      return closeOrReopen(action, snapshot, tracker);
  }
}

async function closeOrReopen(
  action: Extract<Action, { type: 'close-issue' | 'reopen-issue' }>,
  snapshot: Snapshot,
  tracker: ActPorts['tracker'],
): Promise<Snapshot> {
  const { issue } = snapshot;
  const open = action.type === 'reopen-issue';
  if (open) await tracker.reopenIssue(issue.number);
  else await tracker.closeIssue(issue.number, action.reason);
  return { ...snapshot, issue: { ...issue, open, reopened: open } };
}

async function deploy(
  action: Parameters<typeof actOnDeployment>[0],
  snapshot: Snapshot,
  ports: ActPorts,
): Promise<Snapshot> {
  const deployment = await actOnDeployment(action, snapshot, ports);
  return { ...snapshot, deployment, memory: withNote(action, snapshot) };
}

async function examine(
  action: Extract<Action, { type: 'examine' }>,
  snapshot: Snapshot,
  ports: ActPorts,
): Promise<Snapshot> {
  const work = examineSubmission(action, ports, attemptOf(snapshot, ports.now()));
  const say = () => ports.tracker.reactToIssue(snapshot.issue.number, 'eyes');
  return { ...snapshot, examination: await ports.sayIfSlow(work, say) };
}

function noteLook(
  { memory }: Extract<Action, { type: 'note-look' }>,
  snapshot: Snapshot,
  { ownMemory }: Pick<ActPorts, 'ownMemory'>,
): Snapshot {
  ownMemory.keepLook(snapshot.issue.number, memory);
  return { ...snapshot, memory };
}

async function actWithoutRequest(
  action: Extract<Action, { type: 'react' | 'recognise' | 'write-hint' }>,
  snapshot: Snapshot,
  ports: ActPorts,
): Promise<Snapshot> {
  switch (action.type) {
    case 'react':
      await react(action.reactions, snapshot, ports);
      return { ...snapshot, commands: [] };
    case 'recognise':
      return { ...snapshot, holdsMessage: await holdsMessage(snapshot, ports) };
    case 'write-hint':
      return writeHint(action, snapshot, ports);
  }
}

/** Where GitHub refuses them, the words in the comment have to do. */
async function react(
  reactions: Extract<Action, { type: 'react' }>['reactions'],
  { isLastAttempt }: Snapshot,
  ports: ActPorts,
): Promise<void> {
  for (const { commentId, reaction } of reactions) {
    try {
      await ports.tracker.react(commentId, reaction);
    } catch (error) {
      problemFrom(error, ports, isLastAttempt);
    }
  }
}

async function deleteComment(
  { commentId }: Extract<Action, { type: 'delete-comment' }>,
  snapshot: Snapshot,
  tracker: Pick<IssueTracker, 'deleteComment'>,
): Promise<Snapshot> {
  await tracker.deleteComment(commentId);
  const olderComments = snapshot.olderComments.filter((id) => id !== commentId);
  const hints = snapshot.hints.filter(({ id }) => id !== commentId);
  return { ...snapshot, olderComments, hints };
}

async function labelLeak(
  { leak }: Extract<Action, { type: 'label-leak' }>,
  snapshot: Snapshot,
  tracker: Pick<IssueTracker, 'addLabel'>,
): Promise<Snapshot> {
  await tracker.addLabel(snapshot.issue.number, leakLabel);
  const labels = [...snapshot.issue.labels, leakLabel];
  const memory = memoryOf(snapshot);
  return {
    ...{ ...snapshot, issue: { ...snapshot.issue, labels } },
    memory: memory && rememberLeak(memory, leak),
  };
}

async function label(
  { type, pullNumber }: Extract<Action, { type: 'hold' | 'release' }>,
  snapshot: Snapshot,
  secretsRepository: Repository,
): Promise<Snapshot> {
  const { pull } = snapshot;
  const others = pull?.labels.filter((each) => each !== holdLabel) ?? [];
  if (type === 'hold') await secretsRepository.addLabel(pullNumber, holdLabel);
  else await secretsRepository.removeLabel(pullNumber, holdLabel);
  const labels = type === 'hold' ? [...others, holdLabel] : others;
  return { ...snapshot, pull: pull && { ...pull, labels } };
}
