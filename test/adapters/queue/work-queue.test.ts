import { afterAll, beforeAll, describe } from 'vitest';
import { createInProcessQueue } from '../../../src/adapters/queue/in-process.ts';
import { createRedisQueue } from '../../../src/adapters/queue/redis.ts';
import { connectRedis } from '../../../src/adapters/queue/redis-connection.ts';
import { hasRedis } from '../../installed.ts';
import { type RedisServer, startRedis } from '../../redis/redis-server.ts';
import { describeQueue } from '../work-queue-contract.ts';

describeQueue('the queue in the process', createInProcessQueue);

describe.skipIf(!hasRedis)('with a real Redis (left out where it is not installed)', () => {
  let server: RedisServer;
  let queues = 0;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());

  describeQueue('the queue in Redis', async (options) => {
    queues += 1;
    return createRedisQueue({
      ...options,
      redis: await connectRedis(server.url),
      prefix: `test-${queues}`,
      onReachable: () => undefined,
      onOddJob: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
  });
});
