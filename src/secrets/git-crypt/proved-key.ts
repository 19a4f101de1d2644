import { createHash } from 'node:crypto';
import type { GitCryptKey } from './key-file.ts';

/** Whether it is the same secret, whatever name and version it goes by. */
export function isSameKey(one: GitCryptKey, other: GitCryptKey): boolean {
  const [first, second] = [one, other].map(({ aesKey, hmacKey }) => [aesKey, hmacKey]);
  return Buffer.concat(first ?? []).equals(Buffer.concat(second ?? []));
}

/** Tells a key again, without telling the key. */
export function keyDigest({ aesKey, hmacKey }: GitCryptKey): string {
  return createHash('sha256').update(aesKey).update(hmacKey).digest('hex').slice(0, 32);
}

/**
 * The key to encrypt with, of those that one name has, the newest first. Undefined where none is
 * sure to be one that the maintainers made: nobody signs these keys, so who can push and decrypt
 * nothing may bring in one of their own, as a newer version or under another name, encrypted to
 * the bot's public key. So it has to be the one that what is there is encrypted with, and nothing
 * newer may be beside it. Where nothing is encrypted yet, there may be no choice at all.
 */
export function provedKey(
  [newest, ...others]: readonly GitCryptKey[],
  there: {
    /** The key that all is encrypted with. */
    readonly inUse: GitCryptKey | undefined;
    /** How many keys the repository shares, each version of each name. */
    readonly shared: number;
  },
): GitCryptKey | undefined {
  if (!newest) return undefined;
  const isAlone = others.every(({ version }) => version < newest.version);
  const isProved = there.inUse ? isSameKey(newest, there.inUse) : there.shared === 1;
  return isAlone && isProved ? newest : undefined;
}
