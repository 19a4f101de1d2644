import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { enums, readKey } from 'openpgp';
import type { ProblemId } from '../../src/problem.ts';
import type { Gpg } from '../openpgp/gpg.ts';
import { encryptPackets, packet } from './packets.ts';

/** A file that would fill the memory or take long, and how it is answered. */
export interface Bomb {
  readonly what: string;
  readonly answer: ProblemId;
}

interface MadeBomb extends Bomb {
  /** Made for the key of the bot. */
  readonly make: (armoredKey: string) => Uint8Array | Promise<Uint8Array>;
}

const mebibyte = 1024 * 1024;
const repeat = (text: string, length = mebibyte) =>
  text.repeat(Math.ceil(length / text.length)).slice(0, length);

/** A quarter of a gigabyte of nothing is a quarter of a megabyte in each of the packages. */
const zeros = () => Buffer.alloc(256 * mebibyte);

const { literalData, compressedData } = enums.packet;
const { zip: zipped, zlib } = enums.compression;

const literal = (...content: readonly Buffer[]) =>
  packet(literalData, Buffer.from('b\0\0\0\0\0'), ...content);
const inZip = (bytes: Buffer) => packet(compressedData, Buffer.of(zipped), deflateRawSync(bytes));
const inZlib = (bytes: Buffer) => packet(compressedData, Buffer.of(zlib), deflateSync(bytes));

/** All bombs that need no other program. */
export const bombs: readonly MadeBomb[] = [
  ...packages(),
  ...texts(),
  ...messages(),
  ...kubeconfigs(),
];

function packages(): readonly MadeBomb[] {
  const bomb = (what: string, make: () => Uint8Array): MadeBomb => ({
    what,
    make,
    answer: 'attachment-too-large',
  });
  return [
    bomb('zip', () => zip(deflateRawSync(zeros()))),
    bomb('gzip', () => gzipSync(zeros())),
    bomb('gzip in gzip in gzip', () => gzipSync(gzipSync(gzipSync(zeros())))),
    bomb('tar in gzip', () => gzipSync(Buffer.concat([tarHeader(), zeros()]))),
    bomb('25 MiB, as large as GitHub takes', () => Buffer.alloc(25 * mebibyte, 'a')),
  ];
}

/** One deflated file in a zip; only what a reader has to look at is right. */
function zip(packed: Uint8Array): Buffer {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50);
  const directory = Buffer.alloc(46 + 1);
  directory.writeUInt32LE(0x02014b50);
  directory.writeUInt16LE(8, 10);
  directory.writeUInt32LE(packed.length, 20);
  directory.writeUInt16LE(1, 28);
  directory.write('k', 46);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, directory, end]);
}

function tarHeader(): Buffer {
  const header = Buffer.alloc(512);
  header.write('k', 0);
  header.write('04000000000\0', 124);
  header.write('ustar\0', 257);
  return header;
}

function texts(): readonly MadeBomb[] {
  const begin = '-----BEGIN PGP MESSAGE-----\n';
  const bomb = (what: string, answer: ProblemId, text: string): MadeBomb => ({
    what: `1 MiB of ${what}`,
    answer,
    make: () => Buffer.from(text).subarray(0, mebibyte),
  });
  return [
    bomb('beginnings of armor', 'attachment-not-openpgp', repeat(begin)),
    bomb('base64 in armor', 'openpgp-damaged', `${begin}\n${repeat('hQIMA1a2B3c4')}`),
    bomb('lines of base64 in armor', 'openpgp-damaged', begin + repeat('1 hQIMA1a2B3c4D5e6\n')),
    bomb('line noise in armor', 'attachment-not-openpgp', begin + repeat('> ` | \u200b=-\r')),
    bomb('beginnings of tokens', 'attachment-not-openpgp', repeat('eyJ')),
    bomb('beginnings of keys', 'attachment-not-openpgp', repeat('-----BEGIN PRIVATE KEY-----\n')),
    bomb('fields', 'attachment-not-openpgp', `kind: Config\nusers:\n${repeat('token: ')}`),
  ];
}

function messages(): readonly MadeBomb[] {
  const bomb = (what: string, answer: ProblemId, content: () => Buffer, count = 1): MadeBomb => ({
    what,
    answer,
    make: async (armoredKey) => encryptPackets(content(), await readKey({ armoredKey }), count),
  });
  const nonsense = () => literal(Buffer.from('kind: Nonsense'));
  const nested = () => Array.from({ length: 30 }).reduce<Buffer>(inZip, inZip(literal(zeros())));
  return [
    bomb('OpenPGP zip', 'decrypted-too-large', () => inZip(literal(zeros()))),
    bomb('OpenPGP zlib', 'decrypted-too-large', () => inZlib(literal(zeros()))),
    bomb('OpenPGP zip, 31 times nested', 'openpgp-damaged', nested),
    bomb('64 recipients', 'kubeconfig-shape', nonsense, 64),
    bomb('500 recipients', 'openpgp-too-many-recipients', nonsense, 500),
  ];
}

/** The one compression that only gpg does. */
export function makeBzip2Bomb(gpg: Gpg, keyId: string): Uint8Array {
  const parameters = ['--compress-algo', 'bzip2', '--recipient', keyId, '--encrypt'];
  return gpg.run(parameters, zeros());
}

function kubeconfigs(): readonly MadeBomb[] {
  const bomb = (what: string, answer: ProblemId, text: string): MadeBomb => ({
    what: `YAML: ${what}`,
    answer,
    make: async (armoredKey) =>
      encryptPackets(inZip(literal(Buffer.from(text))), await readKey({ armoredKey })),
  });
  const laughs = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`);
  return [
    bomb('1 MiB of open brackets', 'kubeconfig-shape', repeat('[')),
    bomb('10,000 open brackets', 'kubeconfig-yaml-feature', repeat('[', 10_000)),
    bomb('a billion laughs', 'kubeconfig-yaml-feature', `a0: &a0 ha\n${laughs.join('')}`),
    bomb('1 MiB of lines in one word', 'kubeconfig-shape', repeat('a\n')),
    bomb('1 MiB of explicit keys', 'kubeconfig-shape', repeat('? a\n')),
    bomb('1 MiB of white space', 'kubeconfig-empty', repeat('\t ')),
    bomb('as many lists as are read', 'kubeconfig-shape', repeat('- {a: [b, "c"]}\n', 16 * 1000)),
  ];
}
