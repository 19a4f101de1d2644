import fc from 'fast-check';

/** A change of some bytes. Places are parts of their length, from 0 to 1, so that each one fits. */
type Mutation = (bytes: Uint8Array) => Buffer;

// Not of `fc.double`: it draws from the floating-point numbers, and most of these are close to 0.
const place = fc.nat({ max: 2 ** 20 }).map((steps) => steps / 2 ** 20);
const count = fc.nat({ max: 40 });

/** Bytes that begin, end or escape something in one of the formats. */
const tellingBytes = Buffer.from(
  '\0\t\n\r "\'`<>&*!%#|:,-=/\\()[]{}@\x7f\x80\xbf\xc0\xff',
  'latin1',
);

/**
 * Inputs made of valid ones: cut off, spliced, doubled, a bit turned over, a word of the format put
 * in. They come far deeper into a parser than random text, which is turned away at the door.
 */
export function mutantsOf(
  seeds: readonly Uint8Array[],
  words: readonly string[] = [],
): fc.Arbitrary<Buffer> {
  const seed = fc.constantFrom(...seeds);
  const mutation = fc.oneof(
    fc.tuple(place, fc.nat({ max: 7 })).map(([at, bit]) => flip(at, bit)),
    fc.tuple(place, fc.constantFrom(...tellingBytes)).map(([at, byte]) => replace(at, 1, [byte])),
    fc.tuple(place, count).map(([at, length]) => replace(at, length, [])),
    fc.tuple(place, count).map(([at, length]) => double(at, length)),
    fc.tuple(place, seed, place, count).map(([at, ...part]) => splice(at, part)),
    fc.tuple(place, fc.constantFrom(' ', ...words)).map(([at, word]) => insert(at, word)),
    fc.tuple(place, fc.constantFrom(...tellingBytes), fc.nat({ max: 300 })).map(repeatAt),
    place.map((at) => cutOff(at)),
  );
  const mutations = fc.array(mutation, { minLength: 1, maxLength: 6 });
  return fc
    .tuple(seed, mutations)
    .map(([bytes, changes]) =>
      changes.reduce<Buffer>((changed, change) => change(changed), Buffer.from(bytes)),
    );
}

function replace(at: number, length: number, by: Uint8Array | readonly number[]): Mutation {
  return (bytes) => {
    const start = Math.floor(at * bytes.length);
    return Buffer.concat([
      bytes.subarray(0, start),
      Buffer.from(by),
      bytes.subarray(start + length),
    ]);
  };
}

function flip(at: number, bit: number): Mutation {
  return (bytes) => {
    const start = Math.floor(at * bytes.length);
    return replace(at, 1, [(bytes[start] ?? 0) ^ (1 << bit)])(bytes);
  };
}

function double(at: number, length: number): Mutation {
  return (bytes) => {
    const start = Math.floor(at * bytes.length);
    return replace(at, 0, bytes.subarray(start, start + length))(bytes);
  };
}

function splice(
  at: number,
  [from, fromPlace, length]: readonly [Uint8Array, number, number],
): Mutation {
  const start = Math.floor(fromPlace * from.length);
  return replace(at, length, from.subarray(start, start + length));
}

function insert(at: number, word: string): Mutation {
  return replace(at, 0, Buffer.from(word));
}

function repeatAt([at, byte, times]: readonly [number, number, number]): Mutation {
  return replace(at, 0, Buffer.alloc(times, byte));
}

function cutOff(at: number): Mutation {
  return (bytes) => Buffer.from(bytes.subarray(0, Math.floor(at * bytes.length)));
}
