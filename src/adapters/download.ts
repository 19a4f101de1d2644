import { Agent, request } from 'undici';
import type { Download } from '../attachment/fetch.ts';
import { fail } from '../problem.ts';

/** How long one download may take, in milliseconds. */
interface DownloadTimes {
  readonly totalMs: number;
}

/**
 * Makes the one way to download attachments. An agent of its own, so that neither a proxy from the
 * environment nor a connection with credentials is ever used; undici's `request` follows no
 * redirect.
 */
export function createDownload({ totalMs }: DownloadTimes = { totalMs: 30_000 }): Download {
  const dispatcher = new Agent({
    connect: { timeout: 10_000 },
    headersTimeout: totalMs,
    bodyTimeout: 10_000,
  });
  return async (url, limitBytes) => {
    const { statusCode, headers, body } = await request(url, {
      dispatcher,
      headers: { accept: '*/*', 'user-agent': 'cluster-onboarding' },
      // The other limits are for silence: this one also ends an answer that drips.
      signal: AbortSignal.timeout(totalMs),
    });
    const location = typeof headers.location === 'string' ? headers.location : undefined;
    const bytes = await readAtMost(body, limitBytes);
    return { status: statusCode, ...(location === undefined ? {} : { location }), body: bytes };
  };
}

/** Counts while the bytes come: a length in a header is only a promise. */
async function readAtMost(
  body: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (length > limitBytes) fail('attachment-too-large', { limitBytes });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
