import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The real gpg, where it is installed, with a keyring of its own. */
export interface Gpg {
  /** `GNUPGHOME` */
  readonly home: string;
  /** Runs gpg; throws where it fails. */
  run(args: readonly string[], input?: string | Uint8Array): Buffer;
  /** Decrypts and gives what gpg had to say as well. */
  decrypt(message: string | Uint8Array): { readonly data: Buffer; readonly said: string };
  end(): void;
}

const always = ['--batch', '--yes', '--quiet', '--pinentry-mode', 'loopback'];

export function startGpg(): Gpg {
  const home = mkdtempSync(join(tmpdir(), 'g'));
  const env = { ...process.env, GNUPGHOME: home, LC_ALL: 'C' };
  return {
    home,
    run: (args, input) =>
      execFileSync('gpg', [...always, '--trust-model', 'always', ...args], {
        env,
        input,
        maxBuffer: 64 * 1024 * 1024,
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
    decrypt: (message) => {
      const args = ['--batch', '--pinentry-mode', 'loopback', '--decrypt'];
      const { status, stdout, stderr } = spawnSync('gpg', args, {
        env,
        input: message,
        maxBuffer: 64 * 1024 * 1024,
      });
      if (status !== 0) throw new Error(stderr.toString());
      return { data: stdout, said: stderr.toString() };
    },
    end: () => {
      spawnSync('gpgconf', ['--kill', 'gpg-agent'], { env });
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Makes a key as `--quick-generate-key` does, and gives its primary fingerprint. */
export function generateKey(gpg: Gpg, name: string, kind: GpgKeyKind, passphrase = ''): string {
  const [primary, subkey] = kinds[kind];
  const secret = ['--passphrase', passphrase];
  gpg.run([...secret, '--quick-generate-key', name, primary, 'cert,sign', 'never']);
  const fingerprint = fingerprintOf(gpg, name);
  gpg.run([...secret, '--quick-add-key', fingerprint, subkey, 'encrypt', 'never']);
  return fingerprint;
}

type GpgKeyKind = keyof typeof kinds;

const kinds = {
  rsa: ['rsa2048', 'rsa2048'],
  cv25519: ['ed25519', 'cv25519'],
  nistp256: ['nistp256', 'nistp256'],
} as const;

export function fingerprintOf(gpg: Gpg, name: string): string {
  const listed = gpg.run(['--list-keys', '--with-colons', `=${name}`]).toString();
  const [, fingerprint] = /^fpr:+([0-9A-F]{40}):/m.exec(listed) ?? [];
  if (fingerprint === undefined) throw new Error(`no key of ${name}`);
  return fingerprint;
}
