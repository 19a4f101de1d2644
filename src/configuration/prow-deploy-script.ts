import type { SecretsLayout } from '../secrets/secrets.ts';
import { deploymentFiles } from '../upstream.ts';
import type { Configuration } from './environment.ts';

/**
 * The path of the script that names Prow's build clusters; undefined where the bot leaves it alone.
 * Where it is set the operator wants it edited, whatever the layout of the secrets needs.
 */
export function deployScript(
  { PROW_DEPLOY_SCRIPT: script }: Configuration,
  { deployedByScript }: Pick<SecretsLayout, 'deployedByScript'>,
): string | undefined {
  if (script === undefined) return deployedByScript ? deploymentFiles.script : undefined;
  return script === '' ? undefined : script;
}
