import {
  decryptKey,
  type Key,
  type PrivateKey,
  type PublicKey,
  SecretKeyPacket,
  SecretSubkeyPacket,
} from 'openpgp';
import { fail, ProblemError } from '../problem.ts';
import { type KeyText, readKeyBlocks } from './key-blocks.ts';
import { keyIdText } from './key-id.ts';
import type { UnreadKey } from './key-packets.ts';
import { whyUseless } from './own-keys.ts';
import { type CreateHash, stretchInPieces } from './stretch.ts';

/** The bot's own keys, unlocked, and the public keys of everybody who may be a recipient. */
export interface Keyring {
  readonly privateKeys: readonly PrivateKey[];
  readonly recipients: readonly PublicKey[];
  /** What else is in the blocks that they were read from. */
  readonly unread?: readonly UnreadKey[];
}

/**
 * Reads and unlocks private keys: one or more armored blocks with one or more keys each, as
 * `gpg --armor --export-secret-keys` or `--export-secret-subkeys` writes them. Each must be able to
 * decrypt what others encrypt to it.
 *
 * With `createHash` a passphrase takes no memory. Throws `key-unreadable`, `key-passphrase`,
 * `key-unusable`.
 */
export async function readPrivateKeys(
  armored: string,
  passphrase?: string,
  createHash?: CreateHash,
): Promise<Required<Omit<Keyring, 'recipients'>>> {
  const { keys, unread } = await readKeyBlocks({ text: armored }, 'PRIVATE');
  if (createHash) for (const packet of keys.flatMap(secretsOf)) stretchInPieces(packet, createHash);
  const privateKeys = await Promise.all(keys.map((key) => unlock(key, passphrase)));
  for (const key of privateKeys) {
    const useless = await whyUseless(key, unread);
    if (useless) throw new ProblemError(useless);
  }
  return { privateKeys, unread };
}

/** Reads public keys, one or more blocks in each text. Throws `key-unreadable`. */
export async function readPublicKeys(
  texts: readonly KeyText[],
): Promise<Required<Omit<Keyring, 'privateKeys'>>> {
  const read = await Promise.all(texts.map((text) => readKeyBlocks(text, 'PUBLIC')));
  return {
    recipients: read.flatMap(({ keys }) => keys),
    unread: read.flatMap(({ unread }) => unread),
  };
}

async function unlock(key: Key, passphrase: string | undefined): Promise<PrivateKey> {
  if (!key.isPrivate()) {
    return fail('key-unreadable', { source: 'PGP_PRIVATE_KEY_PATH', reason: 'public key' });
  }
  if (!isLocked(key)) return key;
  if (passphrase === undefined) return fail('key-passphrase', { keyId: keyIdText(key.getKeyID()) });
  try {
    return await decryptKey({ privateKey: key, passphrase });
  } catch {
    return fail('key-passphrase', { keyId: keyIdText(key.getKeyID()) });
  }
}

/**
 * Each secret of a key is locked on its own, and `PrivateKey.isDecrypted` is content with one. The
 * primary key of a subkeys-only export has no secret, so there is nothing to unlock in it.
 */
function isLocked(key: PrivateKey): boolean {
  return secretsOf(key).some((packet) => !packet.isDummy() && !packet.isDecrypted());
}

function secretsOf(key: Key) {
  return key
    .getKeys()
    .map(({ keyPacket }) => keyPacket)
    .filter((packet) => packet instanceof SecretKeyPacket || packet instanceof SecretSubkeyPacket);
}
