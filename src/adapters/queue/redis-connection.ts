import { Redis } from 'ioredis';

/** How long Redis may take to answer at start, in milliseconds. */
const connectTimeout = 5000;

/**
 * A connection that is silent for so long is given up, in milliseconds. Longer than a worker waits
 * for work (10 s), and shorter than its locks last, so that it stops before another one takes over.
 */
const socketTimeout = 12_000;

/** Redis can't be used. The reason is a code of the network or of Redis, such as `WRONGPASS`. */
export class RedisUnusable extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super('Redis cannot be used');
    this.reason = reason;
  }
}

/**
 * Connects to Redis. Throws {@link RedisUnusable} where that fails; once connected, a connection
 * that is lost comes back by itself, and commands wait for it.
 */
export async function connectRedis(url: string): Promise<Redis> {
  let retries = false;
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout,
    socketTimeout,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (retries ? Math.min(times * 100, 2000) : null),
  });
  // Nobody logs these errors: they hold the command that failed, and with it the password.
  let cause: unknown;
  redis.on('error', (error) => {
    cause ??= error;
  });
  await redis.connect().catch((error) => {
    cause ??= error;
  });
  // A database that is not there is no obstacle for ioredis, which would use another one.
  if (cause !== undefined) {
    redis.disconnect();
    throw new RedisUnusable(reasonOf(cause));
  }
  retries = true;
  return redis;
}

/** A word that names the error and can't hold a secret. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return /^[A-Z]+(?= )/.exec(error.message)?.[0] ?? error.name;
}

/** The step that ran when Redis was lost may take so long, in milliseconds. */
const lastStepMs = 10_000;

interface Outages {
  /** Resolves at once, or when Redis is back and the steps that ran when it was lost have ended. */
  over(): Promise<void>;
  /** Nobody has to wait any more, and nothing more is told. */
  forget(): void;
}

type Connection = Record<'on' | 'off', (event: 'close' | 'ready', listener: () => void) => unknown>;

/** Tells when Redis is lost, and when it is back. */
export function watchOutages(
  redis: Connection,
  onReachable: (isReachable: boolean) => void,
): Outages {
  let isReachable = true;
  let over = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  over.resolve();
  const end = () => {
    clearTimeout(timer);
    over.resolve();
  };
  const lose = () => {
    if (!isReachable) return;
    isReachable = false;
    end();
    over = Promise.withResolvers();
    onReachable(false);
  };
  const regain = () => {
    isReachable = true;
    timer = setTimeout(over.resolve, lastStepMs);
    onReachable(true);
  };
  redis.on('close', lose);
  redis.on('ready', regain);
  const forget = () => {
    redis.off('close', lose);
    redis.off('ready', regain);
    end();
  };
  return { over: () => over.promise, forget };
}
