/** The head of a packet: its type and where its body lies, with all that is between its parts. */
export interface PacketHeader {
  readonly tag: number;
  readonly start: number;
  readonly length: number;
}

/**
 * Lists the packets of an OpenPGP byte string without looking into them (RFC 9580, 4.2). Ends at
 * the first byte that starts no packet. What was cut off has packets that end behind the bytes.
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
  return last !== undefined && last.start + last.length <= bytes.length;
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
  if (octet < 255) return inParts(bytes, tag, offset + 1);
  return { tag, start: offset + 6, length: bigEndian(bytes, offset + 2, 4) };
}

function oldFormat(bytes: Uint8Array, offset: number, first: number): PacketHeader {
  const tag = (first & 0x3c) >> 2;
  const lengthType = first & 0x03;
  // Without a length it takes the rest: only data packets may, and they are the last.
  if (lengthType === 3) return { tag, start: offset + 1, length: bytes.length - offset - 1 };
  const octets = 2 ** lengthType;
  return { tag, start: offset + 1 + octets, length: bigEndian(bytes, offset + 1, octets) };
}

/** A body in parts, each with a length of its own in front; all but the last are powers of two. */
function inParts(bytes: Uint8Array, tag: number, first: number): PacketHeader {
  const start = first + 1;
  let part = first;
  let octet = bytes[part] ?? 0;
  while (octet >= 224 && octet < 255) {
    part += 1 + 2 ** (octet & 0x1f);
    octet = bytes[part] ?? 0;
  }
  const last = newFormat(bytes, part - 1, tag);
  return { tag, start, length: last.start + last.length - start };
}

function bigEndian(bytes: Uint8Array, offset: number, octets: number): number {
  let value = 0;
  for (let i = 0; i < octets; i++) value = value * 256 + (bytes[offset + i] ?? 0);
  return value;
}
