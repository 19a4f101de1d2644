import { createMessage, encrypt, enums } from 'openpgp';
import { fail, ProblemError } from '../problem.ts';
import { readEnvelope } from './envelope.ts';
import { keyIdText } from './key-id.ts';
import type { Keyring } from './keyring.ts';
import { fingerprintOf, peopleIn, provePeople } from './people.ts';
import { findRecipients, type ReplacedSubkey } from './recipients.ts';

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
  /** Subkeys of the same key that it was encrypted to before, and that are not fit any more. */
  readonly replaces?: readonly ReplacedSubkey[];
}

/**
 * Encrypts to exactly the people that a message was encrypted to, in the same order, so that nobody
 * is locked out and nobody let in: to the same subkeys, or to those that have taken their place in
 * the same keys. `recipientKeyIds` are as `decryptMessage` gives them.
 *
 * Throws `recipient-hidden`, `recipient-unknown`, `recipient-unusable`.
 */
export async function encryptToSameRecipients(
  data: Uint8Array,
  recipientKeyIds: readonly string[],
  keyring: Keyring,
): Promise<Encrypted> {
  const found = await findRecipients(recipientKeyIds, keyring);
  if ('id' in found) throw new ProblemError(found);
  // A message to nobody, or to a password alone, is none that this program has read.
  if (found.length === 0) fail('recipient-hidden', {});
  // A subkey may have been there beside the one that it now takes the place of.
  const bySubkey = Map.groupBy(found, ({ keyId }) => keyIdText(keyId));
  const recipients = [...bySubkey.values()].flatMap(([first]) => first ?? []);
  const armored = await encrypt({
    message: await createMessage({ binary: data }),
    encryptionKeys: recipients.map(({ key }) => key),
    encryptionKeyIDs: recipients.map(({ keyId }) => keyId),
    // Made here, because with its own openpgp.js writes a version that gpg can't read (SEIPDv2)
    // as soon as every recipient's key claims to know it.
    sessionKey: { data: crypto.getRandomValues(new Uint8Array(32)), algorithm: 'aes256' },
    config: { preferredCompressionAlgorithm: enums.compression.zlib },
  });
  const written = await readEnvelope({ type: 'armored', text: armored });
  const after = written.recipients.map(({ keyId }) => keyId);
  provePeople({ before: recipientKeyIds, after }, await peopleIn(keyring));
  const described = [...bySubkey].flatMap(([keyId, [first, ...others]]) => {
    if (first === undefined) return [];
    const { key } = first;
    const replaces = [first, ...others].flatMap((each) => each.replaces ?? []);
    const owner = { fingerprint: fingerprintOf(key), userId: key.getUserIDs()[0] ?? '' };
    return [{ keyId, ...owner, ...(replaces.length > 0 && { replaces }) }];
  });
  return { armored, recipients: described };
}
