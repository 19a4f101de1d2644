import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whether the bot can do its work, as it was found out last. */
export type Readiness =
  | { readonly state: 'starting' }
  | {
      readonly state: 'ready';
      /** What to fix though it can work: one line each. */
      readonly advice: readonly string[];
    }
  /** One line each, for the operator. */
  | { readonly state: 'not ready'; readonly lines: readonly string[] };

/** Answers `GET /healthz` (the process lives) and `GET /readyz` (it can work). */
export function healthHandler(
  readiness: () => Readiness,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return ({ method, url }, response) => {
    if (method !== 'GET') return false;
    if (url === '/healthz') return answer(response, 200, ['ok']);
    if (url !== '/readyz') return false;
    const now = readiness();
    if (now.state === 'ready') return answer(response, 200, ['ready', ...now.advice]);
    return answer(response, 503, now.state === 'starting' ? ['starting'] : now.lines);
  };
}

function answer(response: ServerResponse, status: number, lines: readonly string[]): true {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${lines.join('\n')}\n`);
  return true;
}
