import type { Key } from 'openpgp';
import { keyIdText } from './key-id.ts';
import type { Keyring } from './keyring.ts';

/** Until when others can encrypt to a key. */
export interface KeyExpiry {
  /** Of the primary key, as `gpg --list-keys` shows it. */
  readonly keyId: string;
  readonly use: 'own' | 'recipient';
  readonly expires: Date;
}

/** The greatest time that a Date holds. */
const endOfTime = 8.64e15;

/**
 * The keys that expire, each once: of several exports of one key the one that lasts longest
 * counts. Keys that never expire, and those that nobody can encrypt to at all, are left out.
 */
export async function keyExpiries(keyring: Keyring): Promise<readonly KeyExpiry[]> {
  const expiries = await Promise.all([
    ...keyring.privateKeys.map((key) => expiryOf(key, 'own')),
    ...keyring.recipients.map((key) => expiryOf(key, 'recipient')),
  ]);
  const latest = new Map<string, KeyExpiry>();
  for (const expiry of expiries) {
    if (!expiry) continue;
    const name = `${expiry.use} ${expiry.keyId}`;
    const known = latest.get(name);
    if (!known || known.expires < expiry.expires) latest.set(name, expiry);
  }
  return [...latest.values()].filter(({ expires }) => expires.getTime() < endOfTime);
}

async function expiryOf(key: Key, use: KeyExpiry['use']): Promise<KeyExpiry | undefined> {
  const expires = await encryptsUntil(key);
  return expires && { keyId: keyIdText(key.getKeyID()), use, expires };
}

/** The end of the last moment at which openpgp.js finds a valid key to encrypt to. */
async function encryptsUntil(key: Key): Promise<Date | undefined> {
  const ends = await Promise.all([key, ...key.subkeys].map((part) => part.getExpirationTime()));
  const times = ends.map((end) => Math.min(Number(end ?? 0), endOfTime));
  for (const time of times.toSorted((one, other) => other - one)) {
    const justBefore = new Date(time - 1000);
    const isUsable = await key.getEncryptionKey(undefined, justBefore).then(
      () => true,
      // Expired or revoked by then: the reason doesn't matter here.
      () => false,
    );
    if (isUsable) return new Date(time);
  }
  return undefined;
}
