import type { LayoutSettings } from '../secrets/layout.ts';
import type { CommonConfiguration } from './environment.ts';

/** How and where the secrets are kept. */
export function layoutSettings(configuration: CommonConfiguration): LayoutSettings {
  return {
    layout: 'archive',
    archivePath: configuration.SECRETS_ARCHIVE,
    file: configuration.SECRETS_FILE,
  };
}
