import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OnDeath } from '../adapters/processes/deaths.ts';
import { startProberProcesses } from '../adapters/processes/prober.ts';
import { describeKeys, startSandboxProcesses } from '../adapters/processes/sandbox.ts';
import type { Configuration } from '../configuration/environment.ts';
import type { KeyringSources } from '../configuration/keyring.ts';
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

/** Starts them as processes, each when it is needed. Throws problems with the keys. */
export const startHelpers: OpenHelpers = async (configuration, onDeath) => {
  const { pgpPrivateKey, pgpPassphrase, PGP_RECIPIENTS_PATH: recipients } = configuration;
  const keys: KeyringSources = {
    pgpPrivateKey: { path: resolve(pgpPrivateKey.path) },
    pgpPassphrase: pgpPassphrase && { path: resolve(pgpPassphrase.path) },
    PGP_RECIPIENTS_PATH: recipients && resolve(recipients),
  };
  const withKeys = (settings: Pick<SandboxSettings, 'fingerprints'>) => ({
    entry: entryOf('sandbox'),
    settings: JSON.stringify({ keys, ...settings, layout: layoutSettings(configuration) }),
    files: [keys.pgpPrivateKey, keys.pgpPassphrase, { path: keys.PGP_RECIPIENTS_PATH }].flatMap(
      (each) => (each && 'path' in each ? (each.path ?? []) : []),
    ),
  });
  const described = await describeKeys(withKeys({}));
  const { fingerprints } = described;
  const withoutKeys = { entry: entryOf('public-sandbox'), settings: '', files: [] };
  const sandbox = startSandboxProcesses(
    { withKeys: withKeys({ fingerprints }), withoutKeys },
    onDeath,
  );
  const networks = configuration.CLUSTER_ALLOWED_NETWORKS.map(
    ({ address, prefix }) => `${address.toString()}/${prefix}`,
  );
  const settings = JSON.stringify(networks);
  const prober = startProberProcesses({ entry: entryOf('prober'), settings }, onDeath);
  return {
    keys: described,
    sandbox: sandbox.sandbox,
    prober: prober.prober,
    stop: () => {
      sandbox.stop();
      prober.stop();
    },
  };
};

function entryOf(name: 'sandbox' | 'public-sandbox' | 'prober'): string {
  return fileURLToPath(new URL(`../processes/${name}.ts`, import.meta.url));
}
