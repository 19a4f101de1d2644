/** Without a limit, in milliseconds, an answer that never comes would hold a worker for minutes. */
export function withAnswerLimit(send: typeof fetch, limitMs = 30_000): typeof fetch {
  return (input, init) => send(input, { ...init, signal: AbortSignal.timeout(limitMs) });
}
