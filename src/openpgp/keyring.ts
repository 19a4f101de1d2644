import type { PrivateKey, PublicKey } from 'openpgp';

/** The bot's own keys, unlocked, and the public keys of everybody who may be a recipient. */
export interface Keyring {
  readonly privateKeys: readonly PrivateKey[];
  readonly recipients: readonly PublicKey[];
}
