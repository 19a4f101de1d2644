import { collectDefaultMetrics, Registry } from '@prometheus-io/client';
import manifest from '../../../package.json' with { type: 'json' };
import type { HelperDeath } from '../../adapters/processes/deaths.ts';
import type { QueueCounts } from '../../adapters/queue/work-queue.ts';
import type { KeyExpiry } from '../../openpgp/expiry.ts';
import { publicChecks } from '../../reconcile/decide/write-status.ts';
import type { Examination } from '../../reconcile/snapshot.ts';
import type { OwnText } from '../../state/memory.ts';
import { type Advice, createAdvice } from './advice.ts';
import { type GitHubMetrics, githubMetrics } from './github-metrics.ts';
import { type Maker, makerFor } from './make-metrics.ts';
import { requestMetrics, type SeenRequests } from './request-metrics.ts';
import type { RunOutcome } from './run-context.ts';

/** What is not counted as it happens, but looked up when somebody asks for the metrics. */
export interface Gauges {
  readonly ready: boolean;
  /** Undefined where nobody can tell now. */
  readonly queue: QueueCounts | undefined;
  readonly now: Date;
}

export interface Metrics extends SeenRequests, GitHubMetrics {
  readonly advice: Advice;
  readonly runEnded: (outcome: RunOutcome, seconds: number) => void;
  readonly examined: (examination: Examination) => void;
  readonly helperDied: (death: HelperDeath) => void;
  readonly textDisputed: (text: OwnText) => void;
  readonly keysExpire: (keys: readonly KeyExpiry[]) => void;
  /** In Prometheus' text format. */
  readonly render: (gauges: Gauges) => Promise<string>;
  readonly contentType: string;
}

/**
 * The metrics of one bot, in a registry of its own. Who reaches the webhooks reaches them too, and
 * each value of a label is kept forever: labels hold no secret, no name of a cluster and no text
 * from outside.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const ofProcess = processMetrics();
  const make = makerFor(registry);
  make
    .gauge('build_info', 'The version that runs; always 1.', ['version', 'node'])
    .set({ version: manifest.version, node: process.version }, 1);
  const ready = make.gauge('ready', 'Whether /readyz answers 200.');
  const advice = createAdvice();
  const help = 'Lines of advice on /readyz: what to fix for some requests, by problem.';
  const lines = make.gauge('advice', help, ['problem']);
  const queue = make.gauge('queue_requests', 'Requests in the work queue.', ['state']);
  const { lookAt, ...requests } = requestMetrics(make.gauge);
  return {
    ...runs(make),
    ...checks(make),
    ...helpers(make),
    ...texts(make),
    ...githubMetrics(make),
    ...keys(make),
    ...requests,
    advice,
    render: (gauges) => {
      ready.set(gauges.ready ? 1 : 0);
      lookAt(gauges.now);
      lines.reset();
      for (const [problem, count] of advice.counts()) lines.set({ problem }, count);
      queue.reset();
      for (const [state, count] of Object.entries(gauges.queue ?? {})) queue.set({ state }, count);
      return Registry.merge([registry, ofProcess]).metrics();
    },
    contentType: registry.contentType,
  };
}

function runs({ histogram }: Maker): Pick<Metrics, 'runEnded'> {
  const durations = histogram(
    'reconcile_duration_seconds',
    'How long looking at one request took, with all the steps that were due.',
    ['outcome'],
    [0.1, 0.3, 1, 3, 10, 30, 100, 300],
  );
  return { runEnded: (outcome, seconds) => durations.observe({ outcome }, seconds) };
}

function checks({ counter }: Maker): Pick<Metrics, 'examined'> {
  const results = counter('check_results_total', 'Results of the checks of clusters.', [
    'check',
    'outcome',
  ]);
  return {
    examined: (examination) => {
      if (examination.outcome === 'problem') return;
      // Whoever reaches the webhooks can read it, so it tells no more than the public issue.
      for (const { check, outcome } of publicChecks(examination.report)) {
        results.inc({ check, outcome });
      }
    },
  };
}

function helpers({ counter }: Maker): Pick<Metrics, 'helperDied'> {
  const deaths = counter(
    'helper_deaths_total',
    'Helper processes that ended in the middle of work.',
    ['operation', 'death'],
  );
  return { helperDied: ({ operation, death }) => deaths.inc({ operation, death }) };
}

function texts({ counter }: Maker): Pick<Metrics, 'textDisputed'> {
  const left = counter(
    'disputed_texts_total',
    'Looks at a request with a text of the bot that others change again and again.',
    ['text'],
  );
  return { textDisputed: (text) => left.inc({ text }) };
}

function keys({ gauge }: Maker): Pick<Metrics, 'keysExpire'> {
  const expiry = gauge(
    'pgp_key_expiry_timestamp_seconds',
    'When a key expires, of those that do; seconds since 1970.',
    ['key_id', 'use'],
  );
  return {
    keysExpire: (expiries) => {
      expiry.reset();
      for (const { keyId, use, expires } of expiries) {
        expiry.set({ key_id: keyId, use }, expires.getTime() / 1000);
      }
    },
  };
}

let shared: Registry | undefined;

/**
 * Memory, CPU, garbage collection and the event loop belong to the process. They are watched once,
 * however many bots it holds.
 */
function processMetrics(): Registry {
  if (!shared) {
    shared = new Registry();
    collectDefaultMetrics({ register: shared });
  }
  return shared;
}
