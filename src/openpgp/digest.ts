import { createHash } from 'node:crypto';
import { unarmor } from 'openpgp';
import type { OpenPgpMessage } from './message.ts';

/**
 * SHA-256 of a message without its armor, hexadecimal: what `sha256sum` says of a binary file and
 * of the output of `gpg --dearmor`.
 */
export async function digestOf(message: OpenPgpMessage): Promise<string> {
  const bytes = message.type === 'binary' ? message.bytes : await dearmor(message.text);
  return createHash('sha256').update(bytes).digest('hex');
}

/** The library gives bytes for a text and a stream for a stream; a response reads both. */
async function dearmor(text: string): Promise<Uint8Array> {
  const { data } = await unarmor(text);
  return new Uint8Array(await new Response(data).arrayBuffer());
}
