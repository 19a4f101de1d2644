import type { LayoutSettings } from '../secrets/layout.ts';
import type { CommonConfiguration } from './environment.ts';

/** How and where the secrets are kept. */
export function layoutSettings(configuration: CommonConfiguration): LayoutSettings {
  return {
    layout: configuration.SECRETS_LAYOUT,
    archivePath: configuration.SECRETS_ARCHIVE,
    file: configuration.SECRETS_FILE,
    jobsNamespace: configuration.PROW_JOBS_NAMESPACE,
    secretLimitBytes: configuration.KUBECONFIG_SECRET_LIMIT,
  };
}
