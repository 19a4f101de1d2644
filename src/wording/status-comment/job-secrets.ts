import type { JobSecretResult } from '../../state/status.ts';
import { codeBlock, codeLine, inlineCode } from '../escape.ts';
import { createJobSecret } from '../kubectl.ts';

/** What became of the secrets for jobs, and what is left for a maintainer. Nothing of the values. */
export function renderJobSecrets(
  cluster: string,
  results: readonly JobSecretResult[],
): readonly string[] {
  return results.map((result) => renderOne(cluster, result));
}

function renderOne(cluster: string, result: JobSecretResult): string {
  const keys = result.items.map(({ key }) => inlineCode(key)).join(', ');
  const secret = `The secret ${inlineCode(result.name)} (${keys}) in ${inlineCode(result.namespace)}`;
  switch (result.outcome) {
    case 'applied':
      return `🔑 ${secret} is there for jobs.`;
    case 'foreign':
      return `🔑 ${secret} was there already, made by somebody else; the bot has left it as it is.`;
    case 'failed':
      return `🔑 ${secret} could not be created. A maintainer creates it where the secrets are decrypted, each ENTRY as in JOB_SECRETS:\n\n${codeBlock('bash', createJobSecret(codeLine(cluster), result))}`;
  }
}
