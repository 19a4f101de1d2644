import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * What the bot listens to has little over a megabyte at most: thrice a text of the greatest length,
 * escaped. GitHub sends up to 25 MB, and reading 4 of them as JSON holds everything up for over
 * 100 ms. What is turned away for it is seen at the next resync.
 */
export const limitBytes = 2 * 1024 * 1024;

/** Of all bodies that are on their way. */
const heldLimitBytes = 16 * 1024 * 1024;

/** What a chunk takes in memory at least, however few bytes are in it. */
const leastChunkBytes = 256;
const mostChunks = limitBytes / leastChunkBytes;

/** What became of a body; a number is the status to refuse it with. */
type Received = { readonly body: string } | { readonly refused: number };

/** Reads a body and checks its signature on the way; undefined where the client went away. */
export type Receive = (
  request: IncomingMessage,
  signature: string,
) => Promise<Received | undefined>;

/** A body on its way. */
interface Coming {
  heldBytes: number;
  readonly end: (received?: Received) => void;
}

/**
 * All bodies together hold no more memory than a few of the largest. Where they would, the oldest
 * has to go: GitHub's are there in a moment, and strangers must not keep them out with some that
 * never end.
 */
export function createReceive(secret: string): Receive {
  const coming = new Set<Coming>();
  let heldBytes = 0;

  const hold = (body: Coming, bytes: number) => {
    body.heldBytes += bytes;
    heldBytes += bytes;
    for (const oldest of coming) {
      if (heldBytes <= heldLimitBytes) return;
      oldest.end({ refused: 503 });
    }
  };

  return (request, signature) => {
    const { promise, resolve } = Promise.withResolvers<Received | undefined>();
    const chunks: Buffer[] = [];
    const hmac = createHmac('sha256', secret);
    let length = 0;
    const take = (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > limitBytes || chunks.length > mostChunks) return body.end({ refused: 413 });
      hmac.update(chunk);
      hold(body, Math.max(chunk.length, leastChunkBytes));
    };
    const body: Coming = {
      heldBytes: 0,
      end: (received) => {
        if (!coming.delete(body)) return;
        heldBytes -= body.heldBytes;
        request.off('data', take).pause();
        chunks.length = 0;
        resolve(received);
      },
    };
    coming.add(body);
    request.on('data', take);
    request.on('end', () => {
      const isGenuine = isEqual(signature, `sha256=${hmac.digest('hex')}`);
      body.end(isGenuine ? { body: Buffer.concat(chunks).toString() } : { refused: 401 });
    });
    request.on('close', () => body.end());
    // Somebody has to hear it, and `close` follows.
    request.on('error', () => undefined);
    return promise;
  };
}

function isEqual(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
