import type { Keyring } from '../openpgp/keyring.ts';
import { createArchiveLayout } from './archive.ts';
import type { SecretsLayout } from './secrets.ts';

/** Which layout keeps the secrets, and where. Another layout is another member of this union. */
export interface LayoutSettings {
  readonly layout: 'archive';
  /** The archive's path in the secrets repository. */
  readonly archivePath: string;
  /** The file in the archive. */
  readonly file: string;
}

/** The one place that knows which layouts there are. */
export function createLayout(settings: LayoutSettings, keyring: Keyring): SecretsLayout {
  switch (settings.layout) {
    case 'archive':
      return createArchiveLayout({ ...settings, keyring });
  }
}
