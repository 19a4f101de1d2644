import type { PrivateKey } from 'openpgp';
import { type Problem, problem } from '../problem.ts';
import { algorithmName, isReadForSessionKeys } from './algorithms.ts';
import type { EncryptedSessionKey } from './envelope.ts';
import { hiddenKeyId, keyIdText } from './key-id.ts';
import type { Keyring } from './keyring.ts';
import { decryptingParts, encryptionPart, isForEncryption, lacksSecret } from './own-keys.ts';

/**
 * Whether to try and decrypt a session key with our keys. Where it is to one of them and can't be,
 * the reason is theirs or the author's, and never that the message is damaged.
 */
export type Prospect = 'to us' | 'may be to us' | Problem | undefined;

/** What becomes of each session key, in the message's order; undefined for those of others. */
export function prospects(
  recipients: readonly EncryptedSessionKey[],
  keyring: Keyring,
): Promise<readonly Prospect[]> {
  return Promise.all(recipients.map((recipient) => prospectOf(recipient, keyring)));
}

async function prospectOf(recipient: EncryptedSessionKey, keyring: Keyring): Promise<Prospect> {
  const { keyId, algorithm } = recipient;
  if (keyId === hiddenKeyId) return 'may be to us';
  const owner = ownerOf(keyId, keyring);
  if (owner && hasPart(owner, keyId)) return prospectWith(owner, keyId, keyring);
  const unread = keyring.unread?.find((each) => each.keyId === keyId)?.algorithm;
  if (unread === undefined && isReadForSessionKeys(algorithm)) {
    return owner && lacking(owner, keyId, keyring);
  }
  const [first] = keyring.privateKeys;
  const isOthers = unread !== undefined && owner === undefined;
  if (first === undefined || isOthers) return undefined;
  return problem('openpgp-unsupported', {
    reason: 'algorithm',
    ...{ keyId, algorithm: unread ?? algorithmName(algorithm) },
    ours: await subkeyToTake(owner ?? first),
  });
}

async function prospectWith(owner: PrivateKey, keyId: string, keyring: Keyring): Promise<Prospect> {
  const usable = await decryptingParts(owner);
  if (usable.some((part) => keyIdText(part.getKeyID()) === keyId)) return 'to us';
  const [part = owner] = owner.getKeys().filter((each) => keyIdText(each.getKeyID()) === keyId);
  if (lacksSecret(part) && (await isForEncryption(owner, part))) {
    return lacking(owner, keyId, keyring);
  }
  return problem('openpgp-signing-key', { keyId, ours: await subkeyToTake(owner) });
}

/** The author can take another subkey where the bot has one; else nobody but the operator can help. */
async function lacking(owner: PrivateKey, subkeyId: string, keyring: Keyring): Promise<Problem> {
  const isTaken = await Promise.all(
    copiesOf(owner, keyring).map(async (copy) => {
      const part = await encryptionPart(copy);
      return part !== undefined && keyIdText(part.getKeyID()) === subkeyId;
    }),
  );
  if (!isTaken.includes(true)) {
    return problem('openpgp-old-subkey', { keyId: subkeyId, ours: await subkeyToTake(owner) });
  }
  const keyId = keyIdText(owner.getKeyID());
  return problem('key-unusable', { keyId, reason: 'no secret', subkeyId });
}

/** The one that gpg takes by itself; the key itself where there is none. */
export async function subkeyToTake(key: PrivateKey): Promise<string> {
  return keyIdText(((await encryptionPart(key)) ?? key).getKeyID());
}

function ownerOf(keyId: string, keyring: Keyring): PrivateKey | undefined {
  const primaryKeyId = keyring.unread?.find((each) => each.keyId === keyId)?.primaryKeyId;
  return keyring.privateKeys.find(
    (key) =>
      keyIdText(key.getKeyID()) === primaryKeyId ||
      copiesOf(key, keyring).some((copy) => hasPart(copy, keyId)),
  );
}

/** The key itself, and its public copies, which may be newer. */
function copiesOf(key: PrivateKey, { recipients }: Keyring) {
  const fingerprint = key.getFingerprint();
  return [key, ...recipients.filter((copy) => copy.getFingerprint() === fingerprint)];
}

function hasPart(key: Pick<PrivateKey, 'getKeyIDs'>, keyId: string): boolean {
  return key.getKeyIDs().map(keyIdText).includes(keyId);
}
