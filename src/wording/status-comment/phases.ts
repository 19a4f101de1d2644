import type { ConfirmableCheck } from '../../probe/check-table.ts';
import { type Problem, responsibleFor } from '../../problem.ts';
import type { ClusterKind, Operation } from '../../request/request.ts';
import type { LeakedCredential, Status } from '../../state/status.ts';
import { problemLink, renderProblem, renderPublicChecks } from '../check-labels.ts';
import { commandWords, confirmations } from '../commands.ts';
import { codeBlock, inlineCode } from '../escape.ts';
import { problemText } from '../problems/problems.ts';
import { readableTime } from '../time.ts';
import {
  deploymentLink,
  type MergedContext,
  type PhaseOf,
  pullLink,
  pullsMerged,
  renderMerged,
} from './merged.ts';

export interface PhaseContext extends MergedContext {
  /** The page with a section for each problem. */
  readonly problemsUrl: string;
  /** The key that kubeconfigs have to be encrypted to. */
  readonly keyId: string;
  /** What the cluster is to be. */
  readonly kind?: ClusterKind;
}

/** What a phase means, what happens next and who has to do something. */
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
      return `🚪 **Not merged.** A maintainer closed the pull request ${pullLink(phase.pull, context)} without merging it. If that is settled, comment ${commandWords('retry')} and the bot opens a new one.`;
    case 'cancelled':
      return `🚪 **Cancelled** by ${inlineCode(phase.by)}. ${leftBehind(phase, context)} To take it up again, comment ${commandWords('retry')}.`;
    case 'withdrawn':
      return phase.merged || phase.undeployed
        ? `🚪 **Withdrawn.** This issue was closed. ${leftBehind(phase, context)} To take it up again, reopen the issue.`
        : '🚪 **Withdrawn.** This issue was closed, or its title asks for nothing any more, so the bot has given the request up. To take it up again, reopen the issue or restore its title.';
    case 'deploying':
      return deploying(phase, context);
    case 'deployment-closed':
      return deploymentClosed(phase, context);
    case 'not-answering':
      return notAnswering(phase, context);
    case 'merged':
      return renderMerged(phase, status, context);
  }
}

/** The alarm stays whatever else happens: what was public once stays known. */
export function renderLeak(what: LeakedCredential, context: PhaseContext): string {
  const { command = '' } = problemText(leakProblem(what), context);
  return [
    '> [!CAUTION]',
    `> **A ${what} was posted in this issue without encryption.** Everybody can have copied it, from the page, by mail or through the API. Editing or deleting it does not make it secret again.`,
    '>',
    `> The owner of the cluster has to revoke it now; sending it again encrypted does not help. ${problemLink(leakProblem(what), context)} says more.`,
    '>',
    ...codeBlock('bash', command)
      .split('\n')
      .map((line) => `> ${line}`),
  ].join('\n');
}

function leakProblem(what: LeakedCredential): Problem {
  return { id: 'credential-in-plaintext', details: { what } };
}

function needsChange(
  { problem }: PhaseOf<'needs-change'>,
  { leaked }: Status,
  context: PhaseContext,
): string {
  if (problem.id === 'credential-in-plaintext' && leaked) {
    return '✋ **The author has to act.** Revoke the credential first. Then make a new kubeconfig, encrypt it and attach it; the bot goes on by itself.';
  }
  const told = renderProblem(problem, context);
  switch (responsibleFor(problem.id)) {
    case 'nobody':
      return `⏳ **Waiting.** ${told}\n\nNobody has to do anything.`;
    case 'maintainer':
      return `✋ **A maintainer has to act.** ${told}`;
    case 'author':
    case 'administrator':
    case 'operator':
      return `✋ **The author has to act.** ${told}\n\nThe bot goes on by itself as soon as the issue is edited or a new file is attached in it or in a comment.`;
  }
}

function checksFailed({ checks, until }: PhaseOf<'checks-failed'>, context: PhaseContext): string {
  return [
    '❌ **The cluster is not ready yet.** Its administrator has to mend what is marked ❌.',
    renderPublicChecks(checks, context),
    `**Next:** the bot looks again by itself until ${readableTime(until)}, and at once after ${commandWords('retry')}. If the kubeconfig has to change, attach the new one here.`,
  ].join('\n\n');
}

