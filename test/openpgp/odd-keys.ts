import { randomBytes } from 'node:crypto';
import {
  armor,
  enums,
  generateKey,
  type PrivateKey,
  type PublicKey,
  SecretSubkeyPacket,
  type Subkey,
  unarmor,
} from 'openpgp';
import { packetHeaders } from '../../src/openpgp/packets.ts';
import { packet } from '../hostile/packets.ts';

type Made = NonNullable<Parameters<typeof generateKey>[0]>;

/** A key that signs with its primary key, made some time ago so that its subkeys can be older. */
export async function makeKey(name: string, wishes: Partial<Made> = {}): Promise<PrivateKey> {
  const { privateKey } = await generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ name }],
    date: new Date('2024-01-01T00:00:00Z'),
    ...wishes,
    format: 'object',
  });
  return privateKey;
}

/** The key with one more subkey for encryption; `days` after which it expires. */
export async function withSubkey(
  key: PrivateKey,
  { date, days = 0 }: { readonly date: string; readonly days?: number },
): Promise<PrivateKey> {
  return key.addSubkey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    date: new Date(date),
    keyExpirationTime: days * 24 * 60 * 60,
  });
}

/** A binary message as if it were to another key than the one that it is first to. */
export function addressedTo(message: Uint8Array, keyId: string, algorithm?: number): Buffer {
  const changed = Buffer.from(message);
  const [first] = packetHeaders(message);
  if (first === undefined) throw new Error('no packet');
  changed.set(Buffer.from(keyId, 'hex'), first.start + 1);
  if (algorithm !== undefined) changed[first.start + 9] = algorithm;
  return changed;
}

/** The subkeys that are for encryption, as they were made. */
export function subkeyIds(key: { readonly subkeys: readonly Subkey[] }): readonly string[] {
  return key.subkeys.map((subkey) => subkey.getKeyID().toHex().toUpperCase());
}

/** Takes the secret of a subkey out, as gpg does with one that is not in its keyring. */
export function withoutSecretOf(key: PrivateKey, place: number): PrivateKey {
  const packetOf = key.subkeys[place]?.keyPacket;
  if (!(packetOf instanceof SecretSubkeyPacket)) throw new Error('no such subkey');
  packetOf.makeDummy();
  return key;
}

/** The same key as gpg exports it when the secrets that it has not are on a smart card. */
export function onCard(key: PrivateKey): string {
  const bytes = Buffer.from(key.write());
  const { secretKey, secretSubkey } = enums.packet;
  const parts = packetHeaders(bytes).map(({ tag, start, length }) => {
    const body = bytes.subarray(start, start + length);
    const at = body.indexOf('GNU\x01');
    const isStub = at !== -1 && [secretKey, secretSubkey].some((each) => each === tag);
    if (!isStub) return packet(tag, body);
    // Mode 2 and the card's number, after its length.
    return packet(tag, body.subarray(0, at + 3), Buffer.of(2, 16), randomBytes(16));
  });
  return String(armor(enums.armor.privateKey, Buffer.concat(parts)));
}

/** A public subkey of version 4 with nothing that anybody could read in it. */
export function subkeyOf(algorithm: number, octets: number): Buffer {
  const { publicSubkey } = enums.packet;
  return packet(publicSubkey, Buffer.of(4, 0x69, 0, 0, 0, algorithm), randomBytes(octets));
}

/** The same as a secret one. */
export function secretSubkeyOf(algorithm: number, publicOctets: number): Buffer {
  const { secretSubkey } = enums.packet;
  const head = Buffer.of(4, 0x69, 0, 0, 0, algorithm);
  return packet(secretSubkey, head, randomBytes(publicOctets), randomBytes(99));
}

/** The start of what gpg makes for `ed448`. */
export const keyOfVersion5 = packet(
  enums.packet.publicKey,
  Buffer.of(5, 0x69, 0, 0, 0, 22, 0, 0, 0, 6, 3, 0x2b, 0x65, 0x71, 0, 0),
);

/** Appends packets to the keys of an armored block. */
export async function withPackets(armored: string, packets: Uint8Array): Promise<string> {
  const { data, type } = await unarmor(armored);
  if (!(data instanceof Uint8Array)) throw new Error('no bytes');
  return String(armor(type, Buffer.concat([data, packets])));
}

/** What gpg makes for the day on which a key is lost: a signature alone, in the armor of a key. */
export function revocationOf(key: PrivateKey): string {
  const { keyRevocation } = enums.signature;
  const body = Buffer.concat([Buffer.of(4, keyRevocation, 22, 10, 0, 0, 0, 0), randomBytes(70)]);
  const comment = `This is a revocation certificate of ${key.getFingerprint()}`;
  const { publicKey } = enums.armor;
  return String(armor(publicKey, packet(enums.packet.signature, body), 0, 0, comment));
}

/** Without the names of its owner, as keys.openpgp.org gives it out. */
export function withoutUserIds(key: PublicKey): string {
  const bytes = Buffer.from(key.write());
  const { publicSubkey, secretSubkey } = enums.packet;
  const headers = packetHeaders(bytes);
  const subkeys: readonly number[] = [publicSubkey, secretSubkey];
  const firstSubkey = headers.findIndex(({ tag }) => subkeys.includes(tag));
  const kept = headers.filter((_, at) => at === 0 || at >= firstSubkey);
  const parts = kept.map(({ tag, start, length }) =>
    packet(tag, bytes.subarray(start, start + length)),
  );
  const { privateKey, publicKey } = enums.armor;
  return String(armor(key.isPrivate() ? privateKey : publicKey, Buffer.concat(parts)));
}
