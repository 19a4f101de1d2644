import type { PublicKey } from 'openpgp';
import { decryptMessage } from '../../openpgp/decrypt.ts';
import type { Keyring } from '../../openpgp/keyring.ts';
import { fail, ProblemError } from '../../problem.ts';
import type { EncryptedFiles, Recipient } from '../secrets.ts';
import { type GitCryptKey, parseKeyFile } from './key-file.ts';
import { defaultKeyName } from './key-name.ts';
import { isSameKey } from './proved-key.ts';
import { copiesOf, type UserCopy } from './users.ts';

/** A key file has some hundred bytes. */
const keyFileLimitBytes = 64 * 1024;

/** Gives the versions of a key by its name, the newest first, and each secret once. */
export type Unlock = (keyName: string) => Promise<readonly GitCryptKey[]>;

/**
 * Opens the repository's keys with the bot's own OpenPGP keys, each when it is first asked for.
 * Throws `git-crypt-key-missing` where it is encrypted to others only, and
 * `git-crypt-key-unreadable`.
 */
export function createUnlock(encrypted: EncryptedFiles, keyring: Keyring): Unlock {
  const opened = new Map<string, Promise<readonly GitCryptKey[]>>();
  return (keyName) => {
    const keys = opened.get(keyName) ?? openAll(keyName, encrypted, keyring);
    opened.set(keyName, keys);
    return keys;
  };
}

async function openAll(
  keyName: string,
  encrypted: EncryptedFiles,
  keyring: Keyring,
): Promise<readonly GitCryptKey[]> {
  const own = keyring.privateKeys.map(fingerprintOf);
  const copies = copiesOf(keyName, encrypted.keys()).filter((copy) =>
    own.includes(copy.fingerprint),
  );
  if (copies.length === 0) fail('git-crypt-key-missing', { keyName });
  const keys = await Promise.all(
    copies.map((copy) => openCopy(copy, encrypted.get(copy.path) ?? new Uint8Array(), keyring)),
  );
  return keys.filter((key, at) => keys.findIndex((other) => isSameKey(key, other)) === at);
}

async function openCopy(copy: UserCopy, bytes: Uint8Array, keyring: Keyring): Promise<GitCryptKey> {
  const { path, keyName, version } = copy;
  const { data } = await decryptMessage(
    { type: 'binary', bytes },
    keyring,
    keyFileLimitBytes,
  ).catch((error: unknown) => {
    const isOfFile = error instanceof ProblemError && error.problem.id !== 'key-unusable';
    if (!isOfFile) throw error;
    return fail('git-crypt-key-unreadable', { path });
  });
  const file = parseKeyFile(data);
  const [key, another] = file?.keys.filter((candidate) => candidate.version === version) ?? [];
  // git-crypt too wants the file to be of the key that its path tells; of two it takes the last.
  if (!key || another || (file?.name ?? defaultKeyName) !== keyName)
    fail('git-crypt-key-unreadable', { path });
  return key;
}

/** Who can open a key, in its newest version if no other is given, by the names that are known. */
export function usersOf(
  { keyName, version }: { readonly keyName: string; readonly version?: number },
  encrypted: EncryptedFiles,
  { recipients, privateKeys }: Keyring,
): readonly Recipient[] {
  const known = [...recipients, ...privateKeys.map((key) => key.toPublic())];
  const copies = copiesOf(keyName, encrypted.keys());
  return copies
    .filter((copy) => copy.version === (version ?? copies[0]?.version))
    .map(({ fingerprint }) => {
      const owner = known.find((key) => fingerprintOf(key) === fingerprint);
      return { keyId: fingerprint, fingerprint, userId: owner?.getUserIDs()[0] ?? '' };
    });
}

function fingerprintOf(key: Pick<PublicKey, 'getFingerprint'>): string {
  return key.getFingerprint().toUpperCase();
}
