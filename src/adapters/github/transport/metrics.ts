/** What one answer of GitHub tells about itself. */
export interface GitHubAnswer {
  /** Undefined where there was none. */
  readonly status: number | undefined;
  /** How many requests are left until the limit is reset; undefined where GitHub doesn't say. */
  readonly remaining: number | undefined;
}

/** Tells of each answer to a request, repeated ones included. */
export function metered(
  send: typeof fetch,
  onAnswer: (answer: GitHubAnswer) => void,
): typeof fetch {
  return async (input, init) => {
    try {
      const response = await send(input, init);
      const remaining = response.headers.get('x-ratelimit-remaining');
      onAnswer({
        status: response.status,
        remaining: remaining === null ? undefined : Number(remaining),
      });
      return response;
    } catch (error) {
      onAnswer({ status: undefined, remaining: undefined });
      throw error;
    }
  };
}
