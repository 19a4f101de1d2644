import { createInProcessQueue } from '../adapters/queue/in-process.ts';
import type { RedisQueueOptions } from '../adapters/queue/redis.ts';
import type { WorkQueue } from '../adapters/queue/work-queue.ts';
import type { Configuration } from '../configuration/environment.ts';
import { ConfigurationError } from '../configuration/mistake.ts';
import { startFailures } from '../wording/terminal/configuration.ts';

/**
 * The queue in Redis where `REDIS_URL` is set, for several replicas; otherwise one in the process.
 * Throws {@link ConfigurationError} if Redis can't be used.
 */
export async function openQueue(
  configuration: Configuration,
  options: Omit<RedisQueueOptions, 'redis' | 'prefix'>,
): Promise<WorkQueue> {
  const { REDIS_URL } = configuration;
  if (REDIS_URL === undefined) return createInProcessQueue(options);
  // Most bots have none, and its clients take 20 MiB.
  const [{ connectRedis, RedisUnusable }, { createRedisQueue }] = await Promise.all([
    import('../adapters/queue/redis-connection.ts'),
    import('../adapters/queue/redis.ts'),
  ]);
  const redis = await connectRedis(REDIS_URL).catch((error: unknown) => {
    if (!(error instanceof RedisUnusable)) throw error;
    throw new ConfigurationError(startFailures.redisUnusable(error.reason));
  });
  return createRedisQueue({ ...options, redis, prefix: prefixOf(configuration) });
}

/** Bots with another App or other issues may use the same Redis. */
function prefixOf({ APP_ID, GHE_HOST = 'github.com', INFRA_REPOSITORY }: Configuration): string {
  const { owner, repo } = INFRA_REPOSITORY;
  return `cluster-onboarding:${GHE_HOST}:${APP_ID}:${owner}/${repo}`.toLowerCase();
}
