import { promisify } from 'node:util';
import { constants, deflateRaw, inflateRaw } from 'node:zlib';
import { LRUCache } from 'lru-cache';

/** An answer to ask GitHub about again: has it changed? */
interface Kept {
  readonly etag: string;
  /** Compressed. GitHub shows the same two repositories in each pull request: little is left. */
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Headers;
}

interface Limits {
  readonly entries: number;
  /** Of all compressed bodies together. */
  readonly bytes: number;
}

/** What part of all bodies one may be: a page of the longest texts must not push out all else. */
const largestPart = 1 / 8;

/** Issues, comments, pull requests and branches. No file of the secrets is kept anywhere. */
const keptPaths = /\/repos\/[^/]+\/[^/]+\/(issues|pulls|branches)(\/|\?|$)/;

/** What GitHub puts on one page where nothing is said. */
const usualPageSize = '30';

/**
 * Asks GitHub for what it has answered before only in case that it has changed. An answer of 304
 * does not count against GitHub's limit, so looking at what rests is free. Nothing is ever taken
 * from here without asking: nothing is stale, and who lost a permission is refused as before.
 *
 * GitHub's ETags depend on the token: with a new one, each hour, everything is read once anew.
 */
export function withConditionalRequests(
  send: typeof fetch,
  limits: Limits = { entries: 2000, bytes: 4 * 1024 * 1024 },
): typeof fetch {
  const store = createStore(limits);

  const take = async (url: string, response: Response): Promise<Response> => {
    store.delete(url);
    const { status, headers } = response;
    const etag = headers.get('etag');
    if (status !== 200 || etag === null) return response;
    const text = await response.text();
    if (!mayGrowUnseen(url, headers, text)) {
      store.set(url, { etag, body: await compress(text), headers });
    }
    return answerOf(text, headers);
  };

  return async (input, init = {}) => {
    const url = String(input);
    if (init.method !== 'GET' || !keptPaths.test(url)) return send(input, init);
    const known = store.get(url);
    if (!known) return take(url, await send(input, init));
    const headers = new Headers(init.headers);
    headers.set('if-none-match', known.etag);
    const response = await send(input, { ...init, headers });
    if (response.status !== 304) return take(url, response);
    const renewed = renew(known, response);
    store.set(url, renewed);
    return answerOf(await decompress(renewed.body), renewed.headers);
  };
}

// In threads of their own, and quickly: compressing better makes hardly any of it smaller.
const compress = (text: string) => promisify(deflateRaw)(text, { level: constants.Z_BEST_SPEED });
const decompress = promisify(inflateRaw);

function createStore({ entries, bytes }: Limits) {
  return new LRUCache<string, Kept>({
    max: entries,
    maxSize: bytes,
    maxEntrySize: bytes * largestPart,
    sizeCalculation: ({ body }) => body.length,
  });
}

function answerOf(body: string | Uint8Array<ArrayBuffer>, headers: Headers): Response {
  return new Response(body, { status: 200, headers });
}

/** The newer headers win: the next page may be a new one, and the rate limit has moved. */
function renew({ etag, body, headers }: Kept, { headers: newer }: Response): Kept {
  const merged = new Headers(headers);
  for (const [name, value] of newer) merged.set(name, value);
  return { etag: newer.get('etag') ?? etag, body, headers: merged };
}

/**
 * The last page of a list, with no room left. What is added goes onto a new page and leaves this
 * one as it is: GitHub answers 304, for the ETag doesn't cover the link to the next page. Who asks
 * for one entry asks for the newest.
 */
function mayGrowUnseen(url: string, headers: Headers, text: string): boolean {
  if (headers.get('link')?.includes('rel="next"')) return false;
  const pageSize = Number(new URL(url).searchParams.get('per_page') ?? usualPageSize);
  return pageSize > 1 && text.startsWith('[') && countEntries(text) >= pageSize;
}

function countEntries(text: string): number {
  try {
    const body: unknown = JSON.parse(text);
    return Array.isArray(body) ? body.length : 0;
  } catch {
    // Cut off on the way: nothing to ask about again. Whoever asked finds out by itself.
    return Number.POSITIVE_INFINITY;
  }
}
