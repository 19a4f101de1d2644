import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

const prefixBytes = 3;

/** Finds which of some pieces, of three or more bytes each, stand in the memory of a process. */
export async function searchMemory(
  pid: number,
  pieces: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  const starting = Map.groupBy(pieces, (piece) => Buffer.from(piece).readUIntBE(0, prefixBytes));
  const tables = tablesOf([...starting.keys()]);
  const found = new Set<Uint8Array>();
  for (const memory of usedMemory(pid)) {
    // It takes a while, and others have a say meanwhile.
    await setImmediate();
    for (const { at, prefix } of placesOf(memory, tables)) {
      for (const piece of starting.get(prefix) ?? []) {
        if (memory.subarray(at, at + piece.length).equals(piece)) found.add(piece);
      }
    }
  }
  return [...found];
}

/** Most places are passed over by a look into the smaller one, which a processor's cache holds. */
function tablesOf(prefixes: readonly number[]) {
  const isStart = new Uint8Array(2 ** 16);
  const isPrefix = new Uint8Array(2 ** 24);
  for (const prefix of prefixes) {
    isStart[prefix >> 8] = 1;
    isPrefix[prefix] = 1;
  }
  return { isStart, isPrefix };
}

/** Where one of some prefixes stands. */
function* placesOf(memory: Uint8Array, { isStart, isPrefix }: ReturnType<typeof tablesOf>) {
  let prefix = 0;
  for (let index = 0; index < memory.length; index += 1) {
    prefix = ((prefix << 8) | (memory[index] ?? 0)) & 0xffffff;
    if (isStart[prefix >> 8] === 1 && isPrefix[prefix] === 1)
      yield { at: index + 1 - prefixBytes, prefix };
  }
}

/** What the process can read; of one region, what lies together and is not all zero. */
function* usedMemory(pid: number): Generator<Buffer> {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const [from, to] of regionsOf(pid)) {
      for (let at = from; at < to; at += chunkBytes)
        yield* used(readAt(memory, at, Math.min(chunkBytes, to - at)));
    }
  } finally {
    closeSync(memory);
  }
}

/** Without those that hold what a file holds: they can't be written. */
function regionsOf(pid: number): readonly (readonly [from: number, to: number])[] {
  const lines = readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n');
  return lines.flatMap((line) => {
    const region = /^([0-9a-f]+)-([0-9a-f]+) r(.)\S+ +\S+ +\S+ +(\d+)/.exec(line);
    if (!region) return [];
    const [, from = '', to = '', writable, file] = region;
    if (writable !== 'w' && file !== '0') return [];
    return [[Number.parseInt(from, 16), Number.parseInt(to, 16)] as const];
  });
}

const chunkBytes = 16 * 1024 * 1024;

function readAt(memory: number, at: number, size: number): Buffer {
  const buffer = Buffer.allocUnsafe(size);
  try {
    return buffer.subarray(0, readSync(memory, buffer, 0, size, at));
  } catch {
    // What the kernel keeps for itself, and what is gone since.
    return buffer.subarray(0, 0);
  }
}

const emptyPage = Buffer.alloc(4096);

/** The runs of pages that are not empty. */
function* used(memory: Buffer): Generator<Buffer> {
  let from = 0;
  for (let at = 0; at < memory.length; at += emptyPage.length) {
    if (!memory.subarray(at, at + emptyPage.length).equals(emptyPage)) continue;
    if (from < at) yield memory.subarray(from, at);
    from = at + emptyPage.length;
  }
  if (from < memory.length) yield memory.subarray(from);
}
