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
  /** How many issues are in which state; undefined where that can't be told now. */
  counts(): Promise<QueueCounts | undefined>;
  /** Resolves once there is nothing left to do, retries included. */
  idle(): Promise<void>;
  /** Takes no more work and waits for the step that runs, at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** `retrying` waits for its time, the others for a worker or for its end. */
export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly retrying: number;
}

export interface WorkQueueOptions {
  readonly work: (issueNumber: number, attempt: Attempt) => Promise<void>;
  /** Told of each failure; `retryInMs` is undefined after the last attempt. */
  readonly onFailure: (issueNumber: number, error: unknown, retryInMs: number | undefined) => void;
  /**
   * How long a failure itself asks to be left alone, in milliseconds. Such a failure costs no
   * attempt: it comes again afterwards, however often.
   */
  readonly pauseOf?: (error: unknown) => number | undefined;
  readonly concurrency?: number;
  readonly attempts?: number;
  readonly firstRetryMs?: number;
}

interface Attempt {
  /** A failure now is the last word. */
  readonly isLast: boolean;
  /**
   * Once it is aborted, no further step may begin: the process ends, or another one may take over.
   */
  readonly signal: AbortSignal;
}

export type QueueSettings = Required<WorkQueueOptions>;

export function withDefaults({
  pauseOf = () => undefined,
  concurrency = 4,
  attempts = 5,
  firstRetryMs = 2000,
  ...others
}: WorkQueueOptions): QueueSettings {
  return { pauseOf, concurrency, attempts, firstRetryMs, ...others };
}

export interface NextAttempt {
  /** They count from 1. */
  readonly attempt: number;
  readonly inMs: number;
}

/** What follows on a failed attempt; undefined after the last one. */
export function nextAttempt(
  error: unknown,
  attempt: number,
  { pauseOf, attempts, firstRetryMs }: Pick<QueueSettings, 'pauseOf' | 'attempts' | 'firstRetryMs'>,
): NextAttempt | undefined {
  const pauseMs = pauseOf(error);
  if (pauseMs !== undefined) return { attempt, inMs: pauseMs };
  if (attempt >= attempts) return undefined;
  return { attempt: attempt + 1, inMs: firstRetryMs * 2 ** (attempt - 1) };
}
