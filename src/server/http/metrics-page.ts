import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { WorkQueue } from '../../adapters/queue/work-queue.ts';
import { describeError } from '../telemetry/describe-error.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Readiness } from './health.ts';

export interface MetricsPageOptions {
  readonly readiness: () => Readiness;
  readonly queue: Pick<WorkQueue, 'counts'>;
  readonly now: () => Date;
  readonly log: Pick<Logger, 'error'>;
}

/** Answers `GET /metrics`. */
export function metricsHandler(
  { render, contentType }: Pick<Metrics, 'render' | 'contentType'>,
  { readiness, queue, now, log }: MetricsPageOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const answer = async (response: ServerResponse) => {
    const ready = readiness().state === 'ready';
    const text = await render({ ready, queue: await queue.counts(), now: now() });
    response.writeHead(200, { 'content-type': contentType }).end(text);
  };
  return ({ method, url }, response) => {
    if (method !== 'GET' || url !== '/metrics') return false;
    answer(response).catch((error: unknown) => {
      log.error(describeError(error), 'metrics failed');
      response.writeHead(500).end();
    });
    return true;
  };
}
