import { createMessage, encrypt, readKey } from 'openpgp';
import { decryptBlob, encryptBlob } from '../src/secrets/git-crypt/blob.ts';
import type { GitCryptKey } from '../src/secrets/git-crypt/key-file.ts';
import { keyFile, someKey } from './git-crypt-key.ts';
import type { KeyPair } from './openpgp-keys.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

export const kubeconfigFolder = 'secrets/kubeconfigs';

/** A key and what is encrypted with it in the secrets repository, by path. */
export interface GitCryptFiles {
  readonly key: GitCryptKey;
  readonly files: Files;
}

/** The secrets before the first request. */
export async function makeGitCryptFiles(
  kubeconfigs: Readonly<Record<string, string>>,
  users: readonly KeyPair[],
): Promise<GitCryptFiles> {
  const key = someKey();
  const files = { ...(await shareKey(key, users)), ...lockKubeconfigs(kubeconfigs, key) };
  return { key, files };
}

/** The files that `git-crypt init` and `git-crypt add-gpg-user` bring into a repository. */
export async function shareKey(key: GitCryptKey, users: readonly KeyPair[]): Promise<Files> {
  const copies = users.map(async ({ armoredPublicKey: armoredKey }) => {
    const encryptionKeys = await readKey({ armoredKey });
    const path = `.git-crypt/keys/default/${key.version}/${encryptionKeys.getFingerprint().toUpperCase()}.gpg`;
    const message = await createMessage({ binary: new Uint8Array(keyFile([key])) });
    return [path, await encrypt({ message, encryptionKeys, format: 'binary' })] as const;
  });
  return {
    '.gitattributes': `${kubeconfigFolder}/** filter=git-crypt diff=git-crypt\n`,
    '.git-crypt/.gitattributes': '* !filter !diff\n',
    ...Object.fromEntries(await Promise.all(copies)),
  };
}

/** Kubeconfigs by their names, as git stores them. */
export function lockKubeconfigs(
  kubeconfigs: Readonly<Record<string, string>>,
  key: GitCryptKey,
): Files {
  return Object.fromEntries(
    Object.entries(kubeconfigs).map(([name, text]) => [
      `${kubeconfigFolder}/${name}`,
      encryptBlob(Buffer.from(text), key),
    ]),
  );
}

export function unlockKubeconfig(blob: Uint8Array, key: GitCryptKey): string {
  const text = decryptBlob(blob, [key]);
  if (!text) throw new Error('not encrypted with this key');
  return Buffer.from(text).toString();
}
