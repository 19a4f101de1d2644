import { enums, PublicKeyPacket } from 'openpgp';
import { algorithmName } from './algorithms.ts';
import { keyIdText } from './key-id.ts';
import { type PacketHeader, packetHeaders } from './packets.ts';

/** A key or a subkey of a kind that openpgp.js leaves out of what it reads, without a word. */
export interface UnreadKey {
  /** Empty where it can't be told. */
  readonly keyId: string;
  /** Of the key that it belongs to, or its own; empty where that can't be told. */
  readonly primaryKeyId: string;
  readonly isPrimary: boolean;
  /** What it is, in words of this program. */
  readonly algorithm: string;
}

const { secretKey, publicKey, secretSubkey, publicSubkey } = enums.packet;
const primaries: readonly number[] = [secretKey, publicKey];
const secrets: readonly number[] = [secretKey, secretSubkey];
const keys: readonly number[] = [...primaries, secretSubkey, publicSubkey];

export function countPrimaryKeys(bytes: Uint8Array): number {
  return packetHeaders(bytes).filter(({ tag }) => primaries.includes(tag)).length;
}

/** Whether there is no key in a block and something else is: the revocation of one, say. */
export function holdsOtherPackets(bytes: Uint8Array): boolean {
  return packetHeaders(bytes).length > 0 && countPrimaryKeys(bytes) === 0;
}

/** The keys in a block, without its armor, of versions or algorithms that are not read. */
export async function unreadKeys(bytes: Uint8Array): Promise<readonly UnreadKey[]> {
  const unread: UnreadKey[] = [];
  let primaryKeyId = '';
  for (const { tag, start, length } of packetHeaders(bytes)) {
    if (!keys.includes(tag)) continue;
    const isPrimary = primaries.includes(tag);
    const body = bytes.slice(start, start + length);
    const readId = await readKeyId(body);
    const keyId = readId ?? (await computeKeyId(body, secrets.includes(tag)));
    if (isPrimary) primaryKeyId = keyId;
    if (readId === undefined) {
      unread.push({ keyId, primaryKeyId, isPrimary, algorithm: describe(body) });
    }
  }
  return unread;
}

/** Undefined for what openpgp.js does not read. Of a secret key too only the public part is read. */
async function readKeyId(body: Uint8Array): Promise<string | undefined> {
  try {
    const packet = new PublicKeyPacket();
    await packet.read(body);
    return keyIdText(packet.getKeyID());
  } catch {
    return undefined;
  }
}

/** RFC 9580, 5.5.4; version 5 is a draft's that GnuPG makes. */
async function computeKeyId(body: Uint8Array<ArrayBuffer>, isSecret: boolean): Promise<string> {
  const [version = 0] = body;
  const publicLength = isSecret ? publicPartLength(body) : body.length;
  if (publicLength === undefined) return '';
  const publicPart = body.subarray(0, publicLength);
  if (version === 4) {
    const prefix = [0x99, publicLength >> 8, publicLength & 0xff];
    return hex((await digest('SHA-1', prefix, publicPart)).subarray(-8));
  }
  const length = [24, 16, 8, 0].map((shift) => (publicLength >>> shift) & 0xff);
  const prefix = [version === 5 ? 0x9a : 0x9b, ...length];
  return hex((await digest('SHA-256', prefix, publicPart)).subarray(0, 8));
}

/** Of ML-KEM with X25519 and with X448 (RFC 9980). */
const materialOctets: ReadonlyMap<number, number> = new Map([
  [35, 1216],
  [36, 1624],
]);

/** How much of a secret key's packet is public; undefined where that can't be told. */
function publicPartLength(body: Uint8Array): number | undefined {
  const [version = 0, , , , , algorithm = 0] = body;
  if (version > 4) return 10 + new DataView(body.buffer, body.byteOffset).getUint32(6);
  const octets = materialOctets.get(algorithm);
  return octets && 6 + octets;
}

async function digest(
  algorithm: 'SHA-1' | 'SHA-256',
  prefix: readonly number[],
  publicPart: Uint8Array,
): Promise<Uint8Array> {
  const hashed = Uint8Array.from([...prefix, ...publicPart]);
  return new Uint8Array(await crypto.subtle.digest(algorithm, hashed));
}

function hex(bytes: Uint8Array): string {
  return bytes.toHex().toUpperCase();
}

/** Elliptic curves by their object identifiers, of those that are not read. */
const curves: ReadonlyMap<string, string> = new Map([
  ['2b6571', 'Ed448'],
  ['2b656f', 'X448'],
]);

function describe(body: Uint8Array): string {
  const [version = 0, , , , , algorithm = 0] = body;
  const material = body.subarray(version > 4 ? 10 : 6);
  const identifier = material.subarray(1, 1 + (material[0] ?? 0));
  const name = curves.get(identifier.toHex()) ?? algorithmName(algorithm);
  return version === 4 || version === 6 ? name : `${name}, version ${version}`;
}

/**
 * GnuPG writes a key whose secret is on a smart card as the stub of one without a secret, and with
 * the card's number. openpgp.js knows the former alone, so one is made of the other.
 */
export function cardsAsStubs(bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  for (const { tag, start, length } of packetHeaders(bytes)) {
    const at = secrets.includes(tag) ? cardMode(changed, { start, length }) : undefined;
    if (at !== undefined) changed[at] = 1;
  }
  return changed;
}

/** The specifier ends with GNU, its mode, and a number of at most 16 octets after its length. */
function cardMode(bytes: Uint8Array, { start, length }: Omit<PacketHeader, 'tag'>) {
  const end = start + length;
  const tail = String.fromCharCode(...bytes.subarray(Math.max(start, end - 21), end));
  const index = tail.lastIndexOf('GNU\u0002');
  return index === -1 ? undefined : end - tail.length + index + 3;
}
