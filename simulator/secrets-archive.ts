import { packTar, unpackTar } from 'modern-tar';
import { createMessage, decrypt, encrypt, readKey, readMessage, readPrivateKey } from 'openpgp';
import type { KeyPair } from './openpgp-keys.ts';

/** The secrets before the first request: some entries, and a cluster that Prow has already. */
export function initialEntries(prowKubeconfig: string): string {
  return [
    '---',
    '# Read by Ansible; ask in #kubevirt-dev before you rename a key',
    "githubToken: 'not-a-real-token'",
    'gcsServiceAccount: |',
    '  {',
    '    "type": "service_account",',
    '    "private_key": "not a real key"',
    '  }',
    'kubeconfig: |',
    ...prowKubeconfig
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    'windowsProductKeys: # nested, and not for the bot',
    '  "sysprep-001": not-a-real-key',
    '',
  ].join('\n');
}

/** The same where the kubeconfigs are elsewhere. */
export function otherEntries(): string {
  return initialEntries('').replace(/^kubeconfig: \|\n(?: .*\n)+/m, '');
}

/** Packs and encrypts an archive, as a maintainer does with `tar` and `gpg`. */
export async function packSecrets(
  entries: string,
  recipients: readonly KeyPair[],
): Promise<string> {
  const tar = await packTar([
    { header: { name: 'README.md', size: 8, mode: 0o644 }, body: 'Secrets\n' },
    { header: { name: 'main.yml', size: Buffer.byteLength(entries), mode: 0o600 }, body: entries },
  ]);
  return encrypt({
    message: await createMessage({ binary: tar }),
    encryptionKeys: await Promise.all(
      recipients.map(({ armoredPublicKey: armoredKey }) => readKey({ armoredKey })),
    ),
  });
}

/** Decrypts and unpacks an archive: the files in it by name. */
export async function unpackSecrets(
  armored: string,
  { armoredPrivateKey: armoredKey }: Pick<KeyPair, 'armoredPrivateKey'>,
): Promise<ReadonlyMap<string, string>> {
  const { data } = await decrypt({
    message: await readMessage({ armoredMessage: armored }),
    decryptionKeys: await readPrivateKey({ armoredKey }),
    format: 'binary',
  });
  const entries = await unpackTar(data);
  return new Map(
    entries.map(({ header, data: body }) => [header.name, new TextDecoder().decode(body)]),
  );
}
