import type { PublicKey } from 'openpgp';
import { keyIdText } from './key-id.ts';
import type { Keyring } from './keyring.ts';

/** Who may be a recipient, by the fingerprint of their primary key: subkeys come and go. */
export type People = ReadonlyMap<string, PublicKey>;

/**
 * Everybody whose public key is there, each with all that any copy of it says: one may be from
 * before a renewal, another from before a revocation.
 */
export async function peopleIn({ recipients, privateKeys }: Keyring): Promise<People> {
  const people = new Map<string, PublicKey>();
  for (const key of [...recipients, ...privateKeys.map((own) => own.toPublic())]) {
    const fingerprint = fingerprintOf(key);
    const known = people.get(fingerprint);
    people.set(fingerprint, known ? await known.update(key) : key);
  }
  return people;
}

/** To whom a key or a subkey belongs; undefined for nobody's. */
export function ownerOf(keyId: string, people: People): PublicKey | undefined {
  return [...people.values()].find((key) => key.getKeyIDs().map(keyIdText).includes(keyId));
}

export function fingerprintOf(key: Pick<PublicKey, 'getFingerprint'>): string {
  return key.getFingerprint().toUpperCase();
}

/** Throws unless a message is for exactly the people whom another one was for, each once. */
export function provePeople(
  { before, after }: Readonly<Record<'before' | 'after', readonly string[]>>,
  people: People,
): void {
  const fingerprints = (keyIds: readonly string[]) =>
    new Set(keyIds.map((keyId) => ownerOf(keyId, people)?.getFingerprint()));
  const [wanted, written] = [fingerprints(before), fingerprints(after)];
  const isSame = wanted.symmetricDifference(written).size === 0 && !written.has(undefined);
  if (!isSame || new Set(after).size !== after.length) {
    throw new Error('not encrypted to the people that it was encrypted to before');
  }
}
