import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { createMessage, readMessage } from 'openpgp';
import { describe, expect, test } from 'vitest';
import { lookInto } from '../../src/attachment/packed-message.ts';
import { encrypted, tarOf } from './archives.ts';
import { armored, binary, privateBlock, publicBlock, signature } from './sample.ts';

const message = strToU8(armored);
const cut = `${armored.slice(0, 160)}${'aB3dE5gH7j\n'.repeat(100)}`;
const example = `${armored.slice(0, 160)}\n...\n-----END PGP MESSAGE-----\n`;
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const tar = await tarOf({ 'k.asc': Buffer.from(armored) });
const packed = await createMessage({ text: 'only packed' });

describe('a file tells by its content whether it holds a message', () => {
  test.each<[string, Uint8Array | string, string]>([
    ['an armored one', armored, 'message'],
    ['a binary one', binary, 'message'],
    ['a binary one that was cut off', binary.subarray(0, -20), 'message'],
    ['one that is not encrypted', packed.write(), 'message'],
    ['one in a log', `$ cat k.asc\n${armored}\n$ exit`, 'message'],
    ['one in gzip', gzipSync(message), 'message'],
    ['one among other files', zipSync({ 'README.md': strToU8('Hi'), 'k.asc': message }), 'message'],
    ['one in a tar in gzip', gzipSync(tar), 'message'],
    ['a damaged one', cut, 'damaged'],
    ['a damaged one in an archive', zipSync({ 'k.asc': strToU8(cut) }), 'damaged'],
    ['an example of one', example, 'nothing'],
    ['a log', 'NAME STATUS\ncp1 Ready\n', 'nothing'],
    ['screenshots', zipSync({ 'a.png': png, 'b.png': png }), 'nothing'],
    ['a public key', publicBlock, 'nothing'],
    ['a signature', signature, 'nothing'],
    ['an archive with a password', encrypted(zipSync({ 'k.asc': message })), 'nothing'],
    ['a broken archive', zipSync({ 'k.asc': message }).subarray(0, 40), 'nothing'],
    ['noise', randomBytes(1000).fill(0x41, 0, 1), 'nothing'],
    ['nothing at all', '', 'nothing'],
  ])('%s', async (_what, file, holds) => {
    const bytes = typeof file === 'string' ? strToU8(file) : file;
    expect(await lookInto(bytes)).toMatchObject({ holds });
  });

  test.each([
    ['armored', message],
    ['binary', binary],
    ['in an archive', zipSync({ 'k.asc': message })],
  ])('and for whom it is: %s', async (_what, bytes) => {
    const keyIds = (await readMessage({ binaryMessage: binary })).getEncryptionKeyIDs();
    const recipients = keyIds.map((keyId) => keyId.toHex().toUpperCase());
    expect(await lookInto(bytes)).toEqual({ holds: 'message', recipients });
  });

  test('and a credential in it is told instead', async () => {
    const both = zipSync({ 'k.asc': message, 'key.asc': strToU8(privateBlock) });
    expect(await lookInto(both)).toMatchObject({
      ...{ holds: 'nothing', leak: { what: 'private key' } },
    });
  });
});
