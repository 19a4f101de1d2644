import { deflateRawSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { createMessage, enums, readPrivateKey, sign } from 'openpgp';
import { describe, expect, test } from 'vitest';
import { readPackedMessage } from '../../src/attachment/packed-message.ts';
import { cpuTimeOf } from '../cpu-time.ts';
import { packet } from '../hostile/packets.ts';
import { hasGpg } from '../installed.ts';
import { startGpg } from '../openpgp/gpg.ts';
import { problemOf } from '../problem-of.ts';
import { kubeconfigOf } from '../secrets/archive-samples.ts';
import { armored, privateBlock } from './sample.ts';

const leak = kubeconfigOf('rosa-1').replace('token-of-rosa-1', 'a8f5f167f44f4964e6c998dee827110c');
const signingKeys = await readPrivateKey({ armoredKey: privateBlock });
const signed = async (text: string) =>
  sign({ message: await createMessage({ text }), signingKeys, format: 'binary' });
const signedArmor = await sign({ message: await createMessage({ text: leak }), signingKeys });
const signedLeak = Buffer.from(await signed(leak));

const literal = (content: Uint8Array) =>
  packet(enums.packet.literalData, Buffer.from('b\0\0\0\0\0'), Buffer.from(content));
const compressed = (packets: Uint8Array) =>
  packet(
    enums.packet.compressedData,
    Buffer.of(enums.compression.zip),
    Buffer.from(deflateRawSync(packets)),
  );

describe('a leak in a message that is not encrypted is found', () => {
  test.each([
    ['signed', signedLeak],
    ['signed, armored', Buffer.from(signedArmor)],
    ['signed and compressed', compressed(signedLeak)],
    ['neither signed nor encrypted', compressed(literal(Buffer.from(leak)))],
    ['with a comment in Latin-1', literal(Buffer.from(`# Zürich\n${leak}`, 'latin1'))],
    ['in a zip', zipSync({ 'k.gpg': signedLeak })],
    ['in a zip beside an encrypted one', zipSync({ 'a.asc': Buffer.from(armored), b: signedLeak })],
  ])('%s', async (_how, bytes) => {
    expect(await problemOf(readPackedMessage(bytes))).toEqual({
      id: 'credential-in-plaintext',
      details: { what: 'kubeconfig' },
    });
  });

  test
    .skipIf(!hasGpg)
    .each([
      [['--store']],
      [['--sign']],
      [['--sign', '--armor', '--compress-algo', 'bzip2']],
      [['--clear-sign']],
    ])('as gpg makes it with %j', async (parameters) => {
    const gpg = startGpg();
    gpg.run(['--import'], privateBlock);
    const bytes = gpg.run(parameters, leak);
    gpg.end();
    expect(await problemOf(readPackedMessage(bytes))).toMatchObject({
      id: 'credential-in-plaintext',
    });
  });
});

test.each([
  ['signed words', await signed('see above')],
  ['a signed kubeconfig with a placeholder', await signed(kubeconfigOf('<your-token>'))],
  ['an encrypted message', Buffer.from(armored)],
  ['what is damaged', signedLeak.subarray(0, 40)],
])('%s is left to who decrypts', async (_what, bytes) => {
  expect(await readPackedMessage(bytes)).toHaveProperty('type');
});

test.each([
  ['of zeros', () => compressed(literal(new Uint8Array(2 ** 27)))],
  [
    'in a bomb',
    () => Array.from({ length: 30 }).reduce<Buffer>(compressed, literal(new Uint8Array(2 ** 20))),
  ],
])('a bomb %s is not expanded for it', async (_what, make) => {
  const bomb = make();
  const read = async () => expect(await readPackedMessage(bomb)).toHaveProperty('type');
  expect(await cpuTimeOf(read)).toBeLessThan(1000);
});
