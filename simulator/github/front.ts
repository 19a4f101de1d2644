import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { actorOf } from './access.ts';
import { type Answer, notFound, Refusal, refuse } from './answer.ts';
import type { Attachments, DownloadFault } from './attachments.ts';
import type { Actor, Call } from './call.ts';
import { conditional } from './conditional.ts';
import type { FaultAnswer, Journal } from './journal.ts';
import { type Json, parseJson } from './json.ts';
import { authorize } from './permissions.ts';
import { present } from './present.ts';
import { createQuota } from './quota.ts';
import { type Route, route } from './routing.ts';
import type { World } from './world.ts';

export interface FrontOptions {
  readonly world: World;
  readonly attachments: Attachments;
  readonly journal: Journal;
}

interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly content: string;
  readonly accept: string;
  readonly authorization: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** Where a GitHub Enterprise Server has its APIs. */
const prefix = '/api/v3';
const graphql = '/api/graphql';

export function createFront({ world, attachments, journal }: FrontOptions) {
  const inTurn = createKeyedLock();
  const charge = createQuota();

  async function answerApi(received: Received): Promise<FaultAnswer | Answer> {
    try {
      const actor = actorOf(world, received.authorization);
      return charge(actor, await answerActor(actor, received));
    } catch (error) {
      return answerOf(error);
    }
  }

  async function answerActor(actor: Actor, received: Received): Promise<FaultAnswer | Answer> {
    const found = route(received.method, received.path);
    const body = parseBody(received.content);
    const answer = () =>
      inTurn(received.method, () => answerCall(world, received, { actor, found, body }));
    const shorten = (whole: Answer) => conditional(whole, received);
    if (actor.type === 'anonymous' || actor.type === 'person') return shorten(await answer());
    const { path, query } = received;
    const { method, template } = found?.operation ?? { ...received, template: path };
    const exchange = { method, template, parameters: found?.parameters ?? {}, query, body };
    return journal.watch(exchange, path, { answer, shorten });
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', world.origin);
    const method = request.method ?? 'GET';
    const { authorization, accept = '', 'if-none-match': ifNoneMatch } = request.headers;
    const asked = { method, path: url.pathname, query: url.searchParams, authorization };
    const isGraphql = url.pathname === graphql;
    if (!isGraphql && !url.pathname.startsWith(`${prefix}/`)) {
      const notFound = { status: 404, bytes: Buffer.from('Not Found') };
      sendDownload(response, attachments.answer(asked) ?? notFound);
      return;
    }
    const path = isGraphql ? '/graphql' : url.pathname.slice(prefix.length);
    const content = await readText(request);
    reply(response, await answerApi({ ...asked, path, accept, ifNoneMatch, content }));
  };
}

/** One write after the other, so that what GitHub checks and does in one step is one step here. */
function createKeyedLock() {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(method: string, work: () => Promise<Result>): Promise<Result> => {
    if (method === 'GET') return work();
    const result = last.then(work);
    // A failed write is the business of who asked for it, not of the next in line.
    last = result.catch(() => undefined);
    return result;
  };
}

function parseBody(content: string): Json | undefined {
  if (content === '') return undefined;
  try {
    return parseJson(content);
  } catch {
    refuse(400, 'Problems parsing JSON');
  }
}

interface Request {
  readonly actor: Actor;
  readonly found: Route | undefined;
  readonly body: Json | undefined;
}

async function answerCall(world: World, received: Received, request: Request): Promise<Answer> {
  try {
    const { operation, parameters } = request.found ?? notFound();
    const { owner, repo } = parameters;
    const namedRepository = world.repositories.get(`${owner}/${repo}`.toLowerCase());
    if (owner !== undefined && !namedRepository) notFound();
    const { path, query, accept } = received;
    const { actor, body = null } = request;
    const call: Call = { world, actor, parameters, query, path, body, accept, namedRepository };
    await authorize(call, operation.need);
    const answer = await operation.answer(call);
    return answer.body === undefined ? answer : { ...answer, body: present(world, answer.body) };
  } catch (error) {
    return answerOf(error);
  }
}

/** Only refusals are answers; everything else is a mistake of the simulator and shows as one. */
function answerOf(error: unknown): Answer {
  if (error instanceof Refusal) return error.answer;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, body: { message: `simulator: ${message}` } };
}

function reply(response: ServerResponse, answer: FaultAnswer): void {
  if (answer === 'drop') response.destroy();
  else if (answer !== 'hang') send(response, answer);
}

function sendDownload(response: ServerResponse, answer: DownloadFault): void {
  if (answer === 'drop') response.destroy();
  else if (answer === 'endless') pour(response);
  else send(response, answer);
}

/** As fast as it is taken, until the other side has enough. */
function pour(response: ServerResponse): void {
  const more = () => {
    if (!response.destroyed) response.write(Buffer.alloc(64 * 1024), more);
  };
  more();
}

function send(response: ServerResponse, answer: Answer): void {
  const isJson = answer.bytes === undefined && answer.body !== undefined;
  response.writeHead(answer.status, {
    ...(isJson && { 'content-type': 'application/json; charset=utf-8' }),
    'x-github-media-type': 'github.v3; format=json',
    ...answer.headers,
  });
  response.end(answer.bytes ?? (isJson ? JSON.stringify(answer.body) : ''));
}
