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
import { type Prospect, prospects, subkeyToTake } from './prospects.ts';

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
 * `openpgp-too-many-recipients`, `openpgp-other-recipient`, `openpgp-signing-key`,
 * `openpgp-old-subkey`, `openpgp-unsupported`, `decrypted-too-large`, and `key-unusable` where the
 * keyring is to blame.
 */
export async function decryptMessage(
  message: OpenPgpMessage,
  keyring: Keyring,
  limitBytes: number,
): Promise<Decrypted> {
  const attempt = (bytes: OpenPgpMessage) => decryptAsIs(bytes, keyring, limitBytes);
  try {
    return await attempt(message);
  } catch (error) {
    for (const shorter of isDamaged(error) ? withoutNewline(message) : []) {
      const decrypted = await attempt(shorter).catch(unlessDamaged);
      if (decrypted) return decrypted;
    }
    throw error;
  }
}

function isDamaged(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.id === 'openpgp-damaged';
}

function unlessDamaged(error: unknown): undefined {
  if (!isDamaged(error)) throw error;
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
  const found = await vetRecipients(envelope, keyring);
  if (!envelope.isProtected) fail('openpgp-unsupported', { reason: 'integrity' });
  // Not only for decrypting: openpgp.js expands compressed data wherever it reads packets.
  const config = { maxDecompressedMessageSize: limitBytes + overheadBytes };
  const parsed = await parse(envelope, config);
  const sessionKeys = await findSessionKeys(parsed, { envelope, found }, keyring);
  const data = await decryptData(parsed, sessionKeys, { config, limitBytes, envelope });
  const password = envelope.hasPassword ? [hiddenKeyId] : [];
  return { data, recipientKeyIds: [...idsOf(envelope), ...password] };
}

/** Gives up where no session key can be for us. */
async function vetRecipients(envelope: Envelope, keyring: Keyring): Promise<readonly Prospect[]> {
  const { length: count } = envelope.recipients;
  if (count > recipientLimit) fail('openpgp-too-many-recipients', { count, limit: recipientLimit });
  const found = await prospects(envelope.recipients, keyring);
  const isHopeless = !found.includes('to us') && !found.includes('may be to us');
  return isHopeless ? notToUs(envelope, found, keyring) : found;
}

/** Names our key by the ID of its primary key: by that one contributors are told to encrypt. */
async function notToUs(
  envelope: Envelope,
  found: readonly Prospect[],
  { privateKeys: [first] }: Keyring,
): Promise<never> {
  const reason = found.find((prospect) => typeof prospect === 'object');
  if (reason) throw new ProblemError(reason);
  const ours = first ? keyIdText(first.getKeyID()) : '';
  const subkeyId = first ? await subkeyToTake(first) : '';
  return fail('openpgp-other-recipient', { recipients: idsOf(envelope), ours, subkeyId });
}

function idsOf({ recipients }: Envelope): readonly string[] {
  return recipients.map(({ keyId }) => keyId);
}

async function parse(envelope: Envelope, config: PartialConfig): Promise<Message<Uint8Array>> {
  try {
    return await readMessage({ binaryMessage: envelope.bytes, config });
  } catch (error) {
    return isUnsupported(error)
      ? fail('openpgp-unsupported', { reason: 'version' })
      : failDamaged(envelope);
  }
}

async function findSessionKeys(
  message: Message<Uint8Array>,
  { envelope, found }: { readonly envelope: Envelope; readonly found: readonly Prospect[] },
  keyring: Keyring,
): Promise<SessionKey[]> {
  try {
    const decryptionKeys = [...keyring.privateKeys];
    const sessionKeys = await decryptSessionKeys({ message, decryptionKeys });
    // Where the algorithm is not in the session key, the data packet has it.
    return sessionKeys.map(({ data, algorithm }) => ({ data, algorithm: algorithm ?? 'aes256' }));
  } catch (error) {
    if (isUnsupported(error)) return fail('openpgp-unsupported', { reason: 'cipher' });
    // Of hidden recipients it only shows here that none is ours.
    return found.includes('to us') ? failDamaged(envelope) : notToUs(envelope, found, keyring);
  }
}

interface Decrypting {
  readonly config: PartialConfig;
  readonly limitBytes: number;
  readonly envelope: Envelope;
}

async function decryptData(
  message: Message<Uint8Array>,
  sessionKeys: SessionKey[],
  { config, limitBytes, envelope }: Decrypting,
): Promise<Uint8Array> {
  const data = await decrypt({ message, sessionKeys, format: 'binary', config }).then(
    (decrypted) => decrypted.data,
    (error: unknown) => {
      if (hasText(error, /maximum decompressed/i))
        return fail('decrypted-too-large', { limitBytes });
      if (isUnsupported(error)) return fail('openpgp-unsupported', { reason: 'cipher' });
      return failDamaged(envelope);
    },
  );
  if (!(data instanceof Uint8Array)) return failDamaged(envelope);
  if (data.length > limitBytes) fail('decrypted-too-large', { limitBytes });
  return data;
}

function failDamaged({ isComplete }: Envelope): never {
  return fail('openpgp-damaged', { reason: isComplete ? 'changed' : 'incomplete' });
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
