import type { KeyID } from 'openpgp';

/**
 * A key ID as this program writes it: sixteen hexadecimal digits in upper case, as in
 * `gpg --keyid-format long`.
 */
export function keyIdText(keyId: KeyID): string {
  return keyId.toHex().toUpperCase();
}

/** Stands in a list of recipients for one that the message does not name (RFC 9580, 5.1). */
export const hiddenKeyId = '0'.repeat(16);
