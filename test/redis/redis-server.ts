import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { findFreePort } from '../../simulator/loopback.ts';
import { type Child, startChild } from '../journeys/child-process.ts';

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** As a crash does it, without a word to anybody. Resolves when it is dead. */
  readonly kill: () => Promise<void>;
  /** Starts it again at the same place, with what it wrote down, or empty. */
  readonly restart: (content: 'kept' | 'lost') => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A real Redis on loopback that writes down what it is told. */
export async function startRedis(options: readonly string[] = []): Promise<RedisServer> {
  const port = await findFreePort();
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  let child = await serve(port, folder, options);
  const kill = async () => {
    child.kill();
    await child.end;
  };
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart: async (content) => {
      if (content === 'lost') await rm(join(folder, 'appendonlydir'), { recursive: true });
      child = await serve(port, folder, options);
    },
    close: async () => {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

async function serve(port: number, folder: string, options: readonly string[]): Promise<Child> {
  const isTls = options.includes('--tls-cert-file');
  const listen = isTls ? ['--tls-port', String(port), '--port', '0'] : ['--port', String(port)];
  const child = startChild('redis-server', [
    ...listen,
    ...['--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes'],
    // So that a test can read what is in it.
    ...['--rdbcompression', 'no'],
    ...options,
  ]);
  await vi.waitFor(() => {
    if (!child.output().stdout.includes('Ready to accept connections')) {
      throw new Error(`Redis did not start: ${child.output().stdout}`);
    }
  }, 10_000);
  return child;
}
