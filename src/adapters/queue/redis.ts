import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { waitAtMost } from '../clock.ts';
import { watchOutages } from './redis-connection.ts';
import {
  type Held,
  holding,
  type JobOptions,
  type Payload,
  type Process,
  processor,
} from './redis-job.ts';
import {
  type QueueSettings,
  type WorkQueue,
  type WorkQueueOptions,
  withDefaults,
} from './work-queue.ts';

export interface RedisQueueOptions extends WorkQueueOptions, Pick<JobOptions, 'onOddJob'> {
  readonly redis: Redis;
  /** Keeps the queues of several bots apart. */
  readonly prefix: string;
  /** Told when Redis is lost, and when it is back. */
  readonly onReachable: (isReachable: boolean) => void;
  /** Told of failures that are not about one request. */
  readonly onError: (error: unknown) => void;
}

const name = 'reconcile';

/**
 * A replica that was not heard of for `lockDuration` loses its requests to another one, which
 * looks for them every `stalledInterval`. Each replica renews its locks early enough for a step to
 * end in what is left of them, even if it sees only after `socketTimeout` that Redis is gone.
 */
const lockDuration = 30_000;
const lockRenewTime = 10_000;
const stalledInterval = 5000;

/** A request that was lost so often is left to the resync. */
const maxStalledCount = 10;

/** So long the end waits for Redis, in milliseconds. */
const handOverMs = 500;

/**
 * The queue of several replicas: BullMQ on Redis. What it holds outlives each of them. What is
 * asked for while Redis can't be reached is dropped: `onReachable` is the moment to ask for
 * everything again, as Redis may have come back empty as well.
 */
export function createRedisQueue(given: RedisQueueOptions): WorkQueue {
  const { redis, prefix } = given;
  const options = withDefaults(given);
  const ending = new AbortController();
  const held: Held = new Set();
  const onError = (error: unknown) => {
    // At the end connections are closed, whatever waits for them; nothing is lost by that.
    if (!ending.signal.aborted) given.onError(error);
  };
  const outages = watchOutages(redis, (isReachable) => {
    // As soon as Redis is back, another replica may have what is worked on here.
    if (!isReachable) worker.cancelAllJobs();
    given.onReachable(isReachable);
  });
  const queue = new Queue<Payload>(name, { connection: redis, prefix }).on('error', onError);
  const worker = startWorker(
    { ...given, ...options },
    holding(held, processor({ ...given, ...options }, outages.over, ending.signal)),
  );
  worker.on('error', onError);
  const producer = createProducer(queue, options, onError);
  const changes = watchChanges(worker);

  const isIdle = async () => {
    await producer.added();
    if (ending.signal.aborted) return true;
    return (await queue.getJobCountByTypes('waiting', 'active', 'delayed')) === 0;
  };
  const isReachable = () => redis.status === 'ready' && !ending.signal.aborted;
  return {
    add: (issueNumber) => {
      if (isReachable()) producer.add(issueNumber);
    },
    takeTurn: async (periodMs) => {
      if (!isReachable()) return false;
      const answer = await redis.set(`${prefix}:turn`, '', 'PX', periodMs, 'NX').catch(onError);
      return answer === 'OK';
    },
    counts: async () => {
      if (redis.status !== 'ready') return undefined;
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed');
      const { waiting = 0, active = 0, delayed: retrying = 0 } = counts;
      return { waiting, active, retrying };
    },
    idle: async () => {
      for (let change = changes.next(); !(await isIdle()); change = changes.next()) await change;
    },
    stop: async (graceMs) => {
      ending.abort();
      outages.forget();
      await waitAtMost(graceMs, Promise.all([producer.added(), worker.close()]));
      // The process ends in the middle of these: nobody has to wait until their locks run out,
      // unless Redis does not take them back.
      await waitAtMost(handOverMs, Promise.allSettled([...held].map((giveBack) => giveBack())));
      changes.happen();
      redis.disconnect();
    },
  };
}

function startWorker(
  { redis: connection, prefix, concurrency }: RedisQueueOptions,
  process: Process,
): Worker<Payload> {
  const locks = { lockDuration, lockRenewTime, stalledInterval, maxStalledCount };
  const worker = new Worker<Payload>(name, process, { connection, prefix, concurrency, ...locks });
  worker.on('lockRenewalFailed', (jobIds) => {
    for (const jobId of jobIds) worker.cancelJob(jobId);
  });
  return worker;
}

/** Adds jobs in the background: whoever asks does not wait for Redis. */
function createProducer(
  queue: Queue<Payload>,
  { attempts, firstRetryMs }: QueueSettings,
  onError: (error: unknown) => void,
) {
  const adding = new Set<Promise<unknown>>();
  const options = {
    attempts,
    backoff: { type: 'exponential', delay: firstRetryMs },
    removeOnComplete: true,
    removeOnFail: true,
    stackTraceLimit: 0,
  };
  return {
    add: (issueNumber: number) => {
      // One active job for a request and one more at most; one that waits for its retry gives way.
      const deduplication = { id: String(issueNumber), keepLastIfActive: true, replace: true };
      const added = queue
        .add(name, { issueNumber }, { ...options, deduplication })
        .catch(onError)
        .finally(() => adding.delete(added));
      adding.add(added);
    },
    added: () => Promise.all(adding),
  };
}

/** Tells when a job of this replica ended, well or not. */
function watchChanges(worker: Worker<Payload>) {
  let waiting: (() => void)[] = [];
  const happen = () => {
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  worker.on('completed', happen).on('failed', happen);
  return { happen, next: () => new Promise<void>((resolve) => waiting.push(resolve)) };
}
