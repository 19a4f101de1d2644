import { createConnectCluster } from '../src/adapters/kubernetes/cluster-api.ts';
import { readKeyring } from '../src/configuration/keyring.ts';
import { layoutSettings } from '../src/configuration/layout.ts';
import { createLocalProber } from '../src/prober/operations.ts';
import { createSandbox, describeKeys } from '../src/sandbox/operations.ts';
import { publicSandbox } from '../src/sandbox/public-sandbox.ts';
import { createOpenSecrets } from '../src/secrets/open.ts';
import type { OpenHelpers } from '../src/server/helpers.ts';

/** What helpers do, in this process: for tests that start very many bots. */
export const localHelpers: OpenHelpers = async (configuration) => {
  const keyring = await readKeyring(configuration);
  const openSecrets = createOpenSecrets(layoutSettings(configuration), keyring);
  const allowedNetworks = configuration.CLUSTER_ALLOWED_NETWORKS;
  return {
    keys: await describeKeys(keyring),
    sandbox: { ...publicSandbox, ...createSandbox(keyring, openSecrets) },
    prober: createLocalProber(createConnectCluster({ allowedNetworks })),
    stop: () => undefined,
  };
};
