import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { endWith, type Handler } from './http.ts';
import { events } from './webhooks.ts';

/**
 * What the bot listens to has some hundred kilobytes at most: twice a text of the greatest length,
 * escaped. GitHub sends up to 25 MB, and reading that as JSON holds everything up for half a
 * second. What is turned away for it is seen at the next resync.
 */
const limitBytes = 4 * 1024 * 1024;

/** Of all bodies that are on their way. */
const heldLimitBytes = 16 * 1024 * 1024;

const signatureHeader = 'x-hub-signature-256';

export interface Webhooks {
  readonly path: string;
  readonly secret: string;
}

/** What became of a body; a number is the status to refuse it with. */
type Received = { readonly body: string } | { readonly refused: number };

/**
 * Stands before Probot, which reads a body to its end, however long, before it looks at the
 * signature. What is of no use ends here: by its headers where they tell, and else without a copy
 * of the body. All bodies together hold no more memory than few of the largest.
 */
export function webhookGate({ path, secret }: Webhooks, deliver: Handler): Handler {
  let heldBytes = 0;

  /** Reads a body and checks its signature on the way. */
  const receive = async (request: IncomingMessage): Promise<Received> => {
    const chunks: Buffer[] = [];
    const hmac = createHmac('sha256', secret);
    let length = 0;
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        length += chunk.length;
        heldBytes += chunk.length;
        if (length > limitBytes) return { refused: 413 };
        if (heldBytes > heldLimitBytes) return { refused: 503 };
        hmac.update(chunk);
        chunks.push(chunk);
      }
      const signature = String(request.headers[signatureHeader]);
      const isGenuine = isEqual(signature, `sha256=${hmac.digest('hex')}`);
      return isGenuine ? { body: Buffer.concat(chunks).toString() } : { refused: 401 };
    } finally {
      heldBytes -= length;
    }
  };

  return async (request, response) => {
    if (request.method !== 'POST' || request.url !== path) return false;
    const early = statusByHeaders(request.headers);
    if (early !== undefined) return endWith(response, early);
    const received = await receive(request).catch(() => undefined);
    // The client went away, or dawdled and was told so by Node: there is nobody to answer.
    if (!received) return true;
    if ('refused' in received) return endWith(response, received.refused);
    return deliver(Object.assign(request, received), response);
  };
}

function statusByHeaders(headers: IncomingHttpHeaders): number | undefined {
  if (Number(headers['content-length']) > limitBytes) return 413;
  if (headers[signatureHeader] === undefined) return 401;
  return events.some((event) => event === headers['x-github-event']) ? undefined : 204;
}

function isEqual(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
