import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** The code of the error with which an answer ends that is larger than is allowed. */
export const answerTooLarge = 'ERR_ANSWER_TOO_LARGE';

/** What is left for the answers of one cluster, all of them together. */
export interface Allowance {
  bytes: number;
  /** Objects, lists, and what stands in them. */
  values: number;
}

/**
 * An honest cluster needs a fraction: some 20 KiB and 1,000 values for each node of the control
 * plane, 10 KiB and 50 values for each token secret, little for all else. The values are limited
 * too since a few bytes, `{},`, become a hundred when they are parsed.
 */
export function allowanceOfCluster(): Allowance {
  return { bytes: 4 * 1024 * 1024, values: 50_000 };
}

/** What a chunk takes in memory at least, however few bytes are in it. */
const leastChunkBytes = 256;

/**
 * Reads an answer as long as the allowance lasts, and throws where it ends. Each chunk is counted
 * when it comes, not in a turn of its own: where each is a byte there are very many.
 */
export async function readText(body: Readable, left: Allowance): Promise<string> {
  const chunks: Buffer[] = [];
  body.on('data', (chunk: Buffer) => {
    left.bytes -= Math.max(chunk.length, leastChunkBytes);
    left.values -= valuesIn(chunk);
    if (left.bytes < 0 || left.values < 0) body.destroy(tooLarge());
    else chunks.push(chunk);
  });
  await finished(body);
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(): Error {
  return Object.assign(new Error(answerTooLarge), { code: answerTooLarge });
}

const [comma, bracket, brace] = Buffer.from(',[{');

/** How many values begin in a piece of JSON, or more: what is within texts is counted as well. */
function valuesIn(json: Buffer): number {
  let count = 0;
  for (const byte of json) if (byte === comma || byte === bracket || byte === brace) count += 1;
  return count;
}
