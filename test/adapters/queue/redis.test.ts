import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRedisQueue } from '../../../src/adapters/queue/redis.ts';
import { connectRedis } from '../../../src/adapters/queue/redis-connection.ts';
import { hasRedis } from '../../installed.ts';
import { type RedisServer, startRedis } from '../../redis/redis-server.ts';
import { until, type Watched, watch } from '../work-queue-contract.ts';

const named = 'several replicas on a real Redis (left out where it is not installed)';

describe.skipIf(!hasRedis)(named, () => {
  let server: RedisServer;
  let replicas: Watched[];
  let told: boolean[];
  let errors: unknown[];
  let odd: number;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    replicas = [];
    told = [];
    errors = [];
    odd = 0;
  });
  afterEach(async () => {
    await Promise.all(replicas.map(end));
    const redis = await connectRedis(server.url);
    await redis.flushall();
    redis.disconnect();
    expect(errors).toEqual([]);
  });

  const end = async ({ queue, runs }: Watched) => {
    const stopped = queue.stop(5000);
    for (const { succeed } of runs) succeed();
    await stopped;
  };
  const openReplica = async (prefix = 'a bot') => {
    const redis = await connectRedis(server.url);
    const replica = await watch((options) =>
      createRedisQueue({
        ...options,
        redis,
        prefix,
        concurrency: 1,
        onReachable: (isReachable) => told.push(isReachable),
        onError: (error) => errors.push(error),
        onOddJob: () => {
          odd += 1;
        },
      }),
    );
    replicas.push(replica);
    return replica;
  };
  /** Two replicas of which each works on one issue. */
  const openBoth = async (): Promise<readonly [Watched, Watched]> => {
    const first = await openReplica();
    first.queue.add(1);
    await first.started(1);
    const second = await openReplica();
    second.queue.add(2);
    await second.started(2);
    return [first, second];
  };

  test('an issue that one works on is not worked on by another one', async () => {
    const [first, second] = await openBoth();
    second.queue.add(1);
    second.queue.add(3);
    second.runs[0]?.succeed();
    // It takes the next issue, though the other one was asked for before.
    await second.started(2, 3);
    second.runs[1]?.succeed();
    await second.started(2, 3);
    first.runs[0]?.succeed();
    await until(() => expect([first, second].flatMap(({ runs }) => runs)).toHaveLength(4));
    expect([first, second].flatMap(({ runs }) => runs.map(({ issue }) => issue)).sort()).toEqual([
      1, 1, 2, 3,
    ]);
  });

  test('one that stops hands over at once what it worked on, and what waits', async () => {
    const [first, second] = await openBoth();
    first.queue.add(3);
    await end(first);
    second.runs[0]?.succeed();
    await second.started(2, 1);
    second.runs[1]?.succeed();
    await second.started(2, 1, 3);
  });

  test('the turn to look for work goes to one of them, and again after a while', async () => {
    const queues = (await openBoth()).map(({ queue }) => queue);
    const turns = await Promise.all(queues.map((queue) => queue.takeTurn(20)));
    expect(turns.sort()).toEqual([false, true]);
    await until(async () => expect(await queues[1]?.takeTurn(60_000)).toBe(true));
    expect(await queues[0]?.takeTurn(60_000)).toBe(false);
  });

  test('a bot of another App or for other issues has its own queue', async () => {
    const [first] = await openBoth();
    const other = await openReplica('another bot');
    first.queue.add(3);
    other.queue.add(1);
    await other.started(1);
    other.runs[0]?.succeed();
    await other.queue.idle();
    await other.started(1);
  });

  test('Redis learns issue numbers, and nothing of what failed', async () => {
    const [first] = await openBoth();
    first.runs[0]?.fail();
    await until(() => expect(first.failures).toHaveLength(1));
    const redis = await connectRedis(server.url);
    await until(async () => expect(await redis.zcard('a bot:reconcile:delayed')).toBe(1));
    const values = await Promise.all((await redis.keys('*')).map((key) => redis.dump(key)));
    redis.disconnect();
    const text = values.join();
    expect(text).toContain('issueNumber');
    expect(text).not.toContain('canary');
    // Nor a stack.
    expect(text).not.toContain('.ts:');
  });

  test('what others have put into Redis and is no number of an issue is dropped, and told', async () => {
    const [first, second] = await openBoth();
    const redis = await connectRedis(server.url);
    const queue = new Queue('reconcile', { connection: redis, prefix: 'a bot' });
    const names = ['1/../../../user', '9\nmemory 1 1', '4', [4], { toString: 'x' }, null, true];
    const numbers = [0, -1, 1.5, 1e20];
    const jobs = [...names, ...numbers].map((issueNumber) => ({ issueNumber }));
    for (const data of [...jobs, {}, 4, 'x', null]) await queue.add('reconcile', data);
    await queue.add('reconcile', { issueNumber: 4, more: '../5' });
    for (const { runs } of [first, second]) runs[0]?.succeed();
    await until(() => expect(odd).toBe(jobs.length + 4));
    await until(() => expect([first, second].flatMap(({ runs }) => runs)).toHaveLength(3));
    const issues = [first, second].flatMap(({ runs }) => runs.map(({ issue }) => issue));
    expect(issues.sort()).toEqual([1, 2, 4]);
    redis.disconnect();
  });

  test.each(['kept', 'lost'] as const)(
    'where Redis dies, what runs is to end; back with everything %s, it is told',
    async (content) => {
      const [first, second] = await openBoth();
      await server.kill();
      await until(() => expect(told).toEqual([false, false]));
      expect([first, second].map(({ runs }) => runs[0]?.signal.aborted)).toEqual([true, true]);
      first.queue.add(3);
      await server.restart(content);
      await until(() => expect(told).toEqual([false, false, true, true]));
      errors = [];
    },
  );
});
