import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from 'pino';
import { Postponed } from '../../reconcile/fair-share.ts';
import { describeError } from './describe-error.ts';

/** How a run through one request ended. `changed`: at least one step was due. */
export type RunOutcome = 'changed' | 'unchanged' | 'postponed' | 'failed';

interface Run {
  readonly issue: number;
  readonly startedAt: number;
  steps: number;
  requests: number;
}

/** What a line of the log tells of a run that has ended. */
interface Figures {
  readonly outcome: RunOutcome;
  readonly durationMs: number;
  readonly steps: number;
  readonly requests: number;
}

/** Follows a run through everything that it waits for, so that nothing has to pass it along. */
const current = new AsyncLocalStorage<Run>();

/** The issue that the calling code works on, for every line of the log. */
export function issueOfRun(): { readonly issue?: number } {
  const run = current.getStore();
  return run ? { issue: run.issue } : {};
}

/** Counts a step of the run that the calling code belongs to. */
export function countStep(): void {
  const run = current.getStore();
  if (run) run.steps += 1;
}

/** Counts a request to GitHub for the run that the calling code belongs to, if it is in one. */
export function countRequest(): void {
  const run = current.getStore();
  if (run) run.requests += 1;
}

export interface RunsOptions {
  readonly log: Logger;
  readonly onEnd: (outcome: RunOutcome, seconds: number) => void;
}

/** Tells the beginning and the end of each run. What changed nothing is told at debug only. */
export function createRuns({ log, onEnd }: RunsOptions) {
  const failed = new Map<number, Figures>();

  const follow = async (run: Run, work: () => Promise<void>) => {
    log.debug('run started');
    const end = (outcome: RunOutcome): Figures => {
      const durationMs = Math.round(performance.now() - run.startedAt);
      onEnd(outcome, durationMs / 1000);
      return { outcome, durationMs, steps: run.steps, requests: run.requests };
    };
    try {
      await work();
    } catch (error) {
      failed.set(run.issue, end(error instanceof Postponed ? 'postponed' : 'failed'));
      throw error;
    }
    const figures = end(run.steps > 0 ? 'changed' : 'unchanged');
    log[figures.outcome === 'changed' ? 'info' : 'debug'](figures, 'run ended');
  };

  return {
    /** Runs the work on an issue; throws what it throws. */
    run: (issue: number, work: () => Promise<void>): Promise<void> => {
      const run = { issue, startedAt: performance.now(), steps: 0, requests: 0 };
      return current.run(run, () => follow(run, work));
    },

    /** Tells a failed run once it is known whether it is tried again. */
    failed: (issue: number, error: unknown, retryInMs: number | undefined): void => {
      const figures = failed.get(issue);
      failed.delete(issue);
      if (error instanceof Postponed) {
        log.info({ issue, ...figures, retryInMs }, 'run ended');
        return;
      }
      const line = { issue, ...figures, retryInMs, ...describeError(error) };
      log[retryInMs === undefined ? 'error' : 'warn'](line, 'run failed');
    },
  };
}
