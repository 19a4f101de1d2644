import { DelayedError, type Job, WaitingError } from 'bullmq';
import { z } from 'zod';
import { nextAttempt, type QueueSettings } from './work-queue.ts';

/**
 * All that Redis holds about a request. Read as strictly as a stranger's word: whoever else can
 * write into Redis must not choose what GitHub is asked.
 */
const payload = z.object({ issueNumber: z.int().positive() });

export type Payload = Readonly<z.infer<typeof payload>>;

export interface JobOptions extends QueueSettings {
  /** Told of a job that names no request; it is dropped. */
  readonly onOddJob: () => void;
}

export type Process = (
  job: Job<Payload>,
  token: string | undefined,
  lost: AbortSignal | undefined,
) => Promise<void>;

/** What gives each job back that is in work here. */
export type Held = Set<() => Promise<unknown>>;

/** What BullMQ calls for each job. It gives a signal only to a function with three parameters. */
export function processor(
  options: JobOptions,
  outageOver: () => Promise<void>,
  ending: AbortSignal,
): Process {
  return async (job, token, lost) => {
    const read = payload.safeParse(job.data);
    if (!read.success) return options.onOddJob();
    const { issueNumber } = read.data;
    const attempt = job.attemptsMade + 1;
    const signal = lost ? AbortSignal.any([lost, ending]) : ending;
    await outageOver();
    if (!signal.aborted) {
      await options
        .work(issueNumber, { isLast: attempt >= options.attempts, signal })
        .catch((error: unknown) => {
          const next = nextAttempt(error, attempt, options);
          options.onFailure(issueNumber, error, next?.inMs);
          if (next?.attempt === attempt) return comeAgain(job, token, next.inMs);
          // BullMQ writes message and stack into Redis, where nothing of a request must get.
          throw new Error('failed');
        });
    }
    if (!signal.aborted) return;
    // Some steps may be missing: whoever is there does them.
    await job.moveToWait(token);
    throw new WaitingError();
  };
}

/** Knows while a job is in work how to give it back. */
export function holding(held: Held, process: Process): Process {
  return async (job, token, lost) => {
    const giveBack = () => job.moveToWait(token);
    held.add(giveBack);
    try {
      await process(job, token, lost);
    } finally {
      held.delete(giveBack);
    }
  };
}

/** Unlike a failure this leaves the job all its attempts. */
async function comeAgain(job: Job<Payload>, token: string | undefined, afterMs: number) {
  await job.moveToDelayed(Date.now() + afterMs, token);
  throw new DelayedError();
}
