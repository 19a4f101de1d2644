import { z } from 'zod';

/** What GitHub asks for where it names no time. */
const defaultPauseMs = 60_000;

/** Every limit is reset within the hour. A mistaken header must not stop the bot for longer. */
const longestPauseMs = 61 * 60_000;

/**
 * Stops asking GitHub anything for as long as it wants to be left alone: whoever goes on meanwhile
 * may be locked out. What is asked for until then is refused at once, in GitHub's own way, so that
 * nobody holds a worker, or goes on hours later with what was read before.
 *
 * `onPause` is told of each pause that GitHub asks for. Every refusal of this kind gets a
 * `retry-after`, whichever way GitHub told the time.
 */
export function createRateLimit(onPause: (ms: number) => void, now: () => number = Date.now) {
  let until = 0;
  return (send: typeof fetch): typeof fetch =>
    async (input, init) => {
      const restMs = until - now();
      if (restMs > 0) return refusal(restMs);
      const response = await asRefusal(input, await send(input, init));
      const pauseMs = Math.min(await pauseAskedFor(response, now()), longestPauseMs);
      if (pauseMs === 0) return response;
      until = Math.max(until, now() + pauseMs);
      onPause(pauseMs);
      return withPause(response, pauseMs);
    };
}

const graphqlRefusal = z.object({
  errors: z.array(z.object({ type: z.string().optional(), message: z.string().optional() })),
});

/** GraphQL tells of its limits with status 200: then answers a 429, as REST would have done. */
async function asRefusal(input: string | URL | Request, response: Response): Promise<Response> {
  if (response.status !== 200 || !/\/graphql$/.test(String(input))) return response;
  const { headers } = response;
  const text = await response.text();
  return new Response(text, { status: isGraphqlLimit(text) ? 429 : 200, headers });
}

function isGraphqlLimit(text: string): boolean {
  // Hardly any answer is one, and those that are not need not be read twice.
  if (!/rate.limit/i.test(text)) return false;
  try {
    const { data } = graphqlRefusal.safeParse(JSON.parse(text));
    const isLimit = ({ type, message = '' }: { type?: string; message?: string }) =>
      type === 'RATE_LIMITED' || /rate limit/i.test(message);
    return data?.errors.some(isLimit) ?? false;
  } catch {
    return false;
  }
}

/** As documented at https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
async function pauseAskedFor(response: Response, now: number): Promise<number> {
  const { status, headers } = response;
  if (status !== 403 && status !== 429) return 0;
  const seconds = headers.get('retry-after');
  if (seconds !== null) return Number(seconds) * 1000 || 0;
  if (headers.get('x-ratelimit-remaining') === '0') {
    const untilReset = Number(headers.get('x-ratelimit-reset')) * 1000 - timeOf(headers, now);
    // A second more, as the clock counts in whole ones.
    return untilReset >= 0 ? untilReset + 1000 : defaultPauseMs;
  }
  // Any other 403 is a matter of permissions.
  const isLimit = status === 429 || /rate limit/i.test(await response.clone().text());
  return isLimit ? defaultPauseMs : 0;
}

/** By GitHub's clock, as the one here may be wrong. */
function timeOf(headers: Headers, now: number): number {
  return Date.parse(headers.get('date') ?? '') || now;
}

function withPause({ status, headers, body }: Response, pauseMs: number): Response {
  const told = new Headers(headers);
  told.set('retry-after', String(Math.ceil(pauseMs / 1000)));
  return new Response(body, { status, headers: told });
}

function refusal(restMs: number): Response {
  return withPause(Response.json({ message: 'GitHub asked for a pause' }, { status: 429 }), restMs);
}

const refused = z.object({
  status: z.union([z.literal(403), z.literal(429)]),
  response: z.object({ headers: z.object({ 'retry-after': z.coerce.number().positive() }) }),
});

/** How long GitHub wants to be left alone after this octokit error, in milliseconds. */
export function pauseOf(error: unknown): number | undefined {
  const { data } = refused.safeParse(error);
  return data && data.response.headers['retry-after'] * 1000;
}
