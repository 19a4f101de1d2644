import type { KubeconfigPlace } from '../../secrets/secrets.ts';
import type { Phase, PullReference, Status } from '../../state/status.ts';
import { upstream } from '../../upstream.ts';
import { commandWords } from '../commands.ts';
import { codeBlock, inlineCode } from '../escape.ts';
import { folded } from '../folded.ts';
import { removeAccount, removeOldSecret } from '../kubectl.ts';
import { turns } from './answer.ts';
import { buildClusterJob, externalProviderJob } from './job-snippet.ts';
import { leftToMaintainers } from './left-to-maintainers.ts';
import { createSecret, renderSecrets } from './secrets-for-jobs.ts';

export type PhaseOf<Type extends Phase['type']> = Extract<Phase, { readonly type: Type }>;

export interface MergedContext {
  /** `owner/name` of the repositories with the secrets and with the issues. */
  readonly secretsRepository: string;
  readonly infraRepository: string;
  /** Where jobs find the kubeconfig of a provider of that name. */
  readonly placeOf: (name: string) => KubeconfigPlace;
  /** Where Prow runs the pods of jobs. */
  readonly jobsNamespace: string;
}

/** Whose turn it is, what has happened with the merge, and what is left to whom. */
export function renderMerged(
  phase: PhaseOf<'merged'>,
  status: Status,
  context: MergedContext,
): string {
  const merged = `${pullsMerged(phase, context)}${answers(phase)}.`;
  const end = phase.answers === false ? '🚪 **Closed.**' : '🎉 **Done.**';
  return [
    ...(leftToMaintainers(phase)
      ? [...toDo(phase, status, context), merged]
      : [`${end} ${merged}`]),
    ...steps[status.operation](phase, status, context),
  ].join('\n\n');
}

function pullsMerged({ pull, deployment }: PhaseOf<'merged'>, context: MergedContext): string {
  return deployment
    ? `${pullLink(pull, context)} and ${deploymentLink(deployment, context)} are merged`
    : `${pullLink(pull, context)} is merged`;
}

export function pullLink(
  { number, url }: PullReference,
  { secretsRepository }: MergedContext,
): string {
  return `[${secretsRepository}#${number}](${url})`;
}

export function deploymentLink(
  { number, url }: PullReference,
  { infraRepository }: MergedContext,
): string {
  return `[${infraRepository}#${number}](${url})`;
}

function answers({ answers: does }: PhaseOf<'merged'>): string {
  if (does === undefined) return '';
  return does
    ? ', and the cluster answers with the merged kubeconfig'
    : ', but the cluster did not answer as it should when the issue was closed. Parts of Prow do not work properly until it does';
}

const postsubmit = `[\`${upstream.postsubmit.value}\`](${upstream.deck.value}/?job=${upstream.postsubmit.value})`;

const untilDeployed: Readonly<Record<Status['operation'], string>> = {
  add: 'Prow does not know the cluster until then',
  rotate: 'Prow uses the old credentials until then',
  remove: 'Prow still knows the cluster until then',
};

/** Of a rotation: what is merged is in the secrets, and not in use. */
export function renderAwaitingDeployment(
  { pull }: PhaseOf<'awaiting-deployment'>,
  context: MergedContext,
): string {
  const { secretsRepository } = context;
  return [
    `${turns.maintainer} rerun the newest ${postsubmit}. When it has passed, comment ${commandWords('deployed')} here.`,
    `**Why:** ${pullLink(pull, context)} is merged, and the cluster answers with the new credentials. But a merge into ${secretsRepository} deploys nothing: ${untilDeployed.rotate}.`,
    '**Author:** do not revoke the old credentials before that.',
  ].join('\n\n');
}

/** What maintainers must do before Prow works with what is merged. */
function toDo(
  phase: PhaseOf<'merged'>,
  { operation, name }: Status,
  { secretsRepository }: MergedContext,
): readonly string[] {
  const { toDeploy, secrets = [] } = leftToMaintainers(phase) ?? {};
  const deploy = `rerun the newest ${postsubmit}. ${untilDeployed[operation]}, because a merge into ${secretsRepository} deploys nothing.`;
  const todo = [
    ...(toDeploy ? [deploy] : []),
    ...secrets.map((secret) => createSecret(name, secret)),
  ];
  return todo.map((what, at) => `${at === 0 ? turns.maintainer : '**Also:**'} ${what}`);
}

type Steps = (
  phase: PhaseOf<'merged'>,
  status: Status,
  context: MergedContext,
) => readonly string[];

const stepsAdded: Readonly<Record<Status['kind'], Steps>> = {
  'build-cluster': (phase, { name }, context) => [
    `**${leftToMaintainers(phase) ? 'After that' : 'Next'}:** ${writeJob(context)} It says ${inlineCode(`cluster: ${name}`)}.${phase.deployment ? ` It can run as soon as ${postsubmit} has passed, which ${deploymentLink(phase.deployment, context)} has started.` : ''}`,
    ...renderSecrets(name, phase.jobSecrets, context.jobsNamespace),
    exampleJob(buildClusterJob(name)),
  ],
  'external-provider': (_phase, { name }, context) => [
    `**Next:** ${writeJob(context)} Nothing has to be deployed: the job extracts the kubeconfig from the secrets.`,
    exampleJob(externalProviderJob(name, context.placeOf(name))),
  ],
};

function writeJob({ infraRepository }: MergedContext): string {
  return `to use the cluster, add a job to \`${upstream.jobsFile.value}\` in ${infraRepository}.`;
}

function exampleJob(job: string): string {
  return folded('An example, for the end of that file', [codeBlock('yaml', job)]);
}

const steps: Readonly<Record<Status['operation'], Steps>> = {
  add: (phase, status, context) => stepsAdded[status.kind](phase, status, context),

  rotate: (_phase, { kind }, { jobsNamespace }) => [
    '**Author, your turn** when a job has run with the new credentials: revoke the old ones. If they were the token of a Secret, delete that Secret:',
    codeBlock('bash', removeOldSecret(kind, jobsNamespace)),
  ],

  remove: ({ toDeploy }, { kind }, { jobsNamespace }) => [
    `**Author, your turn${toDeploy ? ' after that' : ''}:** delete the service account with its tokens, because the history of the secrets still contains them. With the names from the guide:`,
    codeBlock('bash', removeAccount(kind, jobsNamespace)),
  ],
};
