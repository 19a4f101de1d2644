import {
  decrypt,
  decryptSessionKeys,
  type Message,
  type PartialConfig,
  readMessage,
  type SessionKey,
} from 'openpgp';
import { fail, ProblemError } from '../problem.ts';
import type { OpenPgpMessage } from './envelope.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { hiddenKeyId, keyIdText } from './key-id.ts';
import type { Keyring } from './keyring.ts';

interface Decrypted {
  readonly data: Uint8Array;
  /**
   * Sixteen upper-case hexadecimal digits each, in the message's order. All zeros stand for a
   * recipient that the message hides, and for a password: neither can be encrypted to again.
   */
  readonly recipientKeyIds: readonly string[];
}

/** Each recipient may cost an operation with each of our private keys. */
const recipientLimit = 64;

/** Packet heads and signatures around the data, inside what is compressed. */
const overheadBytes = 64 * 1024;

/**
 * Decrypts a message with the keyring's private keys to at most `limitBytes` bytes. Signatures are
 * not looked at: the issue tells who submits, not a key that nobody here knows.
 *
 * Throws `openpgp-damaged`, `openpgp-not-encrypted`, `openpgp-password-only`,
 * `openpgp-too-many-recipients`, `openpgp-other-recipient`, `openpgp-unsupported` and
 * `decrypted-too-large`.
 */
export async function decryptMessage(
  message: OpenPgpMessage,
  keyring: Keyring,
  limitBytes: number,
): Promise<Decrypted> {
  const attempt = (bytes: OpenPgpMessage) => decryptAsIs(bytes, keyring, limitBytes);
  let decrypted = attempt(message);
  for (const shorter of withoutNewline(message)) {
    decrypted = decrypted.catch((error: unknown) => {
      const isDamaged = error instanceof ProblemError && error.problem.id === 'openpgp-damaged';
      if (!isDamaged) throw error;
      return attempt(shorter);
    });
  }
  return decrypted;
}

/**
 * Editors and shells add a newline of one character or two to a binary message. But ciphertext may
 * end in the same ones: so one is taken for added, and then the other.
 */
function withoutNewline(message: OpenPgpMessage): readonly OpenPgpMessage[] {
  if (message.type !== 'binary' || message.bytes.at(-1) !== 0x0a) return [];
  const cut = (end: number) => ({ type: 'binary', bytes: message.bytes.subarray(0, end) }) as const;
  return message.bytes.at(-2) === 0x0d ? [cut(-1), cut(-2)] : [cut(-1)];
}

async function decryptAsIs(
  message: OpenPgpMessage,
  keyring: Keyring,
  limitBytes: number,
): Promise<Decrypted> {
  const envelope = await readEnvelope(message);
  vetRecipients(envelope, keyring);
  if (!envelope.isProtected) fail('openpgp-unsupported', {});
  // Not only for decrypting: openpgp.js expands compressed data wherever it reads packets.
  const config = { maxDecompressedMessageSize: limitBytes + overheadBytes };
  const parsed = await parse(envelope, config);
  const sessionKeys = await findSessionKeys(parsed, envelope, keyring);
  const data = await decryptData(parsed, sessionKeys, { config, limitBytes });
  const password = envelope.hasPassword ? [hiddenKeyId] : [];
  return { data, recipientKeyIds: [...envelope.recipientKeyIds, ...password] };
}

function vetRecipients({ recipientKeyIds }: Envelope, keyring: Keyring): void {
  if (recipientKeyIds.length > recipientLimit) {
    fail('openpgp-too-many-recipients', { limit: recipientLimit });
  }
  const ours = keyring.privateKeys.flatMap((key) => key.getKeyIDs().map(keyIdText));
  const mayBeOurs = recipientKeyIds.some((id) => id === hiddenKeyId || ours.includes(id));
  if (!mayBeOurs) otherRecipient(recipientKeyIds, keyring);
}

/** Names our key by the ID of its primary key: by that one contributors are told to encrypt. */
function otherRecipient(recipients: readonly string[], keyring: Keyring): never {
  const [first] = keyring.privateKeys;
  const ours = first === undefined ? '' : keyIdText(first.getKeyID());
  return fail('openpgp-other-recipient', { recipients, ours });
}

async function parse({ bytes }: Envelope, config: PartialConfig): Promise<Message<Uint8Array>> {
  try {
    return await readMessage({ binaryMessage: bytes, config });
  } catch (error) {
    return fail(isUnsupported(error) ? 'openpgp-unsupported' : 'openpgp-damaged', {});
  }
}

async function findSessionKeys(
  message: Message<Uint8Array>,
  { recipientKeyIds }: Envelope,
  keyring: Keyring,
): Promise<SessionKey[]> {
  try {
    const decryptionKeys = [...keyring.privateKeys];
    const found = await decryptSessionKeys({ message, decryptionKeys });
    // Where the algorithm is not in the session key, the data packet has it.
    return found.map(({ data, algorithm }) => ({ data, algorithm: algorithm ?? 'aes256' }));
  } catch (error) {
    if (isUnsupported(error)) return fail('openpgp-unsupported', {});
    // Of hidden recipients it only shows here that none is ours.
    if (recipientKeyIds.every((id) => id === hiddenKeyId)) otherRecipient(recipientKeyIds, keyring);
    return fail('openpgp-damaged', {});
  }
}

async function decryptData(
  message: Message<Uint8Array>,
  sessionKeys: SessionKey[],
  { config, limitBytes }: { readonly config: PartialConfig; readonly limitBytes: number },
): Promise<Uint8Array> {
  const data = await decrypt({ message, sessionKeys, format: 'binary', config }).then(
    (decrypted) => decrypted.data,
    (error: unknown) => {
      if (hasText(error, /maximum decompressed/i))
        return fail('decrypted-too-large', { limitBytes });
      return fail(isUnsupported(error) ? 'openpgp-unsupported' : 'openpgp-damaged', {});
    },
  );
  if (!(data instanceof Uint8Array)) return fail('openpgp-damaged', {});
  if (data.length > limitBytes) fail('decrypted-too-large', { limitBytes });
  return data;
}

/**
 * openpgp.js has no error classes for these: they are its words for a cipher, curve or packet
 * version that it doesn't do. A wrong guess only picks the less fitting of two sentences.
 */
function isUnsupported(error: unknown): boolean {
  return hasText(
    error,
    /unsupported|not supported|non-preferred symmetric|invalid enum value|unknown packet/i,
  );
}

function hasText(error: unknown, pattern: RegExp): boolean {
  return error instanceof Error && pattern.test(error.message);
}
