import { config, type Key, type PrivateKey, type PublicKey, type Subkey } from 'openpgp';
import { type Problem, type ProblemDetails, problem } from '../problem.ts';
import { weaknessOf } from './algorithms.ts';
import { keyIdText } from './key-id.ts';
import type { UnreadKey } from './key-packets.ts';

type Part = PublicKey | Subkey;

/** Others may encrypt to what openpgp.js itself would find too weak. */
const asOthers = {
  ...config,
  minRSABits: 0,
  rejectPublicKeyAlgorithms: new Set<never>(),
  rejectCurves: new Set<never>(),
};

/**
 * What a private key decrypts with: subkeys, rarely the primary key. The expired are among them, as
 * old messages stay readable; what only signs is not, as a signing key that decrypts for others can
 * be made to sign for them.
 */
export async function decryptingParts(key: PrivateKey): Promise<readonly Part[]> {
  return key.getDecryptionKeys(undefined, null).then(
    (parts) => parts,
    // Why there are none is looked for in the key, and not in the error's words.
    () => [],
  );
}

/** What others encrypt to who follow its signatures, as gpg does; undefined where they can't. */
export async function encryptionPart(key: Key): Promise<Part | undefined> {
  return key.getEncryptionKey(undefined, undefined, undefined, asOthers).then(
    (part) => part,
    () => undefined,
  );
}

/** Whether it was made to encrypt to, whatever has become of it. */
export async function isForEncryption(key: Key, part: Part): Promise<boolean> {
  return key.getEncryptionKey(part.getKeyID(), null, undefined, asOthers).then(
    () => true,
    () => false,
  );
}

/** Whether the secret was left out when the key was exported, or is on a smart card. */
export function lacksSecret({ keyPacket }: Part): boolean {
  return 'isDummy' in keyPacket && keyPacket.isDummy();
}

/** Why a private key is of no use to whom others encrypt to; undefined where it is. */
export async function whyUseless(
  key: PrivateKey,
  unread: readonly UnreadKey[],
): Promise<Problem | undefined> {
  const taken = await encryptionPart(key);
  const isTakenHere = taken === undefined || !lacksSecret(taken);
  if (isTakenHere && (await decryptingParts(key)).length > 0) return undefined;
  return problem('key-unusable', {
    keyId: keyIdText(key.getKeyID()),
    ...(await lackOf(key, unread)),
  });
}

type Lack = Omit<ProblemDetails['key-unusable'], 'keyId'>;

async function lackOf(key: PrivateKey, unread: readonly UnreadKey[]): Promise<Lack> {
  for (const part of key.getKeys().toReversed()) {
    if (!lacksSecret(part) || !(await isForEncryption(key, part))) continue;
    return { reason: 'no secret', subkeyId: keyIdText(part.getKeyID()) };
  }
  const primaryKeyId = keyIdText(key.getKeyID());
  if (key.getUserIDs().length === 0) return { reason: 'no user ID' };
  // openpgp.js cannot check the signatures of such a key, so it takes no subkey for its own.
  const weakness = weaknessOf(key.getAlgorithmInfo());
  if (weakness) return { reason: 'algorithm', algorithm: weakness.algorithm };
  const subkey = unread.find((other) => other.primaryKeyId === primaryKeyId);
  if (subkey) return { reason: 'algorithm', algorithm: subkey.algorithm };
  return { reason: 'no subkey' };
}
