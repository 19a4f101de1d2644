import type { Account } from './github.ts';

/**
 * Whether two accounts are one person's, by their numbers: a name may be given up and taken by
 * somebody else. A deleted account is nobody, however many there are.
 */
export function isSamePerson(one: Account, other: Account): boolean {
  return one.id === other.id && one.id >= 0;
}
