import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { enums } from 'openpgp';
import { readPackedMessage } from '../../../src/attachment/packed-message.ts';
import { armored, binary, publicBlock } from '../../attachment/sample.ts';
import { kubeconfigOf } from '../../secrets/archive-samples.ts';
import { withChecksums } from '../../secrets/tar-writer.ts';
import { packet } from '../packets.ts';
import { bytesOf, canary, type FuzzTarget } from './target.ts';

const content = Buffer.from(armored);
const leaked = Buffer.from(kubeconfigOf('rosa-1').replace('token-of-rosa-1', `${canary}-1`));

async function tarOf(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  return packTar(
    Object.entries(files).map(([name, body]) => ({ header: { name, size: body.length }, body })),
  );
}

const tar = await tarOf({ './a.gpg': content });
const tarWithLeak = await tarOf({ 'a.gpg': content, 'a.yaml': leaked });
/** As `gpg --store` writes it: not encrypted. */
const readable = packet(enums.packet.literalData, Buffer.from('b\0\0\0\0\0'), leaked);
const stored = { level: 0 } as const;

const parse = async (input: Uint8Array) => {
  const message = await readPackedMessage(input);
  return message.type;
};

/** What anybody can attach to an issue. */
export const packageTargets: readonly FuzzTarget[] = [
  {
    name: 'an attachment as it is',
    seeds: [
      content,
      binary,
      leaked,
      readable,
      ...bytesOf(`\ufeff> ${publicBlock}`, `${armored}${armored}`),
    ],
    words: ['-----BEGIN PGP MESSAGE-----\n', '-----END PGP MESSAGE-----\n', '\ufeff', '=', '> '],
    parse,
  },
  {
    name: 'zip',
    seeds: [
      zipSync({ 'a.gpg': content }),
      zipSync({ 'a.gpg': [content, stored], '__MACOSX/._a.gpg': binary }),
      zipSync({ 'a.gpg': [content, stored], 'a.yaml': [leaked, stored] }),
      zipSync({ 'a.tgz': gzipSync(tar) }),
      zipSync({ 'a.gpg': [content, stored], 'a.gz': [gzipSync(leaked), stored], b: readable }),
    ],
    words: ['PK\x03\x04', 'PK\x01\x02', 'PK\x05\x06', '__MACOSX/'],
    parse,
  },
  {
    name: 'gzip',
    seeds: [gzipSync(content), gzipSync(tar), gzipSync(gzipSync(content)), gzipSync(leaked)],
    words: ['\x1f\x8b\x08'],
    parse,
  },
  {
    name: 'tar in gzip, whole but for its content',
    seeds: [tar, tarWithLeak],
    words: ['ustar', '././@LongLink', '11 path=a\n'],
    parse: (input) => parse(gzipSync(withChecksums(input), { level: 1 })),
  },
];
