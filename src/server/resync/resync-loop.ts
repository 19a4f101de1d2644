import type { Logger } from 'pino';
import { createPacer, waitAtMost } from '../../adapters/clock.ts';
import { explainFailure } from '../../adapters/github/refusals.ts';
import { pauseOf } from '../../adapters/github/transport/rate-limit.ts';
import type { WorkQueue } from '../../adapters/queue/work-queue.ts';
import { ConfigurationError } from '../../configuration/mistake.ts';
import type { ReconcilePorts } from '../../reconcile/reconcile.ts';
import { startFailures } from '../../wording/terminal/configuration.ts';
import { operatorLine } from '../../wording/terminal/operator-line.ts';
import { type GitHubAccess, proposedTo } from '../github-access.ts';
import type { Readiness } from '../http/health.ts';
import { describeError } from '../telemetry/describe-error.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { createLister } from './open-work.ts';
import { findObstacles } from './readiness.ts';

export interface ResyncLoopOptions {
  readonly github: GitHubAccess;
  readonly ports: Pick<ReconcilePorts, 'secretsRepository' | 'layout' | 'sandbox' | 'now'>;
  readonly log: Logger;
  /** The pause between two requests of a resync, in milliseconds. */
  readonly paceMs: number;
  readonly queue: Pick<WorkQueue, 'add'>;
  readonly metrics: Pick<Metrics, 'resynced' | 'resyncedElsewhere' | 'advice'>;
}

/** Looks from time to time whether the bot can work and what there is to do. */
export interface ResyncLoop {
  readonly readiness: () => Readiness;
  /** `isTurn`: whether this replica lists the work; asked only if it can work. */
  readonly resync: (isTurn?: () => Promise<boolean>) => Promise<void>;
  /** Adds no more work and waits for the looks that run, at most `graceMs`. */
  readonly stop: (graceMs: number) => Promise<void>;
}

export function createResyncLoop(options: ResyncLoopOptions): ResyncLoop {
  const { github, ports, log, paceMs, queue, metrics } = options;
  let readiness: Readiness = { state: 'starting' };
  const list = createLister(github.tracker, proposedTo(github));
  const pacer = createPacer(paceMs, queue.add);

  const running = new Set<Promise<void>>();
  let isStopping = false;

  const look = async (isTurn: () => Promise<boolean>) => {
    readiness = await lookAround(readiness, options);
    if (readiness.state !== 'ready' || isStopping) return;
    if (!(await isTurn())) return metrics.resyncedElsewhere();
    try {
      const now = ports.now();
      const { issues, openSince } = await list(now);
      metrics.resynced(openSince, now);
      // What the last list left waiting goes first: there may be more than there is time for.
      if (!isStopping) pacer.add(issues);
    } catch (error) {
      log.error(describeError(error), 'resync failed');
    }
  };
  return {
    readiness: () =>
      readiness.state === 'ready' ? { ...readiness, advice: metrics.advice.lines() } : readiness,
    resync: (isTurn = async () => true) => {
      const run = look(isTurn).finally(() => running.delete(run));
      running.add(run);
      return run;
    },
    stop: async (graceMs) => {
      isStopping = true;
      pacer.stop();
      await waitAtMost(graceMs, Promise.all(running));
    },
  };
}

async function lookAround(
  before: Readiness,
  { github, ports, log, metrics }: ResyncLoopOptions,
): Promise<Readiness> {
  const { botId, tracker, secretsRepository } = github;
  try {
    const { obstacles, missing } = await findObstacles(github, ports.secretsRepository, ports);
    metrics.advice.ofBot(missing);
    for (const problem of missing) log.warn(operatorLine(problem));
    if (obstacles.length === 0) {
      // Asked for now, so that no request has to wait for it.
      await Promise.all([botId(), tracker.repositoryId(), secretsRepository.repositoryId()]);
      return { state: 'ready', advice: [] };
    }
    const lines = obstacles.map(operatorLine);
    for (const line of lines) log.error(line);
    return { state: 'not ready', lines };
  } catch (error) {
    if (error instanceof ConfigurationError) {
      log.error(error.message);
      return { state: 'not ready', lines: [error.message] };
    }
    log.error(describeError(error), 'readiness unknown');
    // Who has to wait can still take webhooks: they are worked on afterwards.
    if (pauseOf(error) !== undefined && before.state === 'ready') return before;
    return { state: 'not ready', lines: [lineOf(error)] };
  }
}

function lineOf(error: unknown): string {
  if (pauseOf(error) !== undefined) return startFailures.githubPause;
  const meaning = explainFailure(error);
  return meaning ? operatorLine(meaning.problem) : startFailures.githubUnreachable;
}
