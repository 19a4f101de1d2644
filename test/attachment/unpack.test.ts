import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import { afterAll, describe, expect, test } from 'vitest';
import { readPackedMessage } from '../../src/attachment/packed-message.ts';
import { unpack } from '../../src/attachment/unpack.ts';
import { ProblemError } from '../../src/problem.ts';
import { cpuTimeOf } from '../cpu-time.ts';
import { hasGnuTar } from '../installed.ts';
import { problemOf } from '../problem-of.ts';
import { encrypted, flipped, inZip64, otherwisePacked, tarOf } from './archives.ts';
import { armored, binary } from './sample.ts';

const limit = 1024 * 1024;
const content = Buffer.from(armored);
const tars = {
  one: await tarOf({ 'a.gpg': content }),
  inFolder: await tarOf({ './folder/a.gpg': content }),
  ofMacOs: await tarOf({ './._a.gpg': binary, './a.gpg': content }),
  two: await tarOf({ a: content, b: content }),
  ofLink: await packTar([
    { header: { name: 'a', size: 0, type: 'symlink', linkname: '/etc/passwd' } },
  ]),
};

describe('what is wrapped is unwrapped, whatever its name', () => {
  test.each([
    ['nothing around it', content],
    ['a binary message', binary, binary],
    ['gzip', gzipSync(content)],
    ['zip', zipSync({ 'my-kubeconfig.gpg': content })],
    ['zip, stored', zipSync({ 'a.gpg': [content, { level: 0 }] })],
    ['zip in a folder', zipSync({ folder: { 'a.gpg': content } })],
    ['zip with a comment', zipSync({ 'a.gpg': content }, { comment: 'PK' })],
    [
      'zip of macOS',
      zipSync({ 'a.gpg': content, '.DS_Store': binary, '__MACOSX/._a.gpg': binary, '._b': binary }),
    ],
    [
      'zip of Windows, with its separators',
      zipSync({ 'send\\a.gpg': content, 'send\\Desktop.ini': binary, 'send\\': binary }),
    ],
    ['zip with 64 bits', inZip64(zipSync({ 'a.gpg': content }))],
    ['zip with a newline behind it', withTail(zipSync({ 'a.gpg': content }), '\r\n')],
    ['zip meant for several disks', onManyDisks(zipSync({ 'a.gpg': content }))],
    ['gzip with a newline behind it', withTail(gzipSync(content), '\n')],
    ['gzip with two characters for a newline', withTail(gzipSync(content), '\r\n')],
    ['gzip with padding and a newline', withTail(gzipSync(content), '\0\0\0\n')],
    ['gzip with anything behind it', withTail(gzipSync(content), '\x1f\x8bsee above\x1a')],
    [
      'gzip of two pieces',
      Buffer.concat([gzipSync(armored.slice(0, 9)), gzipSync(armored.slice(9))]),
    ],
    ['tar', tars.one],
    ['tar without its magic', withoutMagic(tars.one)],
    ['tar without its end', tars.one.subarray(0, -1024)],
    ['tar with a newline behind it', withTail(tars.one, '\n')],
    ['tar of macOS', tars.ofMacOs],
    ['tgz', gzipSync(tars.inFolder)],
    ['zip of gzip', zipSync({ 'a.gz': gzipSync(content) })],
    ['zip of tgz', zipSync({ 'a.tgz': gzipSync(tars.one) })],
  ])('%s', async (_how, bytes, expected = content) => {
    expect(Buffer.from(await unpack(bytes, limit)).equals(expected)).toBe(true);
  });

  test('but no deeper than a person would wrap it', async () => {
    const deep = gzipSync(gzipSync(gzipSync(gzipSync(content))));
    expect(Buffer.from(await unpack(deep, limit)).equals(gzipSync(content))).toBe(true);
  });
});

describe('anything but one file is refused', () => {
  test.each([
    ['an empty zip', zipSync({}), 0],
    ['a zip of a folder', zipSync({ folder: {} }), 0],
    ['a zip of two', zipSync({ a: content, b: content }), 2],
    ['a zip of one name twice', twice(zipSync({ ab: content })), 2],
    ['a tar of two', tars.two, 2],
    ['a tar of a link', tars.ofLink, 0],
  ])('%s', async (_what, bytes, count) => {
    expect(await problemOf(unpack(bytes, limit))).toEqual({
      id: 'attachment-archive-files',
      details: { count },
    });
  });
});

describe('what is broken is said to be', () => {
  const zip = zipSync({ 'a.gpg': content });
  test.each([
    ['gzip', gzipSync(content).subarray(0, -9)],
    ['gzip', flipped(gzipSync(content), -6)],
    ['zip', zip.subarray(0, 100)],
    ['zip', zip.subarray(0, -1)],
    ['zip', flipped(zip, 60)],
    ['zip', zipSync({ 'a.gpg': [content, { level: 0 }] }).fill(9, 45, 50)],
    ['tar', tars.one.subarray(0, 700)],
    ['tar', flipped(tars.one, 100)],
  ])('%s', async (format, bytes) => {
    expect(await problemOf(unpack(bytes, limit))).toEqual({
      id: 'attachment-archive-broken',
      details: { format },
    });
  });
});

