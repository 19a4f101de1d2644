import { z } from 'zod';

// Read by its shape: more than one copy of octokit's error class may be installed.
const httpFailure = z.object({
  status: z.number(),
  message: z.string().optional(),
  request: z.object({ method: z.string(), url: z.string() }).optional(),
});

/** The HTTP status of an octokit error; undefined for any other. */
export function statusOf(error: unknown): number | undefined {
  return httpFailure.safeParse(error).data?.status;
}

/** Whether GitHub answered with a status and a message that holds these words. */
export function isRefusal(error: unknown, status: number, words: string): boolean {
  const { data } = httpFailure.safeParse(error);
  return data?.status === status && (data.message ?? '').includes(words);
}

/** As octokit throws it where GitHub finds nothing. */
export function notFound(what: string): Error {
  return Object.assign(new Error(`${what} is not there`), { status: 404 });
}

/** What GitHub says, for us to look into and for nobody to read: it may quote what was sent. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

const graphqlRefusal = z.object({ name: z.literal('GraphqlResponseError') });

/** Whether GitHub's GraphQL answered that it did not do it. */
export function isGraphqlRefusal(error: unknown): boolean {
  return graphqlRefusal.safeParse(error).success;
}

/**
 * An octokit error for the log. Never the error itself: it holds the request's body and the
 * answer's, and with them whatever is in the secrets' pull requests.
 */
export function describeFailure(error: unknown): Readonly<Record<string, unknown>> | undefined {
  const { data } = httpFailure.safeParse(error);
  return data && { status: data.status, method: data.request?.method, url: data.request?.url };
}
