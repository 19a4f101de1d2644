import type { Keyring } from '../../openpgp/keyring.ts';
import { fail } from '../../problem.ts';
import type { ChangeSummary, WrittenFile } from '../secrets.ts';
import { decryptBlob, encryptBlob } from './blob.ts';
import type { KubeconfigFiles, LockedSecrets } from './files.ts';
import type { GitCryptKey } from './key-file.ts';
import { defaultKeyName, keyNameOf } from './key-name.ts';
import type { ClearFile, ClusterChange } from './plaintext-files.ts';
import { keyDigest, provedKey } from './proved-key.ts';
import { usersOf } from './unlock.ts';
import { countKeys } from './users.ts';

export interface GitCryptSettings {
  readonly keyring: Keyring;
  /** The namespace of a build cluster's context. */
  readonly jobsNamespace: string;
  /** How large the Secret may be that Prow's merged kubeconfig becomes. */
  readonly secretLimitBytes?: number;
}

export interface UnlockedSecrets extends LockedSecrets {
  readonly files: KubeconfigFiles;
  /** The key that they are encrypted with. */
  readonly inUse?: GitCryptKey;
}

/**
 * The key that a file is to be encrypted with. Throws where git-crypt would not encrypt it, and
 * `git-crypt-key-unproved`.
 */
export async function keyFor(
  path: string,
  { attributes, unlock, encrypted, inUse }: UnlockedSecrets,
) {
  const keyName = keyNameOf(path, attributes) ?? fail('git-crypt-not-applied', { path });
  const shared = countKeys(encrypted.keys());
  const key = provedKey(await unlock(keyName), { inUse, shared });
  return key ?? fail('git-crypt-key-unproved', { keyName });
}

/** The file as it is to be committed: encrypted, and proved. Throws as {@link keyFor}, and `secrets-not-provable`. */
export async function writeFile(
  secrets: UnlockedSecrets,
  file: ClearFile,
  settings: GitCryptSettings,
): Promise<WrittenFile> {
  const key = await keyFor(file.path, secrets);
  const summary = {
    ...summaryOf(secrets, file, settings),
    readers: [`git-crypt:${keyDigest(key)}`],
  };
  return { path: file.path, content: encryptFile(file, key), summary };
}

/** What is told of a change, and who can decrypt it. */
export function summaryOf(
  { files, encrypted, attributes, inUse }: UnlockedSecrets,
  { path, about }: ClusterChange,
  { keyring }: GitCryptSettings,
): ChangeSummary {
  // What goes may be where no rule for it is any more.
  const sharedKey = keyNameOf(path, attributes) ?? defaultKeyName;
  const unchangedFiles = [...files.keys()].filter((other) => other !== path).length;
  const recipients = usersOf({ keyName: sharedKey, version: inUse?.version }, encrypted, keyring);
  // What goes is encrypted to nobody.
  return { file: path, ...about, unchangedFiles, sharedKey, recipients, readers: [] };
}

/** Encrypts a file as git-crypt would, and proves that it is read back as it was. */
function encryptFile({ path, text }: ClearFile, key: GitCryptKey): Uint8Array {
  const content = encryptBlob(Buffer.from(text), key);
  const decrypted = decryptBlob(content, [key]);
  if (!decrypted || Buffer.from(decrypted).toString() !== text) {
    fail('secrets-not-provable', { file: path });
  }
  return content;
}
