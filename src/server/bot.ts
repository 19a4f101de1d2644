import type { Logger } from 'pino';
import { Probot } from 'probot';
import { createTimers, repeat, systemTime, waitAtMost } from '../adapters/clock.ts';
import { pauseOf } from '../adapters/github/transport/rate-limit.ts';
import type { WorkQueue } from '../adapters/queue/work-queue.ts';
import type { Configuration } from '../configuration/environment.ts';
import { mistaken } from '../configuration/keys.ts';
import { layoutSettings } from '../configuration/layout.ts';
import { deployScript } from '../configuration/prow-deploy-script.ts';
import { namedWithoutNeeded } from '../job-secrets/job-secrets.ts';
import { createFairShare, Postponed } from '../reconcile/fair-share.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { createLayout } from '../secrets/layout.ts';
import { startFailures, startWarnings } from '../wording/terminal/configuration.ts';
import { portsOf, watchedRepositories } from './dependencies.ts';
import { openGitHub } from './github-access.ts';
import { resyncPaceMs, turnMs } from './github-pace.ts';
import { type OpenHelpers, startHelpers } from './helpers.ts';
import { healthHandler, type Readiness } from './http/health.ts';
import { close, serve } from './http/http.ts';
import { metricsHandler } from './http/metrics-page.ts';
import { readKeys } from './keys.ts';
import { openQueue } from './queue.ts';
import { createBaseWatch } from './resync/base-moved.ts';
import { createResyncLoop } from './resync/resync-loop.ts';
import { describeError } from './telemetry/describe-error.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { createRecorder, watchGitHub, watchHelpers, watchQueue } from './telemetry/recorder.ts';
import { createRuns } from './telemetry/run-context.ts';
import { webhookGate } from './webhooks/gate.ts';
import { listen } from './webhooks/webhooks.ts';

const withoutQueue: Readiness = { state: 'not ready', lines: [startFailures.redisLost] };

/** The time that running steps have to end in after a signal, in milliseconds. */
const graceMs = 8000;

