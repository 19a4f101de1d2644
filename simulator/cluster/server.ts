import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { promisify } from 'node:util';
import type { IssuedCertificate } from '../certificates.ts';
import { listen, stop } from '../loopback.ts';
import { answerRequest } from './api.ts';
import { readRequest } from './api-request.ts';
import { authenticate } from './authentication.ts';
import type { ClusterState } from './cluster-state.ts';
import { type ApiAnswer, badRequest, unauthorized, unsupportedMediaType } from './status.ts';

export interface SeenRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
}

/** `drop`: the connection is reset. */
export type ClusterFault = ApiAnswer | 'drop';

export interface ServerOptions {
  readonly serving: IssuedCertificate;
  /** PEM, of the authority whose client certificates are accepted. */
  readonly clientAuthority: string;
  readonly wait?: () => Promise<void>;
  readonly fault?: (request: SeenRequest) => ClusterFault | undefined;
  readonly onRequest: (request: SeenRequest) => void;
}

export interface RunningServer {
  readonly url: string;
  /** How many connections are open. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** Serves a cluster's state on loopback, on a free port. */
export async function serveCluster(
  state: ClusterState,
  options: ServerOptions,
): Promise<RunningServer> {
  const { certificate: cert, key } = options.serving;
  const server = createServer(
    { cert, key, ca: options.clientAuthority, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      answerTo(state, options, request)
        .catch(() => badRequest('the request can not be read'))
        .then((answer) => (answer === 'drop' ? response.destroy() : send(response, answer)));
    },
  );
  return {
    url: `https://127.0.0.1:${await listen(server)}`,
    connections: promisify(server.getConnections.bind(server)),
    close: () => stop(server),
  };
}

async function answerTo(
  state: ClusterState,
  { wait, fault, onRequest }: ServerOptions,
  incoming: IncomingMessage,
): Promise<ClusterFault> {
  const seen = { method: incoming.method ?? '', path: incoming.url ?? '' };
  onRequest(seen);
  await wait?.();
  const wrong = fault?.(seen);
  if (wrong) return wrong;
  const user = authenticate(state, incoming);
  if (user === undefined) return unauthorized();
  // A real server reads protobuf too, which kubectl sends where it can.
  const type = incoming.headers['content-type'] ?? 'application/json';
  const wanted = incoming.method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
  if (!type.startsWith(wanted)) return unsupportedMediaType();
  return answerRequest(state, user, await readRequest(incoming));
}

function send(response: ServerResponse, { status, body, headers }: ApiAnswer): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(isText ? body : JSON.stringify(body));
}
