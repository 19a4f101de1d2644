import { createCipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import type { GitCryptKey } from './key-file.ts';

/** A blob begins with these, then a nonce, then the ciphertext. */
const magic = Buffer.from('\0GITCRYPT\0');
const nonceBytes = 12;
const headerBytes = magic.length + nonceBytes;

/** Whether a file is one that git-crypt encrypted, or the beginning of one. */
export function isGitCryptBlob(bytes: Uint8Array): boolean {
  return magic.equals(bytes.subarray(0, magic.length));
}

/**
 * Encrypts as git-crypt 0.7 does. The nonce is made of the plaintext, so the same file always
 * gives the same bytes, and git sees no change where there is none.
 */
export function encryptBlob(plaintext: Uint8Array, key: GitCryptKey): Uint8Array {
  const nonce = nonceOf(plaintext, key);
  return new Uint8Array(Buffer.concat([magic, nonce, applyKeystream(plaintext, nonce, key)]));
}

/**
 * Decrypts with the one of the keys that fits, and tells which. Undefined for what is no blob, is
 * cut off or was changed: the nonce authenticates the plaintext, so nothing is given out that it
 * doesn't fit.
 */
export function openBlob(
  blob: Uint8Array,
  keys: readonly GitCryptKey[],
): { readonly plaintext: Uint8Array; readonly key: GitCryptKey } | undefined {
  if (!isGitCryptBlob(blob) || blob.length < headerBytes) return undefined;
  const nonce = blob.subarray(magic.length, headerBytes);
  for (const key of keys) {
    const plaintext = applyKeystream(blob.subarray(headerBytes), nonce, key);
    if (timingSafeEqual(nonceOf(plaintext, key), nonce)) return { plaintext, key };
  }
  return undefined;
}

export function decryptBlob(
  blob: Uint8Array,
  keys: readonly GitCryptKey[],
): Uint8Array | undefined {
  return openBlob(blob, keys)?.plaintext;
}

function nonceOf(plaintext: Uint8Array, { hmacKey }: GitCryptKey): Uint8Array {
  return createHmac('sha1', hmacKey).update(plaintext).digest().subarray(0, nonceBytes);
}

/** AES-256-CTR; the counter behind the nonce starts at zero. Its own inverse. */
function applyKeystream(text: Uint8Array, nonce: Uint8Array, { aesKey }: GitCryptKey): Uint8Array {
  const counter = Buffer.concat([nonce, Buffer.alloc(4)]);
  const cipher = createCipheriv('aes-256-ctr', aesKey, counter);
  return new Uint8Array(Buffer.concat([cipher.update(text), cipher.final()]));
}
