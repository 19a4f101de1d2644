import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OnDeath } from '../adapters/processes/deaths.ts';
import type { HelperProgram } from '../adapters/processes/limits.ts';
import { startProberProcesses } from '../adapters/processes/prober.ts';
import { describeKeys, startSandboxProcesses } from '../adapters/processes/sandbox.ts';
import type { Configuration } from '../configuration/environment.ts';
import { layoutSettings } from '../configuration/layout.ts';
import type { Prober } from '../prober/prober.ts';
import type { SandboxSettings } from '../processes/settings.ts';
import type { AnySandbox, KeysDescription } from '../sandbox/sandbox.ts';

/** What does the work that the bot itself must not do, see `docs/architecture.md`. */
export interface Helpers {
  readonly keys: KeysDescription;
  readonly sandbox: AnySandbox;
  readonly prober: Prober;
  readonly stop: () => void;
}

export type OpenHelpers = (configuration: Configuration, onDeath: OnDeath) => Promise<Helpers>;

/** The file of the program of each kind of helper. */
export type EntryOf = (name: 'sandbox' | 'public-sandbox' | 'prober') => string;

/** Starts them as processes, each when it is needed. Throws problems with the keys. */
export const startHelpers: OpenHelpers = (configuration, onDeath) =>
  startHelpersFrom(entryOf, configuration, onDeath);

export async function startHelpersFrom(
  entryOf: EntryOf,
  configuration: Configuration,
  onDeath: OnDeath,
): Promise<Helpers> {
  const { pgpPrivateKey, pgpPassphrase, PGP_RECIPIENTS_PATH: recipients } = configuration;
  const keys = {
    pgpPrivateKey: { path: resolve(pgpPrivateKey.path) },
    pgpPassphrase: pgpPassphrase && { path: resolve(pgpPassphrase.path) },
    PGP_RECIPIENTS_PATH: recipients && resolve(recipients),
  };
  const settings = { keys, layout: layoutSettings(configuration) };
  const described = await describeKeys(sandboxProgram(settings, entryOf));
  const { fingerprints } = described;
  const programs = {
    withKeys: sandboxProgram({ ...settings, fingerprints }, entryOf),
    withoutKeys: { entry: entryOf('public-sandbox'), settings: '', files: [] },
  };
  const sandbox = startSandboxProcesses(programs, onDeath);
  const networks = configuration.CLUSTER_ALLOWED_NETWORKS.map(
    ({ address, prefix }) => `${address.toString()}/${prefix}`,
  );
  const program = { entry: entryOf('prober'), settings: JSON.stringify(networks), files: [] };
  const prober = startProberProcesses(program, onDeath);
  return {
    keys: described,
    sandbox: sandbox.sandbox,
    prober: prober.prober,
    stop: () => {
      sandbox.stop();
      prober.stop();
    },
  };
}

/** The sandbox with keys: of all files it is given those of the keys. */
export function sandboxProgram(settings: SandboxSettings, find = entryOf): HelperProgram {
  const { pgpPrivateKey, pgpPassphrase, PGP_RECIPIENTS_PATH } = settings.keys;
  const files = [pgpPrivateKey.path, pgpPassphrase?.path, PGP_RECIPIENTS_PATH];
  return {
    entry: find('sandbox'),
    settings: JSON.stringify(settings),
    files: files.filter((path) => path !== undefined),
  };
}

/** In the image they are bundled (`rolldown.config.ts`); else there are only their sources. */
const bundles = fileURLToPath(new URL('../../helpers', import.meta.url));
const sources = fileURLToPath(new URL('../processes', import.meta.url));

export const entryOf: EntryOf = existsSync(bundles)
  ? entriesIn(bundles)
  : (name) => `${sources}/${name}.ts`;

export function entriesIn(folder: string): EntryOf {
  return (name) => `${folder}/${name}.mjs`;
}
