import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAuthority } from '../../../simulator/certificates.ts';
import { findFreePort } from '../../../simulator/loopback.ts';
import {
  connectRedis,
  RedisUnusable,
  watchOutages,
} from '../../../src/adapters/queue/redis-connection.ts';
import { hasRedis } from '../../installed.ts';
import { startChild } from '../../journeys/child-process.ts';
import { type RedisServer, startRedis } from '../../redis/redis-server.ts';

async function reasonFor(url: string): Promise<unknown> {
  const error: unknown = await connectRedis(url).catch((thrown: unknown) => thrown);
  return error instanceof RedisUnusable ? error.reason : error;
}

test('where nobody listens, the reason is what the network says', async () => {
  expect(await reasonFor(`redis://127.0.0.1:${await findFreePort()}`)).toBe('ECONNREFUSED');
});

describe('an outage', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function open() {
    const redis = new EventEmitter();
    const told: boolean[] = [];
    const outages = watchOutages(redis, (isReachable) => told.push(isReachable));
    const isOver = async () => {
      const now = Symbol('not yet');
      const first = await Promise.race([outages.over(), Promise.resolve(now)]);
      return first !== now;
    };
    return { redis, told, outages, isOver };
  }

  test('is told once, however often Redis is tried again', () => {
    const { redis, told } = open();
    for (const event of ['close', 'close', 'close', 'ready', 'close', 'ready']) redis.emit(event);
    expect(told).toEqual([false, true, false, true]);
  });

  test('is over 10 s after Redis is back, as steps of before may still run', async () => {
    const { redis, isOver } = open();
    expect(await isOver()).toBe(true);
    redis.emit('close');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await isOver()).toBe(false);
    redis.emit('ready');
    await vi.advanceTimersByTimeAsync(9999);
    expect(await isOver()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await isOver()).toBe(true);
  });

  test('that comes soon after another one lasts as long', async () => {
    const { redis, isOver } = open();
    for (const event of ['close', 'ready', 'close']) redis.emit(event);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await isOver()).toBe(false);
  });

  test('keeps nobody waiting who ends, and is not told any more', async () => {
    const { redis, told, outages, isOver } = open();
    redis.emit('close');
    outages.forget();
    redis.emit('ready');
    expect(await isOver()).toBe(true);
    expect(told).toEqual([false]);
  });
});

describe.skipIf(!hasRedis)('a real Redis (left out where it is not installed)', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis(['--requirepass', 'hunter2']);
  });
  afterAll(() => server.close());

  test.each([
    ['no password', '', 'NOAUTH'],
    ['the wrong password', ':hunter3@', 'WRONGPASS'],
    ['a database that is not there', ':hunter2@', 'ERR'],
  ])('%s is named, without the password', async (_what, credentials, reason) => {
    const url = `redis://${credentials}127.0.0.1:${server.port}/${reason === 'ERR' ? 99 : 0}`;
    expect(await reasonFor(url)).toBe(reason);
  });

  test('the right password opens it', async () => {
    const redis = await connectRedis(`redis://:hunter2@127.0.0.1:${server.port}`);
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
  });
});

describe.skipIf(!hasRedis)('rediss:// (left out where redis-server is not installed)', () => {
  let server: RedisServer;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'redis-tls-'));
    const authority = await createAuthority('Test authority');
    const { certificate, key } = await authority.issue({ ipAddresses: ['127.0.0.1'] });
    const file = async (name: string, content: string) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    };
    server = await startRedis([
      ...['--tls-auth-clients', 'no'],
      ...['--tls-ca-cert-file', await file('ca.pem', authority.certificate)],
      ...['--tls-cert-file', await file('cert.pem', certificate)],
      ...['--tls-key-file', await file('key.pem', key)],
    ]);
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  /** What Node trusts it takes from its environment at start. */
  const ping = `
    import { connectRedis } from './src/adapters/queue/redis-connection.ts';
    const redis = await connectRedis(process.env.REDIS_URL);
    process.stdout.write(await redis.ping());
    redis.disconnect();
  `;

  test('trusts the authorities of NODE_EXTRA_CA_CERTS', async () => {
    const child = startChild(process.execPath, ['--input-type=module', '--eval', ping], {
      REDIS_URL: `rediss://127.0.0.1:${server.port}`,
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    });
    await child.end;
    expect(child.output()).toEqual({ stdout: 'PONG', stderr: '' });
  });

  test('and no others', async () => {
    expect(await reasonFor(`rediss://127.0.0.1:${server.port}`)).toBe('SELF_SIGNED_CERT_IN_CHAIN');
  });
});
