/** The head of a packet: its type and where its body lies. */
export interface PacketHeader {
  readonly tag: number;
  readonly start: number;
  readonly length: number;
  /** Its body comes in parts, of which the last is missing or not whole. */
  readonly isCut?: boolean;
}

/**
 * Lists the packets of an OpenPGP byte string without looking into them (RFC 9580, 4.2). Ends at
 * the first packet whose end can't be told from its head, which is the encrypted data, or at the
 * first byte that starts no packet.
 */
export function packetHeaders(bytes: Uint8Array): readonly PacketHeader[] {
  const headers: PacketHeader[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const header = headerAt(bytes, offset);
    if (header === undefined) break;
    headers.push(header);
    offset = header.start + header.length;
  }
  return headers;
}

/** Whether the bytes hold all of their last packet, as far as that tells its length. */
export function isComplete(bytes: Uint8Array, last: PacketHeader | undefined): boolean {
  return last !== undefined && !last.isCut && last.start + last.length <= bytes.length;
}

function headerAt(bytes: Uint8Array, offset: number): PacketHeader | undefined {
  const first = bytes[offset] ?? 0;
  if ((first & 0x80) === 0) return undefined;
  if ((first & 0x40) !== 0) return newFormat(bytes, offset, first & 0x3f);
  return oldFormat(bytes, offset, first);
}

function newFormat(bytes: Uint8Array, offset: number, tag: number): PacketHeader {
  const octet = bytes[offset + 1] ?? 0;
  if (octet < 192) return { tag, start: offset + 2, length: octet };
  if (octet < 224) {
    return { tag, start: offset + 3, length: (octet - 192) * 256 + (bytes[offset + 2] ?? 0) + 192 };
  }
  if (octet < 255) {
    return { ...toTheEnd(bytes, tag, offset + 2), isCut: arePartsCut(bytes, offset + 1) };
  }
  return { tag, start: offset + 6, length: bigEndian(bytes, offset + 2, 4) };
}

/** Each part says its length before it, and the last one in a way that only it does (4.2.1.4). */
function arePartsCut(bytes: Uint8Array, first: number): boolean {
  let at = first;
  let octet = bytes[at];
  while (octet !== undefined && octet >= 224 && octet < 255) {
    at += 1 + 2 ** (octet & 0x1f);
    octet = bytes[at];
  }
  if (octet === undefined) return true;
  const { start, length } = newFormat(bytes, at - 1, 0);
  return start + length > bytes.length;
}

function oldFormat(bytes: Uint8Array, offset: number, first: number): PacketHeader {
  const tag = (first & 0x3c) >> 2;
  const lengthType = first & 0x03;
  if (lengthType === 3) return toTheEnd(bytes, tag, offset + 1);
  const octets = 2 ** lengthType;
  return { tag, start: offset + 1 + octets, length: bigEndian(bytes, offset + 1, octets) };
}

/** A body that comes in parts or without a length: only data packets may, and they are the last. */
function toTheEnd(bytes: Uint8Array, tag: number, start: number): PacketHeader {
  return { tag, start, length: Math.max(0, bytes.length - start) };
}

function bigEndian(bytes: Uint8Array, offset: number, octets: number): number {
  let value = 0;
  for (let i = 0; i < octets; i++) value = value * 256 + (bytes[offset + i] ?? 0);
  return value;
}