function needsOperator(problem: Problem, context: PhaseContext): string {
  const { what } = problemText(problem, context);
  return [
    `🔧 **The operator of the bot has to act.** **${problemLink(problem, context)}**: ${what}`,
    'The author has nothing to do; the bot goes on by itself when this is mended.',
  ].join('\n\n');
}

const proposals: Readonly<Record<Operation, string>> = {
  add: 'adds the cluster',
  rotate: "replaces the cluster's credentials",
  remove: 'takes the cluster out',
};

function proposed(
  { pull, checks, awaits }: PhaseOf<'proposed'>,
  { operation }: Status,
  context: PhaseContext,
): string {
  return [
    `📬 **Waiting for review.** The pull request ${pullLink(pull, context)} ${proposals[operation]}. Its repository is private; only maintainers can open it.`,
    ...(awaits.length > 0
      ? awaits.map(awaited)
      : ['**Next:** a maintainer reviews and merges it. The author has nothing to do.']),
    ...(checks.length > 0 ? [renderPublicChecks(checks, context)] : []),
  ].join('\n\n');
}

function deploying({ pull, deployment }: PhaseOf<'deploying'>, context: PhaseContext): string {
  if (!pull) {
    return [
      `📬 **Waiting for review.** Prow has to leave the cluster alone first: ${deploymentLink(deployment, context)} takes it out of its deployment.`,
      '**Next:** a maintainer reviews and merges it; then the bot opens the pull request that takes the cluster out of the secrets. The author has nothing to do.',
    ].join('\n\n');
  }
  return [
    `📬 **Merged; now waiting for the deployment.** The pull request ${pullLink(pull, context)} is merged. ${deploymentLink(deployment, context)} lets Prow take the cluster up.`,
    '**Next:** a maintainer reviews and merges that one too. The author has nothing to do.',
  ].join('\n\n');
}

function deploymentClosed(
  { pull, deployment }: PhaseOf<'deployment-closed'>,
  context: PhaseContext,
): string {
  if (!pull) {
    return `🚪 **Not removed.** A maintainer closed ${deploymentLink(deployment, context)} without merging it, so Prow still uses the cluster. If that is settled, comment ${commandWords('retry')} and the bot opens a new one.`;
  }
  return `🚪 **Not deployed.** The pull request ${pullLink(pull, context)} is merged, but a maintainer closed ${deploymentLink(deployment, context)} without merging it, so Prow does not know the cluster. If that is settled, comment ${commandWords('retry')} and the bot opens a new one.`;
}

function notAnswering(phase: PhaseOf<'not-answering'>, context: PhaseContext): string {
  return [
    `❌ **Merged, but the cluster does not answer as it should.** ${pullsMerged(phase, context)}. The bot has tried the kubeconfig that is in the secrets now:`,
    phase.problem
      ? renderProblem(phase.problem, context)
      : renderPublicChecks(phase.checks, context),
    `**Next:** ${whoMendsSilence(phase)}, and at once after ${commandWords('retry')}. To end the waiting as it is, close the issue.`,
  ].join('\n\n');
}

function whoMendsSilence({ problem, until }: PhaseOf<'not-answering'>): string {
  if (problem && responsibleFor(problem.id) === 'operator') {
    return 'the operator of the bot has to mend this. The bot looks again by itself';
  }
  return `whoever lends the cluster has to mend this soon, as some parts of Prow misbehave while a cluster does not answer. The bot looks again by itself until ${readableTime(until)}`;
}

function leftBehind(
  { merged, undeployed }: PhaseOf<'cancelled' | 'withdrawn'>,
  context: PhaseContext,
): string {
  if (undeployed) {
    return `The cluster stays in the secrets, but Prow does not know it any more since ${deploymentLink(undeployed, context)}. If it is to stay, a maintainer reverts that.`;
  }
  return merged
    ? `The cluster stays in the secrets, where ${pullLink(merged, context)} has put it, but Prow does not know it.`
    : 'Nothing was changed, and nobody has to do anything.';
}

function awaited(what: ConfirmableCheck): string {
  const { what: unverified, command } = confirmations[what];
  return `**Next:** the bot could not verify that ${unverified}. A maintainer has to make sure of it and comment ${commandWords(command)} here; the pull request is on hold until then.`;
}
