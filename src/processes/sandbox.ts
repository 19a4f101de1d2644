import * as z from 'zod/mini';
import { serve, served } from '../adapters/processes/serve.ts';
import { readKeyring } from '../configuration/keyring.ts';
import { rehearsal } from '../messages/rehearsal.ts';
import { keysDescription, sandboxMessages as messages } from '../messages/sandbox.ts';
import { fail } from '../problem.ts';
import { createSandbox, describeKeys } from '../sandbox/operations.ts';
import { createOpenSecrets } from '../secrets/open.ts';
import { createSandboxRehearsal } from './sandbox-rehearsal.ts';
import { readSandboxSettings } from './settings.ts';

/** The sandbox as a process: reads the keys' files, and nothing more, then does what it is told. */
await serve(async () => {
  const { keys, fingerprints, layout } = readSandboxSettings(process.argv[2]);
  const keyring = await readKeyring(keys);
  // From here on it opens no file any more, not even those. Its own code is loaded by now.
  process.permission.drop('fs.read');
  const described = await describeKeys(keyring);
  // The bot has told its submitters and readers of the others.
  if (fingerprints && fingerprints.join() !== described.fingerprints.join())
    fail('key-changed', {});
  const sandbox = createSandbox(keyring, createOpenSecrets(layout, keyring));
  return {
    hello: z.encode(keysDescription, described),
    operations: {
      rehearse: served(rehearsal, createSandboxRehearsal(keyring)),
      openSubmission: served(messages.openSubmission, sandbox.openSubmission),
      readSecrets: served(messages.readSecrets, sandbox.readSecrets),
      prepareProbe: served(messages.prepareProbe, sandbox.prepareProbe),
      findRegistered: served(messages.findRegistered, sandbox.findRegistered),
      findObstacle: served(messages.findObstacle, sandbox.findObstacle),
      changeSecrets: served(messages.changeSecrets, sandbox.changeSecrets),
    },
  };
});
