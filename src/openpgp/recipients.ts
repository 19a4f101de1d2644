import { encryptSessionKey, enums, type KeyID, type PublicKey, type Subkey } from 'openpgp';
import { type Problem, type ProblemDetails, problem } from '../problem.ts';
import { weaknessOf } from './algorithms.ts';
import { hiddenKeyId, keyIdText } from './key-id.ts';
import type { Keyring } from './keyring.ts';
import { ownerOf, type People, peopleIn } from './people.ts';

/** A recipient that can be encrypted to: the key, and the ID of the one of its subkeys that is. */
interface Recipient {
  readonly key: PublicKey;
  readonly keyId: KeyID;
  /** The subkey of the same key that can't be encrypted to any more. */
  readonly replaces?: ReplacedSubkey;
}

/** A subkey that was encrypted to before, and why not again. */
export interface ReplacedSubkey {
  readonly keyId: string;
  readonly reason: Unusable['reason'];
}

type Unusable = Omit<ProblemDetails['recipient-unusable'], 'keyId'>;

/**
 * Finds the key for each key ID, or the first problem that stands in the way of encrypting to
 * exactly these people again: `recipient-hidden`, `recipient-unknown`, `recipient-unusable`.
 */
export async function findRecipients(
  keyIds: readonly string[],
  keyring: Keyring,
): Promise<readonly Recipient[] | Problem> {
  const people = await peopleIn(keyring);
  const found = await Promise.all(keyIds.map((keyId) => findRecipient(keyId, people, keyring)));
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

async function findRecipient(
  wanted: string,
  people: People,
  { unread = [] }: Keyring,
): Promise<Recipient | Problem> {
  if (wanted === hiddenKeyId) return problem('recipient-hidden', {});
  const key = ownerOf(wanted, people);
  if (key === undefined) {
    const algorithm = unread.find(({ keyId }) => keyId === wanted)?.algorithm;
    return algorithm === undefined
      ? problem('recipient-unknown', { keyId: wanted })
      : problem('recipient-unusable', { keyId: wanted, reason: 'algorithm', algorithm });
  }
  const [part = key] = key.getKeys().filter((each) => keyIdText(each.getKeyID()) === wanted);
  const recipient = { key, keyId: part.getKeyID() };
  if (await canEncrypt(recipient)) return recipient;
  const why = await whyUnusable(key, part);
  const successor = await findSuccessor(key, part);
  if (successor) return { ...successor, replaces: { keyId: wanted, reason: why.reason } };
  return problem('recipient-unusable', { keyId: wanted, ...why });
}

/** The subkey that gpg takes for the same person, where it is a subkey for encryption that is not fit. */
async function findSuccessor(
  key: PublicKey,
  part: PublicKey | Subkey,
): Promise<Recipient | undefined> {
  if (!('mainKey' in part) || !(await wasForEncryption(part))) return undefined;
  const taken = await key.getEncryptionKey().then(
    (each) => each.getKeyID(),
    () => undefined,
  );
  const successor = taken && { key, keyId: taken };
  return successor && (await canEncrypt(successor)) ? successor : undefined;
}

/** By a signature of its owner, whatever has become of it since. */
async function wasForEncryption({ mainKey, keyPacket, bindingSignatures }: Subkey) {
  const signed = { key: mainKey.keyPacket, bind: keyPacket };
  const forEncryption = enums.keyFlags.encryptCommunication | enums.keyFlags.encryptStorage;
  const found = bindingSignatures.map(async (signature) => {
    if (((signature.keyFlags?.[0] ?? 0) & forEncryption) === 0) return false;
    const { subkeyBinding } = enums.signature;
    const then = signature.created ?? undefined;
    return signature.verify(mainKey.keyPacket, subkeyBinding, signed, then).then(
      () => true,
      () => false,
    );
  });
  return (await Promise.all(found)).includes(true);
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

/** First what no renewal helps. */
async function whyUnusable(key: PublicKey, part: PublicKey | Subkey): Promise<Unusable> {
  if (key.getUserIDs().length === 0) return { reason: 'no user ID' };
  const weakness = weaknessOf(key.getAlgorithmInfo()) ?? weaknessOf(part.getAlgorithmInfo());
  if (weakness) return weakness;
  const keyId = part.getKeyID();
  const subkeys = key.getSubkeys(keyId);
  const hasRevocation = subkeys.some(({ revocationSignatures }) => revocationSignatures.length > 0);
  if (hasRevocation || (await key.isRevoked())) return { reason: 'revoked' };
  if ((await isValidAt(undefined)) || !(await isValidAt(null))) return { reason: 'cannot encrypt' };
  const ends = await Promise.all([key, part].map((each) => each.getExpirationTime()));
  return { reason: ends.some((end) => end instanceof Date) ? 'expired' : 'not yet valid' };

  /** `date` undefined is now; null leaves expiry out of account. */
  function isValidAt(date: null | undefined): Promise<boolean> {
    return key.getEncryptionKey(keyId, date).then(
      () => true,
      () => false,
    );
  }
}
