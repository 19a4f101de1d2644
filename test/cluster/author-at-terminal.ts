import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { decrypt, readMessage, readPrivateKey } from 'openpgp';
import type { KeyPair } from '../../simulator/openpgp-keys.ts';
import type { ControlPlane } from './control-plane.ts';
import { startGpgOfAuthor } from './key-server.ts';
import { openTerminal, type Shell, type Terminal } from './terminal.ts';

/** Somebody with nothing but kubectl, gpg and a shell of each kind, who is a cluster's administrator. */
export interface AuthorAtTerminal {
  readonly terminals: Readonly<Record<Shell, Terminal>>;
  /** Where both shells are. */
  readonly folder: string;
  /** The file to attach, as it is now. */
  attachment(): Buffer;
  /** What the key's owner reads in that. */
  submitted(): Promise<Uint8Array>;
  /** Leaves nothing of what was done before. */
  tidy(): void;
  close(): Promise<void>;
}

export async function seatAuthor(plane: ControlPlane, key: KeyPair): Promise<AuthorAtTerminal> {
  const folder = join(plane.folder, 'author');
  mkdirSync(folder);
  const gpg = await startGpgOfAuthor(key.armoredPublicKey);
  const KUBECONFIG = join(plane.folder, 'admin.yaml');
  const open = async (shell: Shell) => {
    const terminal = await openTerminal(shell, {
      folder,
      environment: { KUBECONFIG, ...gpg.environment },
    });
    // As the configurations that many people take over have it.
    await terminal.paste('set -o noclobber', 'as if typed');
    return terminal;
  };
  const [bash, zsh] = await Promise.all([open('bash'), open('zsh')]);
  const attachment = () => readFileSync(join(folder, 'my-kubeconfig.asc.txt'));
  return {
    terminals: { bash, zsh },
    folder,
    attachment,
    submitted: async () => {
      const { data } = await decrypt({
        message: await readMessage({ armoredMessage: attachment().toString() }),
        decryptionKeys: await readPrivateKey({ armoredKey: key.armoredPrivateKey }),
        format: 'binary',
      });
      return data;
    },
    tidy: () => {
      for (const name of ['my-kubeconfig.yaml', 'my-kubeconfig.asc.txt', 'admin-kubeconfig.yaml'])
        rmSync(join(folder, name), { force: true });
    },
    close: async () => {
      await Promise.all([bash.close(), zsh.close()]);
      await gpg.close();
    },
  };
}
