import { encryptSessionKey, type KeyID, type PublicKey } from 'openpgp';
import { type Problem, problem } from '../problem.ts';
import { hiddenKeyId, keyIdText } from './key-id.ts';
import type { Keyring } from './keyring.ts';

/** A recipient that can be encrypted to: the key, and the ID of the one of its subkeys that is. */
interface Recipient {
  readonly key: PublicKey;
  readonly keyId: KeyID;
}

/**
 * Finds the key for each key ID, or the first problem that stands in the way of encrypting to
 * exactly these again: `recipient-hidden`, `recipient-unknown`, `recipient-unusable`.
 */
export async function findRecipients(
  keyIds: readonly string[],
  keyring: Keyring,
): Promise<readonly Recipient[] | Problem> {
  const found = await Promise.all(keyIds.map((keyId) => findRecipient(keyId, keyring)));
  const obstacle = found.find((result) => 'id' in result);
  return obstacle ?? found.filter((result) => 'key' in result);
}

/** Tells ahead of time whether secrets can be encrypted again to the recipients they have. */
export async function checkRecipients(
  keyIds: readonly string[],
  keyring: Keyring,
): Promise<Problem | undefined> {
  const result = await findRecipients(keyIds, keyring);
  return 'id' in result ? result : undefined;
}

async function findRecipient(wanted: string, keyring: Keyring): Promise<Recipient | Problem> {
  if (wanted === hiddenKeyId) return problem('recipient-hidden', {});
  const known = [...keyring.recipients, ...keyring.privateKeys.map((key) => key.toPublic())];
  const owners = known.flatMap((key) => {
    const keyId = key.getKeyIDs().find((id) => keyIdText(id) === wanted);
    return keyId === undefined ? [] : [{ key, keyId }];
  });
  // The same key may be there twice: as it was once exported, and with a later expiry date.
  for (const owner of owners) if (await canEncrypt(owner)) return owner;
  const [owner] = owners;
  if (owner === undefined) return problem('recipient-unknown', { keyId: wanted });
  return problem('recipient-unusable', { keyId: wanted, reason: await whyUnusable(owner) });
}

/** Tries it: not every key that is valid is of a kind that openpgp.js can encrypt to. */
async function canEncrypt({ key, keyId }: Recipient): Promise<boolean> {
  try {
    await encryptSessionKey({
      data: new Uint8Array(32),
      algorithm: 'aes256',
      encryptionKeys: key,
      encryptionKeyIDs: keyId,
    });
    return true;
  } catch {
    // The reason is looked for afterwards, in the key and not in the error's words.
    return false;
  }
}

async function whyUnusable(
  recipient: Recipient,
): Promise<'expired' | 'revoked' | 'cannot encrypt'> {
  const { key, keyId } = recipient;
  const subkeys = key.getSubkeys(keyId);
  const hasRevocation = subkeys.some(({ revocationSignatures }) => revocationSignatures.length > 0);
  if (hasRevocation || (await key.isRevoked())) return 'revoked';
  const isValid = await isValidAt(recipient, undefined);
  return !isValid && (await isValidAt(recipient, null)) ? 'expired' : 'cannot encrypt';
}

/** `date` undefined is now; null leaves expiry out of account. */
async function isValidAt({ key, keyId }: Recipient, date: null | undefined): Promise<boolean> {
  return key.getEncryptionKey(keyId, date).then(
    () => true,
    () => false,
  );
}
