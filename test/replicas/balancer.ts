import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from '../../simulator/loopback.ts';

export interface Balancer {
  readonly url: string;
  readonly close: () => void;
}

/** Passes each request to the next of several ports where somebody answers. */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  let turn = 0;
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
    const body = await buffer(request);
    turn += 1;
    for (let hop = 0; hop < ports.length; hop += 1) {
      const port = ports[(turn + hop) % ports.length];
      const answer = await fetch(`http://127.0.0.1:${port}${request.url}`, {
        method: 'POST',
        headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
        body,
      }).catch(() => undefined);
      if (answer) return response.writeHead(answer.status).end(await answer.text());
    }
    return response.writeHead(503).end();
  };
  const server = createServer((request, response) => void pass(request, response));
  return { url: `http://127.0.0.1:${await listen(server)}`, close: () => server.close() };
}
