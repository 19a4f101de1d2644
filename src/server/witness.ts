import type { Logger } from 'pino';
import type { Witness } from '../reconcile/reconcile.ts';
import type { GitHubAccessOptions } from './github-access.ts';
import type { Metrics } from './metrics.ts';
import { countRequest, countStep } from './runs.ts';
import { describeExamination, describeStep } from './story.ts';

/** Tells the log what the reconciler does, and counts it. */
export function createWitness(log: Logger, metrics: Metrics): Witness {
  return {
    onStep: (issue, action) => {
      countStep();
      log.info({ issue, ...describeStep(action) }, 'step');
    },
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
