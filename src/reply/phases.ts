import { menderOf, type Problem } from '../problem.ts';
import type { KubeconfigPlace } from '../secrets/secrets.ts';
import { problemLink, renderProblem, renderPublicChecks } from './checks.ts';
import { codeBlock, inlineCode } from './escape.ts';
import { renderJobSecrets } from './job-secrets.ts';
import { buildClusterJob, externalProviderJob } from './job-snippet.ts';
import { problemText } from './problems.ts';
import type { LeakedCredential, Phase, PullReference, Status } from './status.ts';

interface PhaseContext {
  readonly problemsUrl: string;
  readonly keyId: string;
  readonly secretsRepository: string;
  readonly infraRepository: string;
  readonly placeOf: (name: string) => KubeconfigPlace;
}

type PhaseOf<Type extends Phase['type']> = Extract<Phase, { readonly type: Type }>;

/** What a phase means, what happens next and who has to do something. */
export function renderPhase(status: Status, context: PhaseContext): string {
  const { phase } = status;
  switch (phase.type) {
    case 'checking':
      return '⏳ **Checking.** The bot reads the submission and looks at the cluster. Nobody has to do anything; this comment will tell the result.';
    case 'needs-change':
      return needsChange(phase, status, context);
    case 'checks-failed':
      return checksFailed(phase, context);
    case 'needs-operator':
      return needsOperator(phase.problem, context);
    case 'proposed':
      return proposed(phase, context);
    case 'closed-unmerged':
      return `🚪 **Not merged.** A maintainer closed the pull request ${pullLink(phase.pull, context)} without merging it. If that is settled, comment \`/onboard retry\` and the bot opens a new one.`;
    case 'cancelled':
      return `🚪 **Cancelled** by ${inlineCode(phase.by)}. ${leftBehind(phase, context)} To take it up again, comment \`/onboard retry\`.`;
    case 'withdrawn':
      return phase.merged
        ? `🚪 **Withdrawn.** This issue was closed. ${leftBehind(phase, context)} To take it up again, reopen the issue.`
        : '🚪 **Withdrawn.** This issue was closed, or its title asks for no cluster any more, so the bot has given the request up. To take it up again, reopen the issue or restore its title.';
    case 'deploying':
      return deploying(phase, context);
    case 'deployment-closed':
      return deploymentClosed(phase, context);
    case 'not-answering':
      return notAnswering(phase, context);
    case 'merged':
      return merged(phase, status, context);
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
  if (menderOf(problem.id) === 'time') {
    return `⏳ **Waiting.** ${renderProblem(problem, context)}\n\nNobody has to do anything.`;
  }
  return [
    `✋ **The author has to act.** ${renderProblem(problem, context)}`,
    'The bot goes on by itself as soon as the issue is edited or a new file is attached in it or in a comment.',
  ].join('\n\n');
}

function checksFailed({ checks, until }: PhaseOf<'checks-failed'>, context: PhaseContext): string {
  return [
    '❌ **The cluster is not ready yet.** Its administrator has to mend what is marked ❌.',
    renderPublicChecks(checks, context),
    `**Next:** the bot looks again by itself until ${readableTime(until)}, and at once after \`/onboard retry\`. If the kubeconfig has to change, attach the new one here.`,
  ].join('\n\n');
}

function needsOperator(problem: Problem, context: PhaseContext): string {
  const { what } = problemText(problem, context);
  return [
    `🔧 **The operator of the bot has to act.** **${problemLink(problem, context)}**: ${what}`,
    'The author has nothing to do; the bot goes on by itself when this is mended.',
  ].join('\n\n');
}

function proposed({ pull, checks, held }: PhaseOf<'proposed'>, context: PhaseContext): string {
  const next = held
    ? '**Next:** the bot could not verify the control plane. A maintainer has to make sure that it is highly available and comment `/onboard confirm-ha` here; the pull request is on hold until then.'
    : '**Next:** a maintainer reviews and merges it. The author has nothing to do.';
  return [
    `📬 **Waiting for review.** The pull request ${pullLink(pull, context)} adds the cluster. Its repository is private; only maintainers can open it.`,
    next,
    renderPublicChecks(checks, context),
  ].join('\n\n');
}

function deploying({ pull, deployment }: PhaseOf<'deploying'>, context: PhaseContext): string {
  return [
    `📬 **Merged; now waiting for the deployment.** The pull request ${pullLink(pull, context)} is merged. ${deploymentLink(deployment, context)} lets Prow take the cluster up.`,
    '**Next:** a maintainer reviews and merges that one too. The author has nothing to do.',
  ].join('\n\n');
}

function deploymentClosed(
  { pull, deployment }: PhaseOf<'deployment-closed'>,
  context: PhaseContext,
): string {
  return `🚪 **Not deployed.** The pull request ${pullLink(pull, context)} is merged, but a maintainer closed ${deploymentLink(deployment, context)} without merging it, so Prow does not know the cluster. If that is settled, comment \`/onboard retry\` and the bot opens a new one.`;
}

function notAnswering(phase: PhaseOf<'not-answering'>, context: PhaseContext): string {
  return [
    `❌ **Merged, but the cluster does not answer as it should.** ${pullsMerged(phase, context)}. The bot has tried the kubeconfig that is in the secrets now:`,
    phase.problem
      ? renderProblem(phase.problem, context)
      : renderPublicChecks(phase.checks, context),
    `**Next:** whoever lends the cluster has to mend this soon, as some parts of Prow misbehave while a cluster does not answer. The bot looks again by itself until ${readableTime(phase.until)}, and at once after \`/onboard retry\`. To end the waiting as it is, close the issue.`,
  ].join('\n\n');
}

function leftBehind(
  { merged }: { readonly merged?: PullReference },
  context: PhaseContext,
): string {
  return merged
    ? `The cluster stays in the secrets, where ${pullLink(merged, context)} has put it, but Prow does not know it.`
    : 'Nothing was added, and nobody has to do anything.';
}

function pullsMerged(
  { pull, deployment }: PhaseOf<'merged' | 'not-answering'>,
  context: PhaseContext,
): string {
  return deployment
    ? `The pull requests ${pullLink(pull, context)} and ${deploymentLink(deployment, context)} are merged`
    : `The pull request ${pullLink(pull, context)} is merged`;
}

function answer({ answers }: PhaseOf<'merged'>): readonly string[] {
  // Written down before there was such a look.
  if (answers === undefined) return [];
  return answers
    ? ['✅ The cluster answers with the kubeconfig that was merged.']
    : [
        '⚠️ When the issue was closed, the cluster did not answer as it should. Some parts of Prow misbehave until that is mended.',
      ];
}

function jobSecrets({ jobSecrets: results }: PhaseOf<'merged'>, name: string): readonly string[] {
  if (results) return renderJobSecrets(name, results);
  return [
    'Maintainers: jobs that upload results need the secret `gcs-credentials` (key `service-account.json`) in the namespace for jobs. Creating it is left to you.',
  ];
}

function merged(phase: PhaseOf<'merged'>, { kind, name }: Status, context: PhaseContext): string {
  const steps =
    kind === 'build-cluster'
      ? [
          `**Next:** jobs may now say ${inlineCode(`cluster: ${name}`)}. A job to start with:`,
          codeBlock('yaml', buildClusterJob(name)),
          ...jobSecrets(phase, name),
        ]
      : [
          '**Next:** jobs may now extract the kubeconfig from the secrets and test on the cluster. A job to start with:',
          codeBlock('yaml', externalProviderJob(name, context.placeOf(name))),
        ];
  return [
    `🎉 **Done.** ${pullsMerged(phase, context)}, and the cluster is part of KubeVirt's CI once it is deployed.`,
    ...answer(phase),
    ...steps,
  ].join('\n\n');
}

function pullLink({ number, url }: PullReference, { secretsRepository }: PhaseContext): string {
  return `[${secretsRepository}#${number}](${url})`;
}

function deploymentLink({ number, url }: PullReference, { infraRepository }: PhaseContext): string {
  return `[${infraRepository}#${number}](${url})`;
}

/** An ISO 8601 time to the minute. */
function readableTime(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
