import { type Keyring, readPrivateKeys, readPublicKeys } from './keyring.ts';

/** A keyring as plain data, for another thread. Its private keys are armored and unlocked. */
export interface ArmoredKeyring {
  readonly privateKeys: readonly string[];
  readonly recipients: readonly string[];
}

/** Unlocked, so that a thread need not stretch the passphrase again each time that it starts. */
export function armorKeyring({ privateKeys, recipients }: Keyring): ArmoredKeyring {
  return {
    privateKeys: privateKeys.map((key) => key.armor()),
    recipients: recipients.map((key) => key.armor()),
  };
}

export async function readArmoredKeyring(armored: ArmoredKeyring): Promise<Keyring> {
  const text = armored.privateKeys.join('\n');
  return {
    privateKeys: await readPrivateKeys(text, undefined, 'PGP_PRIVATE_KEY'),
    recipients: await readPublicKeys(armored.recipients),
  };
}
