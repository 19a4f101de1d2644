import { enums } from 'openpgp';
import * as z from 'zod/mini';

/** Makes a hash that takes its input in pieces, as Node's does. */
export type CreateHash = (algorithm: string) => {
  readonly update: (piece: Uint8Array) => unknown;
  readonly digest: () => Uint8Array;
};

/** How a packet makes a key of a passphrase (RFC 9580, 3.7.1.3). The library's types leave it out. */
const specifier = z.looseObject({
  type: z.literal('iterated'),
  algorithm: z.number(),
  salt: z.instanceof(Uint8Array),
  c: z.number(),
});

const hashes: ReadonlyMap<number, string> = new Map([
  [enums.hash.sha1, 'sha1'],
  [enums.hash.sha256, 'sha256'],
  [enums.hash.sha512, 'sha512'],
]);

const pieceBytes = 64 * 1024;

/**
 * Has the packet of a locked secret key stretch its passphrase in pieces: GnuPG hashes 65 MB for
 * each, and the library has all of them in memory at once.
 */
export function stretchInPieces(packet: object, createHash: CreateHash): void {
  const s2k: unknown = Reflect.get(packet, 's2k');
  const { data } = specifier.safeParse(s2k);
  const algorithm = data && hashes.get(data.algorithm);
  if (!algorithm) return;
  const { salt, c } = data;
  const produceKey = async (passphrase: string, length: number) => {
    const unit = [...salt, ...new TextEncoder().encode(passphrase)];
    const count = Math.max((16 + (c & 15)) << ((c >> 4) + 6), unit.length);
    const piece = Uint8Array.from(
      Array(Math.ceil(pieceBytes / unit.length))
        .fill(unit)
        .flat(),
    );
    const key: number[] = [];
    for (let round = 0; key.length < length; round += 1) {
      const hash = createHash(algorithm);
      hash.update(new Uint8Array(round));
      for (let left = count; left > 0; left -= piece.length) hash.update(piece.subarray(0, left));
      key.push(...hash.digest());
    }
    return Uint8Array.from(key.slice(0, length));
  };
  Reflect.set(Object(s2k), 'produceKey', produceKey);
}
