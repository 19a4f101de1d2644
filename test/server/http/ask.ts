import { createServer, type RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';
import { listen } from '../../../simulator/loopback.ts';

type Handler = (...exchange: Parameters<RequestListener>) => boolean;

/** Asks a handler until the test ends. What it leaves to others is answered with 404. */
export async function askOf(handle: Handler) {
  const server = createServer((request, response) => {
    if (!handle(request, response)) response.writeHead(404).end();
  });
  const port = await listen(server);
  onTestFinished(() => void server.close());
  return (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method });
}
