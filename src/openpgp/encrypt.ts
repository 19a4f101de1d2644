import { createMessage, encrypt, enums } from 'openpgp';
import { fail, ProblemError } from '../problem.ts';
import { keyIdText } from './key-id.ts';
import type { Keyring } from './keyring.ts';
import { findRecipients } from './recipients.ts';

interface Encrypted {
  readonly armored: string;
  /** In the message's order. */
  readonly recipients: readonly EncryptedTo[];
}

interface EncryptedTo {
  /** Of the subkey. */
  readonly keyId: string;
  /** Of the primary key, in upper-case hexadecimal: subkeys come and go. */
  readonly fingerprint: string;
  /** The first one of the key. */
  readonly userId: string;
}

/**
 * Encrypts to exactly the subkeys that a message was encrypted to, in the same order, so that
 * nobody is locked out and nobody let in. `recipientKeyIds` are as `decryptMessage` gives them.
 *
 * Throws `recipient-hidden`, `recipient-unknown`, `recipient-unusable`.
 */
export async function encryptToSameRecipients(
  data: Uint8Array,
  recipientKeyIds: readonly string[],
  keyring: Keyring,
): Promise<Encrypted> {
  const recipients = await findRecipients(recipientKeyIds, keyring);
  if ('id' in recipients) throw new ProblemError(recipients);
  // A message to nobody, or to a password alone, is none that this program has read.
  if (recipients.length === 0) fail('recipient-hidden', {});
  const armored = await encrypt({
    message: await createMessage({ binary: data }),
    encryptionKeys: recipients.map(({ key }) => key),
    encryptionKeyIDs: recipients.map(({ keyId }) => keyId),
    // Made here, because with its own openpgp.js writes a version that gpg can't read (SEIPDv2)
    // as soon as every recipient's key claims to know it.
    sessionKey: { data: crypto.getRandomValues(new Uint8Array(32)), algorithm: 'aes256' },
    config: { preferredCompressionAlgorithm: enums.compression.zlib },
  });
  const described = recipients.map(({ key, keyId }) => ({
    keyId: keyIdText(keyId),
    fingerprint: key.getFingerprint().toUpperCase(),
    userId: key.getUserIDs()[0] ?? '',
  }));
  return { armored, recipients: described };
}
