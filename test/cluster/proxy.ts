import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { Agent, type Dispatcher, request } from 'undici';
import { listen, stop } from '../../simulator/loopback.ts';
import type { ControlPlane } from './control-plane.ts';

/** Something that stands before an API server and speaks TLS with a certificate of its own. */
interface Proxy {
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

/** Hands everything on but the client's certificate, which no proxy can hand on. */
export async function startProxyWithoutClientCertificates(plane: ControlPlane): Promise<Proxy> {
  const dispatcher = new Agent({ connect: { ca: plane.authority.certificate } });
  const { url, close } = await serve(plane, (incoming, response) =>
    handOn(`${plane.server}${incoming.url}`, { dispatcher, incoming, response }),
  );
  return { url, close: () => close().then(() => dispatcher.close()) };
}

/** Gives the same answer to everything, as a load balancer does whose cluster is away. */
export function startErrorPage(plane: ControlPlane, status: number): Promise<Proxy> {
  return serve(plane, (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Oops</html>');
  });
}

interface Exchange {
  readonly dispatcher: Dispatcher;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

async function handOn(url: string, { dispatcher, incoming, response }: Exchange): Promise<void> {
  const { statusCode, headers, body } = await request(url, {
    dispatcher,
    method: incoming.method === 'POST' ? 'POST' : 'GET',
    headers: { 'content-type': incoming.headers['content-type'] ?? 'application/json' },
    body: (await text(incoming)) || null,
  });
  const type = [headers['content-type'] ?? ''].flat().join();
  response.writeHead(statusCode, { 'content-type': type }).end(await body.text());
}

async function serve(
  { authority }: ControlPlane,
  answer: (incoming: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Promise<Proxy> {
  const { certificate: cert, key } = await authority.issue({ ipAddresses: ['127.0.0.1'] });
  const server = createServer({ cert, key, requestCert: true, rejectUnauthorized: false }, answer);
  return { url: `https://127.0.0.1:${await listen(server)}`, close: () => stop(server) };
}
