import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { enums, readPrivateKey, SecretKeyPacket } from 'openpgp';
import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { makeKeyPair } from '../../simulator/openpgp-keys.ts';
import { stretchInPieces } from '../../src/openpgp/stretch.ts';

const producing = z.object({
  s2k: z.looseObject({
    produceKey: z.custom<(passphrase: string, length: number) => Promise<Uint8Array>>(),
  }),
});

let armoredKey: string;
beforeAll(async () => {
  armoredKey = (await makeKeyPair({ name: 'A', passphrase: 'any' })).armoredPrivateKey;
});

/** The library's own way of another key each time, which may be changed. */
async function lockedPacket(changes: object): Promise<SecretKeyPacket> {
  const { keyPacket } = await readPrivateKey({ armoredKey });
  if (!(keyPacket instanceof SecretKeyPacket)) throw new TypeError('no secret key');
  Object.assign(Object(Reflect.get(keyPacket, 's2k')), changes);
  return keyPacket;
}

test('gives the key that the library gives', async () => {
  const { sha1, sha256, sha512, sha384 } = enums.hash;
  const arbitrary = {
    // One of them is left to the library.
    algorithm: fc.constantFrom(sha1, sha256, sha512, sha384),
    salt: fc.uint8Array({ minLength: 8, maxLength: 8 }),
    // From 1,024 bytes to 126,976, which is more than a piece.
    c: fc.integer({ min: 0, max: 0x6f }),
    passphrase: fc.string({ unit: 'grapheme', maxLength: 2000 }),
    length: fc.constantFrom(16, 32, 50),
  };
  await fc.assert(
    fc.asyncProperty(fc.record(arbitrary), async ({ passphrase, length, ...changes }) => {
      const packet = await lockedPacket(changes);
      const before = producing.parse(packet).s2k.produceKey.bind(Reflect.get(packet, 's2k'));
      stretchInPieces(packet, createHash);
      const after = producing.parse(packet).s2k.produceKey;
      expect(await after.call(Reflect.get(packet, 's2k'), passphrase, length)).toEqual(
        await before(passphrase, length),
      );
    }),
  );
});
