import { once } from 'node:events';
import { createServer } from 'node:net';

export interface TakenPort {
  readonly port: number;
  /** Resolves when somebody connects. Nobody is ever answered. */
  readonly visited: Promise<unknown>;
  readonly letGo: () => void;
}

/** Listens on a port of loopback until it is let go. */
export async function takePort(): Promise<TakenPort> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, visited: once(server, 'connection'), letGo: () => server.close() };
}
