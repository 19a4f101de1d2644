import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ConfigurationError } from '../../configuration/mistake.ts';
import { startFailures } from '../../wording/terminal/configuration.ts';

/** Answers a request, or leaves it to the next one with `false`. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean | Promise<boolean>;

interface ServeOptions {
  readonly onFailure: (error: unknown) => void;
  readonly patience?: Patience;
}

/** How long a client may take, in milliseconds. */
export interface Patience {
  readonly headersTimeout: number;
  /** With the body. */
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
}

/** Who dawdles holds memory and a connection. GitHub itself gives up after ten seconds. */
const patienceWithGitHub: Patience = {
  headersTimeout: 5_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
};

/**
 * Serves handlers, each asked in turn, until closed. Throws {@link ConfigurationError} where another
 * process has the port.
 */
export async function serve(
  handlers: readonly Handler[],
  { PORT, HOST }: { readonly PORT: number; readonly HOST: string },
  { onFailure, patience = patienceWithGitHub }: ServeOptions,
): Promise<Server> {
  const server = createServer(patience, (request, response) => {
    void answer(handlers, request, response).catch((error: unknown) => {
      onFailure(error);
      endWith(response, 500);
    });
  });
  try {
    await once(server.listen(PORT, HOST), 'listening');
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw isTaken ? new ConfigurationError(startFailures.portTaken(PORT)) : error;
  }
  return server;
}

async function answer(
  handlers: readonly Handler[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const handle of handlers) if (await handle(request, response)) return;
  endWith(response, 404);
}

/** Answers with a bare status. Whatever is still to come of the request's body is not read. */
export function endWith(response: ServerResponse, status: number): true {
  if (!response.headersSent) response.writeHead(status, { connection: 'close' });
  response.end();
  return true;
}

/** Takes no more requests and waits for those that are being answered. */
export async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
