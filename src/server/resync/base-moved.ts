import type { Logger } from 'pino';
import { createInProcessQueue } from '../../adapters/queue/in-process.ts';
import type { WorkQueue, WorkQueueOptions } from '../../adapters/queue/work-queue.ts';
import { type GitHubAccess, proposedTo } from '../github-access.ts';
import { describeError } from '../telemetry/describe-error.ts';
import { findProposed } from './open-work.ts';

export interface BaseWatchOptions extends Pick<WorkQueueOptions, 'pauseOf' | 'firstRetryMs'> {
  readonly github: GitHubAccess;
  readonly add: (issueNumber: number) => void;
  readonly log: Logger;
}

/** The only item. */
const base = 0;

/**
 * Adds every request with an open pull request, for its base has moved or the label of its hold has
 * another name. To list them is work of its own, which is tried again: nobody is to wait for the
 * next resync because GitHub failed once. Many pushes at once need one list more.
 */
export function createBaseWatch(options: BaseWatchOptions): Pick<WorkQueue, 'idle' | 'stop'> & {
  readonly lookAtProposed: () => void;
} {
  const { github, add, log, pauseOf, firstRetryMs } = options;
  const queue = createInProcessQueue({
    pauseOf,
    firstRetryMs,
    work: async () => {
      for (const issue of await findProposed(proposedTo(github))) {
        log.info({ issue }, 'base moved');
        add(issue);
      }
    },
    onFailure: (_base, error, retryInMs) =>
      log[retryInMs === undefined ? 'error' : 'warn'](
        { retryInMs, ...describeError(error) },
        'open pull requests not listed',
      ),
  });
  return { lookAtProposed: () => queue.add(base), idle: queue.idle, stop: queue.stop };
}
