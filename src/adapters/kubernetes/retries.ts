import type { Response } from './response.ts';

/** As client-go: so often at most, however short the server says that the pause is. */
const mostRetries = 10;

/** What stands before an API server says so while that starts anew, and seldom says for how long. */
const gatewayErrors: ReadonlySet<number> = new Set([502, 503, 504]);
const mostGatewayRetries = 2;
const gatewayPauseMs = 1000;

/**
 * How long to wait before the same is asked again, in milliseconds; undefined where the answer
 * stands. Prow's client waits where the server says for how many seconds, whether it has too much
 * to do (429) or fails.
 */
export function pauseBefore(
  retry: number,
  { status, retryAfter }: Pick<Response, 'status' | 'retryAfter'>,
): number | undefined {
  if (status !== 429 && status < 500) return undefined;
  if (/^\d{1,9}$/.test(retryAfter)) {
    return retry <= mostRetries ? Number(retryAfter) * 1000 : undefined;
  }
  const isPassing = gatewayErrors.has(status) && retry <= mostGatewayRetries;
  return isPassing ? gatewayPauseMs : undefined;
}
