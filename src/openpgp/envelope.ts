import { enums, unarmor } from 'openpgp';
import { fail } from '../problem.ts';
import { hiddenKeyId } from './key-id.ts';
import { isComplete, type PacketHeader, packetHeaders } from './packets.ts';

/** An OpenPGP message as openpgp.js reads it without guessing. */
export type OpenPgpMessage =
  | { readonly type: 'binary'; readonly bytes: Uint8Array }
  | { readonly type: 'armored'; readonly text: string };

/** For whom a session key is encrypted. */
export interface EncryptedSessionKey {
  /** {@link hiddenKeyId} where it is not named. */
  readonly keyId: string;
  /** The number of the public-key algorithm. */
  readonly algorithm: number;
}

/** What an encrypted message says of itself before anything of it is decrypted. */
export interface Envelope {
  readonly bytes: Uint8Array;
  /** One for each recipient in order. */
  readonly recipients: readonly EncryptedSessionKey[];
  readonly hasPassword: boolean;
  /** False where it ends before it says that it does. */
  readonly isComplete: boolean;
  /** False for the packet without integrity protection, which anybody can change unseen. */
  readonly isProtected: boolean;
}

const {
  publicKeyEncryptedSessionKey,
  symEncryptedSessionKey,
  symmetricallyEncryptedData,
  symEncryptedIntegrityProtectedData,
  aeadEncryptedData,
  compressedData,
  literalData,
  signature,
  onePassSignature,
} = enums.packet;

const encrypted: readonly number[] = [
  symmetricallyEncryptedData,
  symEncryptedIntegrityProtectedData,
  aeadEncryptedData,
];
const readable: readonly number[] = [compressedData, literalData, signature, onePassSignature];

/**
 * Reads the envelope of a message. openpgp.js expands a compressed message while it reads it, so
 * what is not encrypted is told apart here, by packet types alone.
 *
 * Throws `openpgp-damaged`, `openpgp-not-encrypted`, `openpgp-password-only`.
 */
export async function readEnvelope(message: OpenPgpMessage): Promise<Envelope> {
  const bytes = await bytesOf(message);
  const headers = packetHeaders(bytes);
  if (isEncrypted(bytes)) return envelopeOf(bytes, headers);
  if (headers.some(({ tag }) => readable.includes(tag))) fail('openpgp-not-encrypted', {});
  return fail('openpgp-damaged', { reason: 'incomplete' });
}

/** By the types of its packets. */
export function isEncrypted(bytes: Uint8Array): boolean {
  return packetHeaders(bytes).some(({ tag }) => encrypted.includes(tag));
}

/** A message without its armor. Throws `openpgp-damaged`. */
export async function bytesOf(message: OpenPgpMessage): Promise<Uint8Array> {
  if (message.type === 'binary') return message.bytes;
  try {
    const { data, type } = await unarmor(message.text);
    if (type === enums.armor.message && data instanceof Uint8Array) return data;
  } catch {
    // No more is known than that the armor is broken.
  }
  return fail('openpgp-damaged', { reason: 'armor' });
}

function envelopeOf(bytes: Uint8Array, headers: readonly PacketHeader[]): Envelope {
  const recipients = headers.filter(({ tag }) => tag === publicKeyEncryptedSessionKey);
  if (recipients.length === 0) fail('openpgp-password-only', {});
  return {
    bytes,
    recipients: recipients.map((header) => encryptedSessionKey(bytes, header)),
    hasPassword: headers.some(({ tag }) => tag === symEncryptedSessionKey),
    isComplete: isComplete(bytes, headers.at(-1)),
    isProtected: !headers.some(({ tag }) => tag === symmetricallyEncryptedData),
  };
}

/** RFC 9580, 5.1.1 and 5.1.2: version 3 holds the key ID, version 6 the fingerprint. */
function encryptedSessionKey(
  bytes: Uint8Array,
  { start, length }: PacketHeader,
): EncryptedSessionKey {
  const body = bytes.subarray(start, start + length);
  const [version, named = 0, keyVersion] = body;
  if (version === 3) return { keyId: hex(body.subarray(1, 9)), algorithm: body[9] ?? 0 };
  const algorithm = body[2 + named] ?? 0;
  if (version !== 6 || named < 9) return { keyId: hiddenKeyId, algorithm };
  const fingerprint = body.subarray(3, 2 + named);
  const keyId = keyVersion === 4 ? fingerprint.subarray(-8) : fingerprint.subarray(0, 8);
  return { keyId: hex(keyId), algorithm };
}

function hex(bytes: Uint8Array): string {
  return bytes.toHex().toUpperCase().padEnd(16, '0');
}
