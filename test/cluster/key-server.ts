import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen, stop } from '../../simulator/loopback.ts';

/** gpg on a machine of somebody who has no keys, and the server that the blocks get the bot's from. */
export interface GpgOfAuthor {
  /** What a shell has to be started with. */
  readonly environment: { readonly GNUPGHOME: string; readonly PATH: string };
  close(): Promise<void>;
}

/** Hands out one public key. The real gpg and dirmngr ask for it where they would ask the internet. */
export async function startGpgOfAuthor(armoredPublicKey: string): Promise<GpgOfAuthor> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/pgp-keys' }).end(armoredPublicKey);
  });
  const port = await listen(server);
  // A short path, as gpg's helpers have sockets in it.
  const home = mkdtempSync(join(tmpdir(), 'g'));
  const gpg = execFileSync('bash', ['-c', 'command -v gpg'], { encoding: 'utf8' }).trim();
  writeFileSync(
    join(home, 'gpg'),
    `#!/bin/bash\nexec ${gpg} --quiet "\${@/hkps:\\/\\/keyserver.ubuntu.com/hkp:\\/\\/127.0.0.1:${port}}"\n`,
  );
  chmodSync(join(home, 'gpg'), 0o755);
  return {
    environment: { GNUPGHOME: home, PATH: `${home}:${process.env.PATH}` },
    close: async () => {
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
      rmSync(home, { recursive: true, force: true });
      await stop(server);
    },
  };
}
