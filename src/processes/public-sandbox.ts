import { serve, served } from '../adapters/processes/serve.ts';
import { sandboxMessages as messages } from '../messages/sandbox.ts';
import { publicSandbox } from '../sandbox/public-sandbox.ts';

/** The sandbox without a key as a process: reads what everybody can read. */
await serve(async () => {
  return {
    hello: undefined,
    operations: {
      readText: served(messages.readText, publicSandbox.readText),
      lookInto: served(messages.lookInto, publicSandbox.lookInto),
    },
  };
});
