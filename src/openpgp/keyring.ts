import {
  decryptKey,
  type Key,
  type PrivateKey,
  type PublicKey,
  SecretKeyPacket,
  SecretSubkeyPacket,
} from 'openpgp';
import { fail } from '../problem.ts';
import { readKeyBlocks } from './key-blocks.ts';
import { keyIdText } from './key-id.ts';
import { type CreateHash, stretchInPieces } from './stretch.ts';

/** The bot's own keys, unlocked, and the public keys of everybody who may be a recipient. */
export interface Keyring {
  readonly privateKeys: readonly PrivateKey[];
  readonly recipients: readonly PublicKey[];
}

/**
 * Reads and unlocks private keys: one or more armored blocks with one or more keys each, as
 * `gpg --armor --export-secret-keys` or `--export-secret-subkeys` writes them.
 *
 * `source` tells the operator where the text is from. With `createHash` a passphrase takes no
 * memory. Throws `key-unreadable`, `key-passphrase`.
 */
export async function readPrivateKeys(
  armored: string,
  passphrase: string | undefined,
  source: string,
  createHash?: CreateHash,
): Promise<readonly PrivateKey[]> {
  const keys = await readKeyBlocks(armored, 'PRIVATE', source);
  if (createHash) for (const packet of keys.flatMap(secretsOf)) stretchInPieces(packet, createHash);
  return Promise.all(keys.map((key) => unlock(key, passphrase, source)));
}

/**
 * Reads public keys, one or more blocks in each text. `source` tells the operator where the texts
 * are from. Throws `key-unreadable`.
 */
export async function readPublicKeys(
  armoredTexts: readonly string[],
  source = 'PGP_RECIPIENTS_PATH',
): Promise<readonly PublicKey[]> {
  const keys = await Promise.all(armoredTexts.map((text) => readKeyBlocks(text, 'PUBLIC', source)));
  return keys.flat();
}

async function unlock(
  key: Key,
  passphrase: string | undefined,
  source: string,
): Promise<PrivateKey> {
  if (!key.isPrivate()) return fail('key-unreadable', { source });
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
