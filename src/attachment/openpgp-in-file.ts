import { enums } from 'openpgp';
import type { OpenPgpMessage } from '../openpgp/envelope.ts';
import { type PacketHeader, packetHeaders } from '../openpgp/packets.ts';
import { readableContent } from '../openpgp/readable.ts';
import { fail } from '../problem.ts';
import { findArmoredBlocks } from './armor.ts';
import { LeakError, refusePlaintext } from './leaks.ts';
import { isElsewhere, isUploadMark } from './missed.ts';
import { otherContentOf } from './other-content.ts';
import { foreignPackingOf } from './packing.ts';

/**
 * Finds the one OpenPGP message that a file holds, binary or armored.
 *
 * Throws `credential-in-plaintext` before all else; `openpgp-several-messages`,
 * `openpgp-damaged`, `openpgp-not-a-message` for keys and signatures, `attachment-packing`
 * and `attachment-not-openpgp` for anything else, `attachment-unfinished` and `attachment-elsewhere`
 * for what a text has in the place of a file.
 */
export function readMessage(bytes: Uint8Array): OpenPgpMessage {
  return findMessage(bytes) ?? refuseOther(bytes);
}

function refuseOther(bytes: Uint8Array): never {
  const format = foreignPackingOf(bytes);
  if (format) fail('attachment-packing', { format });
  const text = decodeText(bytes) ?? latin1Of(bytes);
  if (isUploadMark(text)) fail('attachment-unfinished', {});
  if (isElsewhere(text)) fail('attachment-elsewhere', {});
  return fail('attachment-not-openpgp', { what: otherContentOf(bytes, text) ?? 'something else' });
}

function findMessage(bytes: Uint8Array): OpenPgpMessage | undefined {
  const text = decodeText(bytes);
  if (text !== undefined) return messageInText(text);
  // A binary file with a byte-order mark was opened as text and saved again: some tools only add.
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const withoutMark = hasMark ? bytes.subarray(3) : bytes;
  if (isBinaryMessage(withoutMark)) return { type: 'binary', bytes: withoutMark };
  // Armor is ASCII, whatever the encoding of the text around it.
  return messageInText(latin1Of(bytes));
}

/**
 * Throws `credential-in-plaintext` where a message is only signed or packed, and holds one: it
 * looks like an encrypted one, and whoever made it may think that it is.
 */
export async function refuseReadable(message: OpenPgpMessage, limitBytes: number): Promise<void> {
  const content = await readableContent(message, limitBytes);
  if (content) refusePlaintext(decodeText(content) ?? latin1Of(content));
}

export function latin1Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function messageInText(text: string): OpenPgpMessage | undefined {
  refusePlaintext(text);
  const blocks = findArmoredBlocks(text);
  const messages = blocks.filter(({ block }) => block === 'MESSAGE');
  const { size: count } = new Set(messages.map((message) => message.text));
  if (count > 1) fail('openpgp-several-messages', { count });
  const [message] = messages;
  if (message?.isIntact) return { type: 'armored', text: message.text };
  if (message) fail('openpgp-damaged', { reason: 'armor' });
  const [other] = blocks;
  if (other) fail('openpgp-not-a-message', { block: other.block });
  return undefined;
}

const tags = enums.packet;
const messageTags: readonly number[] = [
  tags.publicKeyEncryptedSessionKey,
  tags.symEncryptedSessionKey,
  tags.onePassSignature,
  tags.compressedData,
  tags.symmetricallyEncryptedData,
  tags.marker,
  tags.literalData,
  tags.symEncryptedIntegrityProtectedData,
  tags.aeadEncryptedData,
];

/** Tells a binary message by its first packet; throws where that is a key or a signature. */
function isBinaryMessage(bytes: Uint8Array): boolean {
  const [first, second] = packetHeaders(bytes);
  if (first === undefined || !hasKnownVersion(bytes, first)) return false;
  if (messageTags.includes(first.tag)) return true;
  if (first.tag === tags.secretKey) throw new LeakError({ what: 'private key', fingerprints: [] });
  if (first.tag === tags.publicKey) fail('openpgp-not-a-message', { block: 'PUBLIC KEY BLOCK' });
  if (first.tag !== tags.signature) return false;
  if (second !== undefined && second.tag !== tags.signature) return true;
  return fail('openpgp-not-a-message', { block: 'SIGNATURE' });
}

const withoutVersion: readonly number[] = [
  tags.symmetricallyEncryptedData,
  tags.literalData,
  tags.marker,
];

/** Almost all bodies begin with a small number; a PNG or a Latin-1 text, say, does not. */
function hasKnownVersion(bytes: Uint8Array, { tag, start }: PacketHeader): boolean {
  return withoutVersion.includes(tag) || (bytes[start] ?? 0xff) <= 6;
}

/**
 * The text that bytes are, or undefined where they are none. With or without a byte-order mark;
 * UTF-16 because that is what `>` writes in Windows PowerShell.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return decode('utf-16le', bytes);
  if (first === 0xfe && second === 0xff) return decode('utf-16be', bytes);
  if (second === 0 && first !== 0) return decode('utf-16le', bytes);
  if (first === 0 && second !== 0) return decode('utf-16be', bytes);
  return decode('utf-8', bytes);
}

function decode(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // Not text in this encoding: the answer, not a failure.
    return undefined;
  }
}
