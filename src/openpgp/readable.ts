import { type Message, readMessage } from 'openpgp';
import { ProblemError } from '../problem.ts';
import type { OpenPgpMessage } from './envelope.ts';
import { readEnvelope } from './envelope.ts';

/**
 * What a message holds that is signed or packed, but not encrypted: anybody can read it. Undefined
 * for an encrypted one, and for one that is damaged or holds more than `limitBytes`.
 */
export async function readableContent(
  message: OpenPgpMessage,
  limitBytes: number,
): Promise<Uint8Array | undefined> {
  if (!(await isReadable(message))) return undefined;
  const config = { maxDecompressedMessageSize: limitBytes };
  try {
    const parsed: Message<string | Uint8Array> =
      message.type === 'binary'
        ? await readMessage({ binaryMessage: message.bytes, config })
        : await readMessage({ armoredMessage: message.text, config });
    const content = parsed.getLiteralData();
    return content instanceof Uint8Array && content.length <= limitBytes ? content : undefined;
  } catch {
    // It is refused anyway, and the error could quote it.
    return undefined;
  }
}

async function isReadable(message: OpenPgpMessage): Promise<boolean> {
  const refusal: unknown = await readEnvelope(message).catch((error: unknown) => error);
  return refusal instanceof ProblemError && refusal.problem.id === 'openpgp-not-encrypted';
}
