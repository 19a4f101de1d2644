import type { IncomingHttpHeaders } from 'node:http';
import { endWith, type Handler } from '../http/http.ts';
import { createReceive, limitBytes } from './bodies.ts';
import { events } from './webhooks.ts';

const signatureHeader = 'x-hub-signature-256';

export interface Webhooks {
  readonly path: string;
  readonly secret: string;
}

/**
 * Stands before Probot, which reads a body to its end, however long, before it looks at the
 * signature. What is of no use ends here: by its headers where they tell, and else without a copy
 * of the body.
 */
export function webhookGate({ path, secret }: Webhooks, deliver: Handler): Handler {
  const receive = createReceive(secret);
  return async (request, response) => {
    if (request.method !== 'POST' || request.url !== path) return false;
    const early = statusByHeaders(request.headers);
    if (early !== undefined) return endWith(response, early);
    const received = await receive(request, String(request.headers[signatureHeader]));
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
