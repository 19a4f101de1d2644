import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { unpack } from '../../src/attachment/unpack.ts';
import { cpuTimeOf } from '../cpu-time.ts';
import { problemOf } from '../problem-of.ts';
import { encrypted, flipped, tarOf } from './archives.ts';
import { armored, dearmored, privateBlock } from './sample.ts';

const limit = 1024 * 1024;
const content = Buffer.from(armored);
const leak = Buffer.from(privateBlock);
const tar = Buffer.from(await tarOf({ 'a.gpg': content, 'key.asc': leak }));
const nested = await tarOf({ 'a.gpg': content, 'b.zip': zipSync({ 'key.asc': leak }) });

describe('a leak in what is refused comes first', () => {
  const noise = randomBytes(100);
  const large = new Uint8Array(2 * limit);
  const stored = { level: 0 } as const;
  const inLatin1 = Buffer.concat([Buffer.from('# Zürich\n', 'latin1'), leak]);
  const locked = encrypted(zipSync({ 'a.bin': noise, 'key.asc': leak }));
  test.each([
    ['beside the message in a zip', zipSync({ 'a.gpg': content, 'key.asc': leak })],
    ['beside the message in a tar', tar],
    ['in Latin-1', zipSync({ 'a.gpg': content, 'key.asc': inLatin1 })],
    ['a binary key', zipSync({ 'a.gpg': content, 'key.gpg': dearmored(privateBlock) })],
    ['in gzip beside the message', zipSync({ 'a.gpg': content, 'key.gz': gzipSync(leak) })],
    ['in a zip in a tgz', gzipSync(nested)],
    ['before a large file', zipSync({ 'key.asc': leak, log: large })],
    ['after a large file', zipSync({ log: large, 'key.asc': leak })],
    [
      'after many large files',
      zipSync({ ...Object.fromEntries([...'bcdefghijk'].map((a) => [a, large])), 'z.asc': leak }),
    ],
    ['beside a file with a password', locked],
    ['beside a broken file', flipped(zipSync({ 'a.bin': [noise, stored], 'key.asc': leak }), 60)],
    ['in a zip without its end', zipSync({ 'key.asc': [leak, stored] }).subarray(0, -1)],
    ['in a tar without its end', tar.subarray(0, -1200)],
    [
      'in gzip with a newline behind it',
      zipSync({ 'a.gpg': content, 'key.gz': Buffer.concat([gzipSync(leak), Buffer.from('\n')]) }),
    ],
    ['in gzip without its end', gzipSync(leak).subarray(0, -8)],
  ])('%s', async (_where, bytes) => {
    expect(await problemOf(unpack(bytes, limit))).toEqual({
      id: 'credential-in-plaintext',
      details: { what: 'private key' },
    });
  });

  test('but no bomb beside it is unpacked for it', async () => {
    const bomb = gzipSync(large);
    const bombs = Array.from({ length: 300 }, (_, i) => [`${i}.gz`, bomb]);
    const attached = zipSync(Object.fromEntries([['a.gpg', content], ...bombs]));
    const refused = async () =>
      expect(await problemOf(unpack(attached, limit))).toMatchObject({
        id: 'attachment-archive-files',
      });
    expect(await cpuTimeOf(refused)).toBeLessThan(1000);
  });
});
