import { enums } from 'openpgp';
import { type PacketHeader, packetHeaders } from './packets.ts';

const tags = enums.packet;

/** The packets of a message, each with what its body may begin with: a version, most of them. */
const beginnings: ReadonlyMap<number, readonly number[]> = new Map([
  [tags.publicKeyEncryptedSessionKey, [3, 6]],
  [tags.symEncryptedSessionKey, [4, 5, 6]],
  [tags.onePassSignature, [3, 6]],
  [tags.signature, [3, 4, 5, 6]],
  [tags.marker, [0x50]],
  [tags.compressedData, [0, 1, 2, 3]],
  [tags.literalData, [0x62, 0x74, 0x75, 0x6c, 0x6d]],
  [tags.symEncryptedIntegrityProtectedData, [1, 2]],
  [tags.aeadEncryptedData, [1]],
]);

/** Those that may begin with anything. */
const anyhow: readonly number[] = [tags.symmetricallyEncryptedData, tags.padding];

const sessionKeys: readonly number[] = [
  tags.publicKeyEncryptedSessionKey,
  tags.symEncryptedSessionKey,
];
const protectedData: readonly number[] = [
  tags.symEncryptedIntegrityProtectedData,
  tags.aeadEncryptedData,
];
const encrypted: readonly number[] = [...protectedData, tags.symmetricallyEncryptedData];
const readable: readonly number[] = [tags.compressedData, tags.literalData];
const inBetween: readonly number[] = [tags.marker, tags.padding];
const signatures: readonly number[] = [tags.signature, tags.onePassSignature];

/** What may follow session keys, and what may follow anything else. */
const afterKeys: readonly number[] = [...sessionKeys, ...encrypted, ...inBetween];
const afterOthers: readonly number[] = [...sessionKeys, ...readable, ...signatures, ...inBetween];

interface MessageEnd {
  /** What follows is no part of the message. */
  readonly end: number;
  /** Whether it has what hardly any bytes have by chance: data that is protected. */
  readonly isSure: boolean;
}

/**
 * Where the message ends that bytes begin with. Undefined where they begin with none, and where
 * some of it is missing.
 */
export function messageEnd(bytes: Uint8Array): MessageEnd | undefined {
  let followers = afterOthers;
  for (const header of packetHeaders(bytes)) {
    const { tag, start, length } = header;
    const end = start + length;
    if (!followers.includes(tag) || !mayBegin(bytes, header) || end > bytes.length) break;
    if (encrypted.includes(tag)) return { end, isSure: protectedData.includes(tag) };
    // Signatures may follow it, and nothing looks at them.
    if (readable.includes(tag)) return { end: bytes.length, isSure: false };
    if (sessionKeys.includes(tag)) followers = afterKeys;
  }
  return undefined;
}

function mayBegin(bytes: Uint8Array, { tag, start }: PacketHeader): boolean {
  return anyhow.includes(tag) || beginnings.get(tag)?.includes(bytes[start] ?? 0xff) === true;
}

/** Whether a message may begin so. */
export function beginsMessage(bytes: Uint8Array): boolean {
  const [first] = packetHeaders(bytes.subarray(0, 16));
  return first !== undefined && mayBegin(bytes, first) && afterOthers.includes(first.tag);
}

/** Whether bytes begin as no others than a message to a key: with its identifier and its kind. */
export function beginsForKey(bytes: Uint8Array): boolean {
  const [first] = packetHeaders(bytes.subarray(0, 16));
  if (first?.tag !== tags.publicKeyEncryptedSessionKey) return false;
  const body = bytes.subarray(first.start);
  // Version 6 has the version of the key where version 3 has a piece of its identifier.
  return body[0] === 3
    ? keyKinds.includes(body[9] ?? 0)
    : body[0] === 6 && [4, 6].includes(body[2] ?? 0);
}

/** Also those of RFC 9980, which the bot does not read. */
const keyKinds: readonly number[] = [1, 2, 16, 18, 25, 26, 35, 36];
