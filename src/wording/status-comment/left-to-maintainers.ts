import type { JobSecretOutcome } from '../../job-secrets/job-secrets.ts';
import type { JobSecretResult, Phase } from '../../state/status.ts';

interface LeftToMaintainers {
  /** Whether Prow's deployment has to run again. */
  readonly toDeploy: boolean;
  /** The secrets that jobs lack. */
  readonly secrets: readonly JobSecretResult[];
}

const lacking: readonly JobSecretOutcome[] = ['failed', 'missing'];

/** What only maintainers can do before Prow works with what is merged; undefined for nothing. */
export function leftToMaintainers(
  phase: Extract<Phase, { type: 'merged' }>,
): LeftToMaintainers | undefined {
  // Who closes the issue before the cluster answers has given it up.
  if (phase.answers === false) return undefined;
  const toDeploy = phase.toDeploy ?? false;
  const secrets = (phase.jobSecrets ?? []).filter(({ outcome }) => lacking.includes(outcome));
  return toDeploy || secrets.length > 0 ? { toDeploy, secrets } : undefined;
}