describe('what is packed in another way is told by name', () => {
  const zip = zipSync({ 'a.gpg': content });
  test.each([
    ['RAR', Buffer.from('Rar!\x1a\x07\x01\0', 'latin1')],
    ['7-Zip', Buffer.from('7z\xbc\xaf\x27\x1c\0\x04', 'latin1')],
    ['xz', Buffer.from('\xfd7zXZ\0\0\x04', 'latin1')],
    ['bzip2', Buffer.from('BZh91AY&SY')],
    ['Zstandard', zstdCompressSync(content)],
    ['compress', Buffer.from('\x1f\x9d\x90', 'latin1')],
    ['zip without Deflate', otherwisePacked(zip)],
    ['xz', gzipSync(Buffer.from('\xfd7zXZ\0\0\x04', 'latin1'))],
  ])('%s', async (format, bytes) => {
    expect(await problemOf(readPackedMessage(bytes))).toEqual({
      id: 'attachment-packing',
      details: { format },
    });
  });

  test('a document of an office program is none of these', async () => {
    const document = zipSync({ '[Content_Types].xml': content, 'word/document.xml': content });
    expect(await problemOf(unpack(document, limit))).toEqual({
      id: 'attachment-not-openpgp',
      details: { what: 'Office document' },
    });
  });

  test('a zip with a password is not what is asked for', async () => {
    expect(await problemOf(unpack(encrypted(zip), limit))).toEqual({
      id: 'attachment-archive-password',
      details: {},
    });
  });
});

describe('a bomb is not unpacked', () => {
  const zeros = new Uint8Array(64 * limit);
  const bomb = zipSync({ a: zeros });
  const lying = bomb.slice();
  // The sizes in the directory and in the local header say that it is small.
  const view = Buffer.from(lying.buffer);
  view.writeUInt32LE(1000, 22);
  view.writeUInt32LE(1000, view.readUInt32LE(lying.length - 6) + 24);

  test.each([
    ['gzip', gzipSync(zeros)],
    ['zip', bomb],
    ['zip that lies', lying],
    ['zip of many', zipSync({ a: zeros.subarray(0, limit - 9), b: zeros.subarray(0, 10) })],
    ['zip that is stored', zipSync({ a: [zeros.subarray(0, limit + 1), { level: 0 }] })],
    ['zip of a bomb', zipSync({ 'a.gz': gzipSync(zeros) })],
  ])('%s', async (_how, bytes) => {
    const refused = async () =>
      expect(await problemOf(unpack(bytes, limit))).toMatchObject({ id: 'attachment-too-large' });
    expect(await cpuTimeOf(refused)).toBeLessThan(1000);
  });

  test('the limit itself is not beyond it', async () => {
    expect(await unpack(gzipSync(zeros.subarray(0, limit)), limit)).toHaveLength(limit);
    expect(await unpack(zipSync({ a: zeros.subarray(0, limit) }), limit)).toHaveLength(limit);
  });
});

test('whatever the bytes are, the answer is bytes within the limit or a problem', async () => {
  const samples = [
    zipSync({ 'a.gpg': content, b: binary }),
    zipSync({ 'a.gpg': content }),
    gzipSync(content),
    Buffer.from(tars.one),
  ];
  const damaged = fc
    .tuple(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
      fc.nat(20),
    )
    .map(([sample, changes, cut]) => {
      const bytes = Buffer.from(sample);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      return bytes.subarray(0, bytes.length - cut);
    });
  await fc.assert(
    fc.asyncProperty(damaged, async (bytes) => {
      try {
        expect((await unpack(bytes, 5000)).length).toBeLessThanOrEqual(
          Math.max(5000, bytes.length),
        );
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
      }
    }),
  );
});

describe.skipIf(!hasGnuTar)('what GNU tar writes (left out where there is none)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tar-'));
  mkdirSync(join(folder, 'in'));
  writeFileSync(join(folder, 'in', 'a.gpg'), content);
  symlinkSync('a.gpg', join(folder, 'in', 'link'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(['gnu', 'oldgnu', 'pax', 'ustar', 'v7'])('in the format %s', async (format) => {
    const file = join(folder, `${format}.tgz`);
    spawnSync('tar', ['--format', format, '-C', folder, '-czf', file, './in']);
    expect(Buffer.from(await unpack(readFileSync(file), limit)).equals(content)).toBe(true);
  });
});

function withTail(bytes: Uint8Array, tail: string): Buffer {
  return Buffer.concat([bytes, Buffer.from(tail, 'latin1')]);
}

/** As the oldest tar writes it. */
function withoutMagic(tar: Uint8Array): Buffer {
  const copy = Buffer.from(tar).fill(0, 257, 265);
  const sum = copy
    .fill(' ', 148, 156)
    .subarray(0, 512)
    .reduce((total, byte) => total + byte);
  copy.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return copy;
}

/** With the mark of a zip that was to be split and was not; all offsets count it. */
function onManyDisks(zip: Uint8Array): Buffer {
  const copy = Buffer.concat([Buffer.from('PK00'), zip]);
  const start = copy.readUInt32LE(copy.length - 6) + 4;
  copy.writeUInt32LE(start, copy.length - 6);
  copy.writeUInt32LE(4, start + 42);
  return copy;
}

/** Lists the one entry of a zip a second time. */
function twice(zip: Uint8Array): Buffer {
  const start = Buffer.from(zip).readUInt32LE(zip.length - 6);
  const [files, entry, end] = [zip.subarray(0, start), zip.subarray(start, -22), zip.subarray(-22)];
  const patched = Buffer.from(end);
  patched.writeUInt16LE(2, 8);
  patched.writeUInt16LE(2, 10);
  patched.writeUInt32LE(entry.length * 2, 12);
  return Buffer.concat([files, entry, entry, patched]);
}
