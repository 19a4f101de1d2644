import { unarmor } from 'openpgp';
import type { OpenPgpMessage } from './envelope.ts';

/**
 * SHA-256 of a message without its armor, hexadecimal: what `sha256sum` says of a binary file and
 * of the output of `gpg --dearmor`.
 */
export async function digestOf(message: OpenPgpMessage): Promise<string> {
  const bytes = message.type === 'binary' ? message.bytes : await dearmor(message.text);
  // Copied: it takes none that might be shared with another thread.
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return new Uint8Array(digest).toHex();
}

/** The library gives bytes for a text and a stream for a stream; a response reads both. */
async function dearmor(text: string): Promise<Uint8Array> {
  const { data } = await unarmor(text);
  return new Uint8Array(await new Response(data).arrayBuffer());
}
