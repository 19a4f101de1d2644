import type { Keyring } from '../openpgp/keyring.ts';
import { createArchiveLayout } from './archive/layout.ts';
import { createGitCryptLayout } from './git-crypt/layout.ts';
import { unite } from './in-use.ts';
import { readConcerned, type Secrets, type SecretsChange, type SecretsLayout } from './secrets.ts';

/** Which layout keeps the secrets, and where. Another layout is another member of the union. */
export interface LayoutSettings {
  readonly layout: 'archive' | 'git-crypt';
  /** The archive's path in the secrets repository. */
  readonly archivePath: string;
  /** The file in the archive. */
  readonly file: string;
  /** The namespace for jobs in build clusters. */
  readonly jobsNamespace: string;
  /** How large the Secret may be that the merged kubeconfig becomes, see {@link requireRoom}. */
  readonly secretLimitBytes?: number;
}

/**
 * The one place that knows which layouts there are. The chosen one is written; what the others
 * hold in the same repository is in use as well.
 */
export function createLayout(settings: LayoutSettings, keyring: Keyring): SecretsLayout {
  const layouts: Readonly<Record<LayoutSettings['layout'], SecretsLayout>> = {
    archive: createArchiveLayout({ ...settings, keyring }),
    'git-crypt': createGitCryptLayout({ ...settings, keyring }),
  };
  const { [settings.layout]: own, ...others } = layouts;
  return withOthers(Object.values(others), own);
}

const isFound = <Found>(found: Found | undefined): found is Found => found !== undefined;

function withOthers(others: readonly SecretsLayout[], own: SecretsLayout): SecretsLayout {
  const concerns = (path: string) => [own, ...others].some((layout) => layout.concerns(path));
  return {
    concerns,
    deployedByScript: own.deployedByScript,
    placeOf: own.placeOf,
    collect: (files) => readConcerned(files, concerns),
    open: async (encrypted) => {
      const present = others.filter((other) => [...encrypted.keys()].some(other.concerns));
      const elsewhere = await Promise.all(present.map((other) => other.open(encrypted)));
      const opened = await own.open(encrypted, unite(elsewhere));
      return across(opened, elsewhere);
    },
  };
}

/**
 * Adds to the one, which counts what the others hold as in use; what is there already is found and
 * changed wherever it is.
 */
function across(own: Secrets, others: readonly Secrets[]): Secrets {
  const all = [own, ...others];
  const changed = async (each: (secrets: Secrets) => Promise<SecretsChange>) =>
    (await Promise.all(all.map(each))).flat();
  const { namesTaken, clusters, registrations, obstacle, add } = own;
  return {
    ...{ namesTaken, clusters, registrations, obstacle, add },
    find: (cluster, now) => all.map((secrets) => secrets.find(cluster, now)).find(isFound),
    entry: (name) => all.map((secrets) => secrets.entry(name)).find(isFound),
    rotate: (rotation) => changed((secrets) => secrets.rotate(rotation)),
    remove: (registered) => changed((secrets) => secrets.remove(registered)),
  };
}
