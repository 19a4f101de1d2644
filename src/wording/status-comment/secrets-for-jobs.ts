import type { JobSecretResult } from '../../state/status.ts';
import { upstream } from '../../upstream.ts';
import { codeBlock, codeLine, inlineCode } from '../escape.ts';
import { folded } from '../folded.ts';
import { copyJobSecret } from '../kubectl.ts';

/** How maintainers create a secret that jobs in a cluster lack. */
export function createSecret(cluster: string, { name, namespace }: JobSecretResult): string {
  return `create the Secret ${inlineCode(name)} in the namespace ${inlineCode(namespace)}. ${jobsNeedIt} ${copy(cluster, { name, namespace }).join('\n\n')}`;
}

/** What is known of the others. Nothing of the values. */
export function renderSecrets(
  cluster: string,
  results: readonly JobSecretResult[] | undefined,
  namespace: string,
): readonly string[] {
  const unseen = {
    name: upstream.jobSecret.value,
    namespace,
    items: [],
    outcome: 'unseen',
  } as const;
  return (results ?? [unseen]).flatMap((result) => renderSecret(cluster, result));
}

function renderSecret(cluster: string, result: JobSecretResult): readonly string[] {
  const secret = `${inlineCode(result.name)} in ${inlineCode(result.namespace)}`;
  switch (result.outcome) {
    case 'applied':
    case 'present':
      return [`🔑 The Secret ${secret} is ready for jobs.`];
    case 'foreign':
      return [
        `🔑 The Secret ${secret} already existed. Somebody else created it, so the bot did not change it.`,
      ];
    case 'unseen':
      return [
        `🔑 The bot could not see whether the Secret ${secret} is there. ${jobsNeedIt}`,
        folded('For maintainers: create it if it is missing', copy(cluster, result)),
      ];
    case 'failed':
    case 'missing':
      return [];
  }
}

const jobsNeedIt = 'Jobs do not start without it.';

function copy(
  cluster: string,
  secret: Pick<JobSecretResult, 'name' | 'namespace'>,
): readonly string[] {
  return [
    "With Prow's merged kubeconfig, this copies it from another cluster:",
    codeBlock('bash', copyJobSecret(codeLine(cluster), secret)),
  ];
}
