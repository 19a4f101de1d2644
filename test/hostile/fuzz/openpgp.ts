import { deflateRawSync, deflateSync } from 'node:zlib';
import { enums, readKey } from 'openpgp';
import { makeKeyPair } from '../../../simulator/openpgp-keys.ts';
import { decryptMessage } from '../../../src/openpgp/decrypt.ts';
import { digestOf } from '../../../src/openpgp/digest.ts';
import type { OpenPgpMessage } from '../../../src/openpgp/envelope.ts';
import { readPrivateKeys } from '../../../src/openpgp/keyring.ts';
import { encryptPackets, packet } from '../packets.ts';
import { bytesOf, canary, type FuzzTarget } from './target.ts';

const pair = await makeKeyPair({ name: 'Fuzzed' });
const key = await readKey({ armoredKey: pair.armoredPublicKey });
const keyring = { ...(await readPrivateKeys(pair.armoredPrivateKey)), recipients: [] };

const { literalData, compressedData, marker } = enums.packet;
const literal = packet(literalData, Buffer.from(`b\0\0\0\0\0token: ${canary}\n`));
const zipped = packet(compressedData, Buffer.of(enums.compression.zip), deflateRawSync(literal));
const inZlib = packet(compressedData, Buffer.of(enums.compression.zlib), deflateSync(zipped));
const encrypted = await encryptPackets(zipped, key);
const twice = await encryptPackets(literal, key, 2);

/** What is decrypted is the secret itself, so nothing of it is told. */
const open = async (message: OpenPgpMessage) => {
  const { recipientKeyIds } = await decryptMessage(message, keyring, 64 * 1024);
  return [recipientKeyIds, await digestOf(message)];
};

/** What anybody can encrypt to the bot. */
export const openPgpTargets: readonly FuzzTarget[] = [
  {
    name: 'OpenPGP',
    seeds: [encrypted, twice, literal, inZlib],
    words: ['\xc1\x5e\x03', '\xd2\xff\xff'],
    parse: (bytes) => open({ type: 'binary', bytes }),
  },
  {
    name: 'OpenPGP, inside of what is encrypted',
    seeds: [literal, zipped, inZlib, Buffer.concat([packet(marker, Buffer.from('PGP')), literal])],
    parse: async (packets) => open({ type: 'binary', bytes: await encryptPackets(packets, key) }),
  },
  {
    name: 'armor',
    seeds: bytesOf(armorOf(encrypted), armorOf(twice).replace('\n\n', '\nComment: x\n\n')),
    words: ['-----BEGIN PGP MESSAGE-----\n', '-----END PGP MESSAGE-----\n', '\n=', 'Hash: '],
    parse: (bytes) => open({ type: 'armored', text: bytes.toString() }),
  },
];

function armorOf(bytes: Buffer): string {
  const lines = bytes.toString('base64').replaceAll(/.{1,64}/g, '$&\n');
  return `-----BEGIN PGP MESSAGE-----\n\n${lines}-----END PGP MESSAGE-----\n`;
}
