import type { Configuration } from '../configuration/environment.ts';
import { readAppKey, readKeyring, readOldSecrets } from '../configuration/keys.ts';
import type { Keyring } from '../openpgp/keyring.ts';
import { deriveMarkerKey, type MarkerKey } from '../state/marker.ts';

interface Keys {
  /** Of the App; PEM. */
  readonly appPrivateKey: string;
  readonly keyring: Keyring;
  readonly markerKey: MarkerKey;
}

/** Reads all keys, once at start. Throws `ConfigurationError`. */
export async function readKeys(configuration: Configuration): Promise<Keys> {
  const appPrivateKey = await readAppKey(configuration);
  const keyring = await readKeyring(configuration);
  const oldSecrets = await readOldSecrets(configuration);
  const markerKey = deriveMarkerKey(configuration.WEBHOOK_SECRET, oldSecrets);
  return { appPrivateKey, keyring, markerKey };
}
