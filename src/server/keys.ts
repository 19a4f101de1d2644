import type { Configuration } from '../configuration/environment.ts';
import { readAppKey, readOldSecrets } from '../configuration/keys.ts';
import { deriveMarkerKey, type MarkerKey } from '../state/marker.ts';

interface Keys {
  /** Of the App; PEM. */
  readonly appPrivateKey: string;
  readonly markerKey: MarkerKey;
}

/** Reads the keys that the bot itself holds, once at start. Throws `ConfigurationError`. */
export async function readKeys(configuration: Configuration): Promise<Keys> {
  const appPrivateKey = await readAppKey(configuration);
  const oldSecrets = await readOldSecrets(configuration);
  return { appPrivateKey, markerKey: deriveMarkerKey(configuration.WEBHOOK_SECRET, oldSecrets) };
}
