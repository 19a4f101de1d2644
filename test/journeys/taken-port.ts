import { once } from 'node:events';
import { createServer } from 'node:net';
import { listen } from '../../simulator/loopback.ts';

export interface TakenPort {
  readonly port: number;
  /** Resolves when somebody connects. Nobody is ever answered. */
  readonly visited: Promise<unknown>;
  readonly letGo: () => void;
}

/** Listens on a port of loopback until it is let go. */
export async function takePort(): Promise<TakenPort> {
  const server = createServer();
  const port = await listen(server);
  return { port, visited: once(server, 'connection'), letGo: () => server.close() };
}
