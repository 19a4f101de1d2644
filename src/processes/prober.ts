import { createConnectCluster } from '../adapters/kubernetes/cluster-api.ts';
import { serve, served } from '../adapters/processes/serve.ts';
import { probeMessages as messages } from '../messages/probe.ts';
import { createProbe } from '../prober/operations.ts';
import { readAllowedNetworks } from './settings.ts';

/** Looks at one cluster as a process. Its key is made when it begins, and gone with it. */
await serve(async () => {
  const allowedNetworks = readAllowedNetworks(process.argv[2]);
  const { publicKey, look, applyJobSecrets } = await createProbe(
    createConnectCluster({ allowedNetworks }),
  );
  return {
    hello: { publicKey },
    operations: {
      look: served(messages.look, look),
      applyJobSecrets: served(messages.applyJobSecrets, applyJobSecrets),
    },
  };
});
