import type { OpenPgpMessage } from '../openpgp/envelope.ts';
import { type FoundLeak, LeakError } from './leaks.ts';
import { refuseLeaks } from './leaks-in-archives.ts';
import { submissionLimitBytes } from './limit.ts';
import { readMessage, refuseReadable } from './openpgp-in-file.ts';
import { unpack } from './unpack.ts';

/**
 * The OpenPGP message in what was submitted: unpacked, told from everything else, but not
 * decrypted. Throws what `unpack` and `readMessage` throw, and `credential-in-plaintext` for a
 * message that is not encrypted and holds one.
 */
export async function readPackedMessage(submitted: Uint8Array): Promise<OpenPgpMessage> {
  const message = readMessage(await unpack(submitted, submissionLimitBytes));
  await refuseReadable(message, submissionLimitBytes);
  return message;
}

/** A credential that everybody can read in a file, packed or not, that is not the submission. */
export async function findLeakIn(attached: Uint8Array): Promise<FoundLeak | undefined> {
  try {
    await refuseLeaks(attached, submissionLimitBytes);
    return undefined;
  } catch (error) {
    if (error instanceof LeakError) return error.leak;
    throw error;
  }
}
