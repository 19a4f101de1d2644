import { type Problem, responsibleFor } from '../../problem.ts';
import type { Operation } from '../../request/request.ts';
import type { Status } from '../../state/status.ts';
import type { ProblemContext } from '../check-labels.ts';
import { commandWords, confirmations } from '../commands.ts';
import { inlineCode } from '../escape.ts';
import { titleOf } from '../kinds.ts';
import { encryptedFile } from '../kubectl.ts';
import { problemText } from '../problems/problems.ts';
import { readableTime } from '../time.ts';
import { renderBlock, renderReason, turns, writesSubmission } from './answer.ts';
import { renderFailedChecks, renderOtherChecks } from './checks.ts';
import {
  deploymentLink,
  type MergedContext,
  type PhaseOf,
  pullLink,
  renderAwaitingDeployment,
  renderMerged,
} from './merged.ts';

export interface PhaseContext
  extends MergedContext,
    Omit<ProblemContext, keyof MergedContext | 'keyId'> {
  /** The key that kubeconfigs have to be encrypted to. */
  readonly keyId: string;
}

/** Whose turn it is and the next step, then what to paste, then why. */
export function renderPhase(status: Status, context: PhaseContext): string {
  const { phase } = status;
  switch (phase.type) {
    case 'checking':
      return '';
    case 'needs-change':
      return needsChange(phase, status, context);
    case 'checks-failed':
      return checksFailed(phase, context);
    case 'needs-operator':
      return needsOperator(phase.problem, context);
    case 'proposed':
      return proposed(phase, status, context);
    case 'closed-unmerged':
      return `🚪 **Not merged.** A maintainer closed ${pullLink(phase.pull, context)} without merging it. ${toOpenAnother}`;
    case 'cancelled':
      return `🚪 **Cancelled** by ${inlineCode(phase.by)}. ${leftBehind(phase, context)} To start again, comment ${commandWords('retry')}.`;
    case 'withdrawn':
      return phase.merged || phase.undeployed
        ? `🚪 **Withdrawn,** because this issue was closed. ${leftBehind(phase, context)} To continue, reopen the issue.`
        : '🚪 **Withdrawn,** because this issue was closed or its title no longer names a request. To continue, reopen the issue or restore its title.';
    case 'deploying':
      return deploying(phase, context);
    case 'deployment-closed':
      return deploymentClosed(phase, context);
    case 'not-answering':
      return notAnswering(phase, status, context);
    case 'awaiting-deployment':
      return renderAwaitingDeployment(phase, context);
    case 'merged':
      return renderMerged(phase, status, context);
  }
}

const toOpenAnother = `Once that is settled, comment ${commandWords('retry')} and the bot opens a new one.`;

function needsChange(
  { problem }: PhaseOf<'needs-change'>,
  { leaked }: Status,
  context: PhaseContext,
): string {
  if (problem.id === 'credential-in-plaintext' && leaked) {
    return `${turns.author} Revoke the credential as shown above, then attach a new encrypted kubeconfig in a new comment here.`;
  }
  const text = problemText(problem, context);
  const reason = `**Why:** ${renderReason(problem, context)}`;
  const responsible = responsibleFor(problem.id);
  switch (responsible) {
    case 'nobody':
      return `⏳ **Nobody has to do anything.** ${text.fix}\n\n${reason}`;
    case 'maintainer':
      return `${turns.maintainer} ${text.fix}\n\n${reason}`;
    case 'author':
    case 'administrator':
    case 'operator':
      return [
        `${turns.author} ${text.fix}`,
        ...renderBlock(text, context),
        writesSubmission(text) ? reason : `${reason} ${continues}`,
      ].join('\n\n');
  }
}

const continues = 'The bot continues when you edit the issue or attach a new file.';

function checksFailed({ checks, until }: PhaseOf<'checks-failed'>, context: PhaseContext): string {
  return [
    ...renderFailedChecks(checks, context),
    `The bot checks again until ${readableTime(until)}, and at once after ${commandWords('retry')}.`,
  ].join('\n\n');
}

function needsOperator(problem: Problem, context: PhaseContext): string {
  return [
    '🔧 **The operator of the bot must fix something.** The author has nothing to do: the bot then continues on its own.',
    `**Why:** ${renderReason(problem, context)}`,
  ].join('\n\n');
}

