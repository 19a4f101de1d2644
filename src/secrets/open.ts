import type { Keyring } from '../openpgp/keyring.ts';
import { createOpenArchive } from './archive/open.ts';
import { createOpenGitCrypt } from './git-crypt/open.ts';
import { unite } from './in-use.ts';
import { type LayoutSettings, layoutsIn } from './layout.ts';
import type { OpenSecrets, Secrets, SecretsChange } from './secrets.ts';

type Layout = LayoutSettings['layout'];

/** Opens what the chosen layout holds; what the others hold in the same repository is in use too. */
export function createOpenSecrets(settings: LayoutSettings, keyring: Keyring): OpenSecrets {
  const layouts = layoutsIn(settings);
  const openers: Readonly<Record<Layout, OpenSecrets>> = {
    archive: createOpenArchive({ ...settings, keyring }),
    'git-crypt': createOpenGitCrypt({ ...settings, keyring }),
  };
  const { [settings.layout]: _, ...others } = openers;
  const names = Object.keys(others) as Layout[];
  return async (encrypted, { deployed } = {}) => {
    const paths = [...encrypted.keys()];
    const present = names.filter((name) => paths.some(layouts[name].concerns));
    const opened = present.map((name) => openers[name](encrypted, { deployed }));
    const elsewhere = await Promise.all(opened);
    const known = { deployed, elsewhere: unite(elsewhere) };
    return across(await openers[settings.layout](encrypted, known), elsewhere);
  };
}

const isFound = <Found>(found: Found | undefined): found is Found => found !== undefined;

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
    entry: async (name) =>
      (await Promise.all(all.map((secrets) => secrets.entry(name)))).find(isFound),
    rotate: (rotation) => changed((secrets) => secrets.rotate(rotation)),
    remove: (registered) => changed((secrets) => secrets.remove(registered)),
  };
}
