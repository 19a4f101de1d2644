/** Asks for issues to be worked on: each by one worker at a time, many side by side. */
export interface WorkQueue {
  /**
   * Asks for an issue to be worked on. Asking again before that has no effect; asking while it is
   * worked on has it done once more afterwards, as the worker may have read too early.
   */
  add(issueNumber: number): void;
  /**
   * Whether this process is to look for work that nobody asked for. Of all that share the queue one
   * is told so in `periodMs`.
   */
  takeTurn(periodMs: number): Promise<boolean>;
  /** Resolves once there is nothing left to do, retries included. */
  idle(): Promise<void>;
  /** Takes no more work and waits for the step that runs, at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export interface WorkQueueOptions {
  readonly work: (issueNumber: number, attempt: Attempt) => Promise<void>;
  /** Told of each failure; `retryInMs` is undefined after the last attempt. */
  readonly onFailure: (issueNumber: number, error: unknown, retryInMs: number | undefined) => void;
  readonly concurrency?: number;
  readonly attempts?: number;
  readonly firstRetryMs?: number;
}

interface Attempt {
  /** A failure now is the last word. */
  readonly isLast: boolean;
  /** Once it is aborted, no further step may begin: the process ends, or another one may take over. */
  readonly signal: AbortSignal;
}

export function withDefaults({
  concurrency = 4,
  attempts = 5,
  firstRetryMs = 2000,
  ...others
}: WorkQueueOptions): Required<WorkQueueOptions> {
  return { concurrency, attempts, firstRetryMs, ...others };
}

/** The pause after a failed attempt (they count from 1); undefined after the last one. */
export function retryDelay(
  attempt: number,
  { attempts, firstRetryMs }: { readonly attempts: number; readonly firstRetryMs: number },
): number | undefined {
  return attempt < attempts ? firstRetryMs * 2 ** (attempt - 1) : undefined;
}
