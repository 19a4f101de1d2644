import PQueue from 'p-queue';
import { waitAtMost } from './clock.ts';

export interface WorkQueue {
  /** Asks for an issue to be worked on. Asking again before that has no effect. */
  add(issueNumber: number): void;
  /** Resolves once there is nothing left to do, retries included. */
  idle(): Promise<void>;
  /** Takes no more work and waits for what runs, at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export interface WorkQueueOptions {
  /** `isLastAttempt`: a failure now is the last word. */
  readonly work: (issueNumber: number, isLastAttempt: boolean) => Promise<void>;
  /** Told of each failure; `retryInMs` is undefined after the last attempt. */
  readonly onFailure: (issueNumber: number, error: unknown, retryInMs: number | undefined) => void;
  readonly concurrency?: number;
  readonly attempts?: number;
  readonly firstRetryMs?: number;
}

type State = 'waiting' | 'active' | 'active, asked again';

/**
 * Works on many issues at once, but on each by one worker at a time. What is asked for while an
 * issue is being worked on is done once more afterwards, as the worker may have read too early.
 */
export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  const { work, onFailure, concurrency = 4, attempts = 5, firstRetryMs = 2000 } = options;
  const queue = new PQueue({ concurrency });
  const states = new Map<number, State>();
  const retries = new Map<number, NodeJS.Timeout>();
  let stopped = false;
  let wake: (() => void)[] = [];

  const enqueue = (issueNumber: number, attempt: number) => {
    if (stopped) return;
    states.set(issueNumber, 'waiting');
    void queue.add(() => run(issueNumber, attempt));
  };

  const run = async (issueNumber: number, attempt: number) => {
    if (stopped) return;
    states.set(issueNumber, 'active');
    const failed = await work(issueNumber, attempt >= attempts).then(
      () => false,
      (error: unknown) => {
        const retryInMs = attempt < attempts ? firstRetryMs * 2 ** (attempt - 1) : undefined;
        onFailure(issueNumber, error, retryInMs);
        if (retryInMs !== undefined) retryLater(issueNumber, attempt + 1, retryInMs);
        return retryInMs !== undefined;
      },
    );
    const askedAgain = states.get(issueNumber) === 'active, asked again';
    states.delete(issueNumber);
    if (askedAgain) add(issueNumber);
    else if (!failed && states.size === 0 && retries.size === 0) settle();
  };

  const retryLater = (issueNumber: number, attempt: number, delayMs: number) => {
    if (stopped) return;
    const timer = setTimeout(() => {
      retries.delete(issueNumber);
      enqueue(issueNumber, attempt);
    }, delayMs);
    retries.set(issueNumber, timer);
  };

  const add = (issueNumber: number) => {
    const state = states.get(issueNumber);
    if (state === 'active') states.set(issueNumber, 'active, asked again');
    if (state !== undefined) return;
    clearTimeout(retries.get(issueNumber));
    retries.delete(issueNumber);
    enqueue(issueNumber, 1);
  };

  const settle = () => {
    for (const resolve of wake) resolve();
    wake = [];
  };

  return {
    add,
    idle: () =>
      states.size === 0 && retries.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => wake.push(resolve)),
    stop: async (graceMs) => {
      stopped = true;
      queue.clear();
      for (const [issue, state] of states) if (state === 'waiting') states.delete(issue);
      for (const timer of retries.values()) clearTimeout(timer);
      retries.clear();
      await waitAtMost(graceMs, queue.onIdle());
      settle();
    },
  };
}