export interface Bot {
  readonly port: number;
  readonly queue: Pick<WorkQueue, 'idle'>;
  /** Ends when everything open was listed for the first time; what webhooks bring is not held up. */
  readonly firstResync: Promise<void>;
  /** Looks at everything open, as it happens by itself at every interval. */
  readonly resync: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface BotOptions {
  readonly log: Logger;
  /** GitHub's pace, one write a second. Off only where a test stands in for GitHub. */
  readonly throttled?: boolean;
  /** Gives hostile work processes of its own, but where tests start very many bots. */
  readonly openHelpers?: OpenHelpers;
  /** The pause before what failed is tried again, in milliseconds; it grows from time to time. */
  readonly firstRetryMs?: number;
  /** How long GitHub's answers may take, in milliseconds. */
  readonly answerWithinMs?: number;
  readonly now?: () => Date;
}

/** Starts the bot; it listens then. Throws {@link ConfigurationError} with a line for the operator. */
export async function startBot(
  configuration: Configuration,
  {
    log,
    throttled = true,
    openHelpers = startHelpers,
    firstRetryMs,
    answerWithinMs,
    now = systemTime,
  }: BotOptions,
): Promise<Bot> {
  const { appPrivateKey, markerKey } = await readKeys(configuration);
  const layout = createLayout(layoutSettings(configuration));
  const metrics = createMetrics();
  const helpers = await openHelpers(configuration, watchHelpers(log, metrics)).catch(mistaken);
  metrics.keysExpire(helpers.keys.expiries);
  const github = await openGitHub(configuration, {
    ...{ appPrivateKey, log, throttled, firstRetryMs, answerWithinMs },
    ...watchGitHub(log, metrics),
    script: deployScript(configuration, layout),
  });
  const recorder = createRecorder(log, metrics);
  const found = portsOf(configuration, { helpers, layout, markerKey }, github, log);
  const ports = { ...found, ...recorder, now, fairShare: createFairShare(now) };
  const runs = createRuns({ log, onEnd: metrics.runEnded });
  let isQueueReachable = true;
  const queue = await openQueue(configuration, {
    firstRetryMs,
    pauseOf: pauseOfRun,
    work: (issue, attempt) =>
      runs.run(issue, async () => timers.set(issue, await reconcile(issue, ports, attempt))),
    onFailure: runs.failed,
    ...watchQueue(log),
    onReachable: (isReachable) => {
      isQueueReachable = isReachable;
      if (!isReachable) return log.error(startFailures.redisLost);
      log.info('Redis is back');
      // It may have come back empty, and what came meanwhile was dropped.
      void resyncLoop.resync();
    },
  });
  const timers = createTimers(queue.add, now);
  const paceMs = throttled ? resyncPaceMs : 0;
  const resyncLoop = createResyncLoop({ github, ports, log, paceMs, queue, metrics });
  const baseWatch = createBaseWatch({ github, add: queue.add, log, pauseOf, firstRetryMs });
  const readiness = () => (isQueueReachable ? resyncLoop.readiness() : withoutQueue);

  const probot = createProbot(configuration, appPrivateKey, log);
  const onWebhook = (webhook: object) => log.info(webhook, 'webhook');
  const work = { onWebhook, add: queue.add, lookAtProposed: baseWatch.lookAtProposed };
  listen(probot, watchedRepositories(configuration, github), work);
  const { WEBHOOK_PATH: path } = configuration;
  const deliver = await probot.getNodeMiddleware({ path });
  const server = await serveAll(configuration, { metrics, readiness, queue, now, log, deliver });
  log.info({ port: configuration.PORT, login: github.botLogin }, 'listening');
  const named = namedWithoutNeeded(configuration.JOB_SECRETS);
  if (named.length > 0) log.warn(startWarnings.jobSecrets(named));
  const firstResync = resyncLoop.resync();
  // One replica that lists the work is enough. Each sees for itself whether it can work.
  const isTurn = () => queue.takeTurn(turnMs(configuration));
  const resyncInTurn = () => resyncLoop.resync(isTurn);
  const resyncing = repeat(configuration.RESYNC_INTERVAL, resyncInTurn, firstResync);

  return {
    port: configuration.PORT,
    queue: { idle: () => baseWatch.idle().then(queue.idle) },
    firstResync,
    resync: () => resyncLoop.resync(),
    stop: async () => {
      resyncing.stop();
      timers.stop();
      // A connection that somebody keeps open must not keep the process alive.
      const closed = waitAtMost(graceMs, close(server));
      const ends = [resyncLoop, baseWatch, queue].map(({ stop }) => stop(graceMs));
      await Promise.all([closed, ...ends]);
      helpers.stop();
    },
  };
}

type Deliver = Parameters<typeof webhookGate>[1];

/** Health, metrics and webhooks. */
function serveAll(
  configuration: Configuration,
  {
    metrics,
    deliver,
    ...others
  }: Parameters<typeof metricsHandler>[1] & {
    readonly metrics: Metrics;
    readonly deliver: Deliver;
  },
) {
  const { WEBHOOK_PATH: path, WEBHOOK_SECRET: secret } = configuration;
  return serve(
    [
      healthHandler(others.readiness),
      metricsHandler(metrics, others),
      webhookGate({ path, secret }, deliver),
    ],
    configuration,
    { onFailure: (error) => others.log.error(describeError(error), 'request not answered') },
  );
}

/** How long a failure asks to be left alone that costs no attempt, in milliseconds. */
function pauseOfRun(error: unknown): number | undefined {
  return error instanceof Postponed ? error.pauseMs : pauseOf(error);
}

function createProbot(configuration: Configuration, privateKey: string, log: Logger): Probot {
  const { APP_ID: appId, WEBHOOK_SECRET: secret } = configuration;
  // Its own lines tell of each webhook, and would bury the story of the requests.
  const quiet = log.child({}, { level: log.isLevelEnabled('debug') ? log.level : 'warn' });
  return new Probot({ appId, privateKey, secret, log: quiet });
}
