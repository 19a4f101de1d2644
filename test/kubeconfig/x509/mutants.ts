import { type Der, readDer } from '../../../src/kubeconfig/x509/der.ts';
import { der } from './make.ts';

/** A part of DER that can be changed, whatever comes out. */
interface Part {
  tag: number;
  content: Buffer;
  parts: Part[];
}

/** Numbers below a limit, the same ones for the same seed. */
export type Dice = (limit: number) => number;

export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  return (limit) => {
    // Mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/**
 * A certificate with one to three changes in its parts, whose lengths are made right again: what
 * is broken by its lengths ends before anything else is looked at.
 */
export function mutantOf(certificate: Uint8Array, other: Uint8Array, roll: Dice): Buffer {
  const tree = treeOf(certificate);
  const donors = partsOf(treeOf(other));
  for (let changes = 1 + roll(3); changes > 0; changes -= 1) {
    const parts = partsOf(tree);
    change(pick(parts, roll), { donors, roll });
  }
  const bytes = write(tree);
  if (roll(10) === 0) bytes[roll(bytes.length)] = roll(256);
  return bytes;
}

function treeOf(bytes: Uint8Array): Part {
  const read = readDer(bytes);
  if (!read) throw new Error('not DER');
  return partOf(read);
}

/** Looks into octet strings and bit strings too, where extensions and keys are. */
function partOf({ tag, content, children }: Der): Part {
  const inner = tag === 0x04 ? readDer(content) : undefined;
  const parts = (inner ? [inner] : children).map(partOf);
  return { tag, content: Buffer.from(content), parts };
}

function partsOf(part: Part): readonly Part[] {
  return [part, ...part.parts.flatMap(partsOf)];
}

function write({ tag, content, parts }: Part): Buffer {
  return der(tag, ...(parts.length > 0 ? parts.map(write) : [content]));
}

function pick<Value>(values: readonly Value[], roll: Dice): Value {
  const value = values[roll(values.length)];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
}

interface Means {
  readonly donors: readonly Part[];
  readonly roll: Dice;
}

const tagsToTry = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1c, 0x1e,
  0x30, 0x31, 0x80, 0x81, 0x82, 0x86, 0x87, 0xa0, 0xa1, 0xa2, 0xa3, 0x1f,
];

function change(part: Part, { donors, roll }: Means): void {
  const { parts } = part;
  const octets = part.content;
  const place = roll(Math.max(octets.length, 1));
  const child = roll(Math.max(parts.length, 1));
  const ways = [
    () => {
      part.tag = pick(tagsToTry, roll);
    },
    () => Object.assign(part, structuredClone(pick(donors, roll))),
    ...(parts.length > 0
      ? [
          () => parts.splice(child, 1),
          () => parts.splice(child, 0, structuredClone(pick(parts, roll))),
          () => parts.splice(child, 0, structuredClone(pick(donors, roll))),
          () => parts.push(...parts.splice(child, 1)),
        ]
      : [
          () => octets.subarray(place, place + 1).fill(roll(256)),
          () => octets.subarray(place, place + 1).fill(roll(2) * 0xff),
          () => {
            part.content = Buffer.concat([Buffer.from([pick([0, 0xff, 0x80], roll)]), octets]);
          },
          () => {
            part.content = Buffer.concat([octets, Buffer.from([roll(256)])]);
          },
          () => {
            part.content = octets.subarray(0, place);
          },
        ]),
  ];
  pick(ways, roll)();
  // A copy made by structuredClone has plain octets.
  for (const each of partsOf(part)) each.content = Buffer.from(each.content);
}