const proposals: Readonly<Record<Operation, string>> = {
  add: 'adds the cluster',
  rotate: "replaces the cluster's credentials",
  remove: 'removes the cluster',
};

const forReview = '📬 **Waiting for review.** Maintainers,';
const authorIsDone = 'The author has nothing to do.';

function proposed(
  { pull, checks, awaits }: PhaseOf<'proposed'>,
  { operation }: Status,
  context: PhaseContext,
): string {
  const link = pullLink(pull, context);
  const confirms = awaits.map((what) => confirmations[what]);
  const first =
    confirms.length === 0
      ? ''
      : `make sure that ${confirms.map(({ what }) => what).join(' and that ')}, and comment ${confirms.map(({ command }) => commandWords(command)).join(' and ')} here. Then `;
  return [
    `${forReview} ${first}review and merge ${link}, which ${proposals[operation]}. ${authorIsDone}`,
    ...(first === '' ? [] : [`The bot could not verify that. ${link} is on hold until then.`]),
    ...renderOtherChecks(checks, context),
    'Only maintainers can open the pull request, because its repository is private.',
  ].join('\n\n');
}

function deploying({ pull, deployment }: PhaseOf<'deploying'>, context: PhaseContext): string {
  const link = deploymentLink(deployment, context);
  return pull
    ? `📬 **Merged; now waiting for the deployment.** Maintainers, review and merge ${link} too: it makes Prow use the cluster. ${pullLink(pull, context)} is merged. ${authorIsDone}`
    : `${forReview} review and merge ${link}, which removes the cluster from Prow's deployment. Then the bot opens the pull request that removes it from the secrets. ${authorIsDone}`;
}

function deploymentClosed(
  { pull, deployment }: PhaseOf<'deployment-closed'>,
  context: PhaseContext,
): string {
  const closed = `a maintainer closed ${deploymentLink(deployment, context)} without merging it`;
  return pull
    ? `🚪 **Not deployed.** ${pullLink(pull, context)} is merged, but ${closed}, so Prow does not know the cluster. ${toOpenAnother}`
    : `🚪 **Not removed.** Prow still uses the cluster, because ${closed}. ${toOpenAnother}`;
}

/** The merged kubeconfig can only be replaced by another request: nothing is read here any longer. */
function notAnswering(
  phase: PhaseOf<'not-answering'>,
  { kind, name }: Status,
  mergedContext: PhaseContext,
): string {
  const { problem, checks, until } = phase;
  const isOperators = problem !== undefined && responsibleFor(problem.id) === 'operator';
  const title = inlineCode(titleOf({ operation: 'rotate', kind, name }));
  const afterBlock = `If that does not help, open an issue ${title}, and attach \`${encryptedFile}\` there.`;
  const context = { ...mergedContext, operation: 'rotate', afterBlock } as const;
  return [
    '❌ **Merged, but the cluster does not answer as it should.** Parts of Prow do not work properly until it does.',
    ...(problem ? entryFailed(problem, context) : renderFailedChecks(checks, context)),
    `The bot checks again${isOperators ? '' : ` until ${readableTime(until)}`}, and at once after ${commandWords('retry')}. To stop waiting, close the issue.`,
  ].join('\n\n');
}

/** What is wrong with the entry in the secrets, which could not be tried. */
function entryFailed(problem: Problem, context: PhaseContext): readonly string[] {
  const text = problemText(problem, context);
  const turn =
    responsibleFor(problem.id) === 'operator'
      ? '🔧 **Operator of the bot, your turn:**'
      : turns.administrator;
  return [
    `${turn} ${text.fix}`,
    ...renderBlock(text, context),
    `**Why:** ${renderReason(problem, context)}`,
  ];
}

function leftBehind(
  { merged, undeployed }: PhaseOf<'cancelled' | 'withdrawn'>,
  context: PhaseContext,
): string {
  if (undeployed) {
    return `The cluster is still in the secrets, but ${deploymentLink(undeployed, context)} has removed it from Prow's deployment. To keep it, a maintainer reverts that.`;
  }
  return merged
    ? `The cluster is still in the secrets (${pullLink(merged, context)}), but Prow does not use it.`
    : 'Nothing was changed.';
}
