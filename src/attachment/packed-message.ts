import type { OpenPgpMessage } from '../openpgp/message.ts';
import { readMessage } from './message.ts';
import { unpack } from './unpack.ts';

/** Of encrypted bytes, packed or not. */
export const submissionLimitBytes = 1024 * 1024;

/**
 * The OpenPGP message in what was submitted: unpacked, told from everything else, but not
 * decrypted. Throws what `unpack` and `readMessage` throw.
 */
export async function readPackedMessage(submitted: Uint8Array): Promise<OpenPgpMessage> {
  return readMessage(await unpack(submitted, submissionLimitBytes));
}
