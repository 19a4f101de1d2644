import { bytesOf, type OpenPgpMessage } from './envelope.ts';

/**
 * SHA-256 of a message without its armor, hexadecimal: what `sha256sum` says of a binary file and
 * of the output of `gpg --dearmor`.
 */
export async function digestOf(message: OpenPgpMessage): Promise<string> {
  // Copied: it takes none that might be shared with another thread.
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(await bytesOf(message)));
  return new Uint8Array(digest).toHex();
}
