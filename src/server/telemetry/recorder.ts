import type { Logger } from 'pino';
import type { OnDeath } from '../../adapters/processes/deaths.ts';
import type { RedisQueueOptions } from '../../adapters/queue/redis.ts';
import type { Recorder } from '../../reconcile/reconcile.ts';
import type { GitHubAccessOptions } from '../github-access.ts';
import { describeError } from './describe-error.ts';
import { describeExamination, describeStep } from './log-fields.ts';
import type { Metrics } from './metrics.ts';
import { countRequest, countStep } from './run-context.ts';

/** Tells the log what the reconciler does, and counts it. */
export function createRecorder(log: Logger, metrics: Metrics): Recorder {
  return {
    onStep: (issue, action) => {
      countStep();
      log.info({ issue, ...describeStep(action) }, 'step');
    },
    onDisputed: (issue, text) => {
      metrics.textDisputed(text);
      log.error({ issue, text }, 'others change a text of the bot again and again');
    },
    onRefused: (issue, step, problem) => {
      metrics.stepRefused(step, problem.id);
      log.error({ issue, step, problem }, 'step refused');
    },
    onLeft: metrics.advice.ofRequest,
    onExamined: (issue, examination) => {
      metrics.examined(examination);
      log.info({ issue, ...describeExamination(examination) }, 'examined');
    },
  };
}

/** Counts the requests to GitHub, and tells the log where it wants fewer. */
export function watchGitHub(
  log: Logger,
  metrics: Metrics,
): Pick<GitHubAccessOptions, 'onAnswer' | 'onPause' | 'onRequest'> {
  return {
    onAnswer: metrics.githubAnswered,
    onPause: (pauseMs) => {
      metrics.githubPaused();
      log.warn({ pauseMs }, 'GitHub asks for a pause');
    },
    onRequest: countRequest,
  };
}

/** Counts the helpers that die in the middle of work, and tells the log of what. */
export function watchHelpers(log: Logger, metrics: Metrics): OnDeath {
  return (death) => {
    metrics.helperDied(death);
    log.error(death, 'helper died');
  };
}

/** Tells the log what is the matter with the queue itself. */
export function watchQueue(log: Logger): Pick<RedisQueueOptions, 'onError' | 'onOddJob'> {
  return {
    onError: (error) => log.warn(describeError(error), 'queue failed'),
    onOddJob: () => log.warn('dropped a job in Redis that names no request'),
  };
}
