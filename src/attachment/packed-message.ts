import { type OpenPgpMessage, readEnvelope } from '../openpgp/envelope.ts';
import { ProblemError } from '../problem.ts';
import type { Content } from './found-submissions.ts';
import { type FoundLeak, LeakError } from './leaks.ts';
import { lookThrough } from './leaks-in-archives.ts';
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

/** What a file holds that may be the submission or not. */
export interface Look {
  readonly holds: Content;
  /** A credential that everybody can read in it, packed or not; then nothing else is looked for. */
  readonly leak?: FoundLeak | undefined;
  /** The key IDs that the message is encrypted to, where it can be read as a submission. */
  readonly recipients?: readonly string[];
}

export async function lookInto(attached: Uint8Array): Promise<Look> {
  try {
    const holds = await lookThrough(attached, submissionLimitBytes);
    return holds === 'message' ? { holds, recipients: await recipientsOf(attached) } : { holds };
  } catch (error) {
    if (error instanceof LeakError) return { holds: 'nothing', leak: error.leak };
    throw error;
  }
}

async function recipientsOf(attached: Uint8Array): Promise<readonly string[]> {
  try {
    const { recipients } = await readEnvelope(await readPackedMessage(attached));
    return recipients.map(({ keyId }) => keyId);
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}
