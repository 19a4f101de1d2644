import type { KubeconfigPlace } from '../../secrets/secrets.ts';
import type { JobSecretResult, Phase, PullReference, Status } from '../../state/status.ts';
import { codeBlock, codeLine, inlineCode } from '../escape.ts';
import { createJobSecret, removeAccount, removeOldSecret } from '../kubectl.ts';
import { buildClusterJob, externalProviderJob } from './job-snippet.ts';

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

/** What happened with the merge, and what is left to whom. */
export function renderMerged(
  phase: PhaseOf<'merged'>,
  status: Status,
  context: MergedContext,
): string {
  return [
    `🎉 **Done.** ${outcomes[status.operation]}: ${pullsMerged(phase, context)}.`,
    ...answer(phase),
    ...steps[status.operation](phase, status, context),
  ].join('\n\n');
}

export function pullsMerged(
  { pull, deployment }: PhaseOf<'merged' | 'not-answering'>,
  context: MergedContext,
): string {
  return deployment
    ? `${pullLink(pull, context)} and ${deploymentLink(deployment, context)} are merged`
    : `${pullLink(pull, context)} is merged`;
}

function answer({ answers }: PhaseOf<'merged'>): readonly string[] {
  // A removal looks at nothing.
  if (answers === undefined) return [];
  return answers
    ? ['✅ The cluster answers with the kubeconfig that was merged.']
    : [
        '⚠️ When the issue was closed, the cluster did not answer as it should. Parts of Prow do not work properly until that is fixed.',
      ];
}

function jobSecrets({ jobSecrets: results }: PhaseOf<'merged'>, name: string): readonly string[] {
  if (results) return results.map((result) => renderJobSecret(name, result));
  return [
    'Maintainers: jobs that upload results need the Secret `gcs-credentials` (key `service-account.json`) in the namespace for jobs. Please create it.',
  ];
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

const outcomes: Readonly<Record<Status['operation'], string>> = {
  add: "The cluster is part of KubeVirt's CI when it is deployed",
  rotate: "KubeVirt's CI uses the new credentials when they are deployed",
  remove: "The cluster is no longer part of KubeVirt's CI when that is deployed",
};

type Steps = (
  phase: PhaseOf<'merged'>,
  status: Status,
  context: MergedContext,
) => readonly string[];

const stepsAdded: Readonly<Record<Status['kind'], Steps>> = {
  'build-cluster': (phase, { name }) => [
    `**Next:** jobs can now use ${inlineCode(`cluster: ${name}`)}. A job to start with:`,
    codeBlock('yaml', buildClusterJob(name)),
    ...jobSecrets(phase, name),
  ],
  'external-provider': (_phase, { name }, context) => [
    '**Next:** jobs can now extract the kubeconfig from the secrets and test on the cluster. A job to start with:',
    codeBlock('yaml', externalProviderJob(name, context.placeOf(name))),
  ],
};

const steps: Readonly<Record<Status['operation'], Steps>> = {
  add: (phase, status, context) => stepsAdded[status.kind](phase, status, context),

  rotate: (_phase, { kind }, { jobsNamespace }) => [
    '**Author, your turn** when a job has run with the new credentials: revoke the old ones. If they were the token of a Secret, delete that Secret:',
    codeBlock('bash', removeOldSecret(kind, jobsNamespace)),
  ],

  remove: (_phase, { kind }, { jobsNamespace }) => [
    '**Author, your turn:** delete the service account with its tokens, because the history of the secrets still contains them. With the names from the guide:',
    codeBlock('bash', removeAccount(kind, jobsNamespace)),
  ],
};

/** What became of a secret for jobs, and what is left for a maintainer. Nothing of the values. */
function renderJobSecret(cluster: string, result: JobSecretResult): string {
  const keys = result.items.map(({ key }) => inlineCode(key)).join(', ');
  const secret = `The Secret ${inlineCode(result.name)} (${keys}) in ${inlineCode(result.namespace)}`;
  switch (result.outcome) {
    case 'applied':
      return `🔑 ${secret} is ready for jobs.`;
    case 'foreign':
      return `🔑 ${secret} already existed. Somebody else created it, so the bot did not change it.`;
    case 'failed':
      return `🔑 ${secret} could not be created. Maintainers: create it where the secrets are decrypted, with each ENTRY as in JOB_SECRETS:\n\n${codeBlock('bash', createJobSecret(codeLine(cluster), result))}`;
  }
}
