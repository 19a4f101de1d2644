import { Pool } from 'undici';
import * as z from 'zod';
import type { Answer, ClusterFailure } from '../../probe/cluster.ts';
import { type Allowance, allowanceOfCluster, answerTooLarge, readText } from './bounded-body.ts';
import { createTakeNextTurn } from './keyed-lock.ts';
import {
  addressRefused,
  createPinnedConnector,
  type PinnedConnection,
} from './pinned-connection.ts';

/** In milliseconds: for finding a name's addresses, one call, and all calls to a cluster. */
export interface TimeLimits {
  readonly lookupMs: number;
  readonly callMs: number;
  readonly totalMs: number;
}

export interface TransportOptions extends Omit<PinnedConnection, 'signal' | 'lookupMs'> {
  readonly origin: string;
  /** Sent with each request. */
  readonly token?: string;
  readonly limits: TimeLimits;
}

export interface ClusterRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** With the query. */
  readonly path: string;
  /** Of the body. */
  readonly type?: string;
  readonly body?: string;
}

/** Sends requests. It throws failures that {@link answer} reads. */
export interface Transport {
  /** What the JSON of the answer says. */
  send(request: ClusterRequest): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * For the answers of all clusters: however many come at once, the event loop turns between taking
 * apart one and the next.
 */
const nextTurn = createTakeNextTurn();

/** So many that the calls of one probe hardly wait for each other. */
const connections = 16;

export function createTransport(options: TransportOptions): Transport {
  const { origin, token, limits } = options;
  const closing = new AbortController();
  const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(limits.totalMs)]);
  const pool = new Pool(origin, {
    connect: createPinnedConnector({ ...options, lookupMs: limits.lookupMs, signal }),
    connections,
    pipelining: 1,
  });
  const allowance = allowanceOfCluster();
  return {
    send: (request) =>
      sendOver(pool, request, {
        token,
        allowance,
        signal: AbortSignal.any([signal, AbortSignal.timeout(limits.callMs)]),
      }),
    close: async () => {
      closing.abort();
      await pool.destroy();
    },
  };
}

interface SendOptions {
  readonly token: string | undefined;
  readonly allowance: Allowance;
  readonly signal: AbortSignal;
}

/** The pool knows one origin only, follows no redirect and unpacks no compressed answer. */
async function sendOver(
  pool: Pool,
  { method, path, type, body }: ClusterRequest,
  { token, allowance, signal }: SendOptions,
): Promise<unknown> {
  const response = await receive(async () => {
    const sent = {
      accept: 'application/json',
      ...(type && { 'content-type': type }),
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const answered = await pool.request({ path, method, headers: sent, body, signal });
    const contentType = z.string().catch('').parse(answered.headers['content-type']);
    const text = await readText(answered.body, allowance);
    return { status: answered.statusCode, type: contentType, text };
  }, signal);
  await nextTurn();
  if (response.status >= 400) throw new CallFailure(httpFailure(response.status, response.text));
  if (response.status >= 300 || !response.type.startsWith('application/json')) {
    throw new CallFailure({ type: 'not-kubernetes' });
  }
  const said = jsonOf(response.text);
  if (said === undefined) throw new CallFailure({ type: 'not-kubernetes' });
  return said;
}

async function receive<Response>(
  exchange: () => Promise<Response>,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await exchange();
  } catch (error) {
    // The error itself goes no further: its text may quote a header, and so the token.
    throw new CallFailure(signal.aborted ? { type: 'timeout' } : transportFailure(error));
  }
}

const withCode = z.object({ code: z.string() });

function transportFailure(error: unknown): ClusterFailure {
  const code = withCode.safeParse(error).data?.code ?? 'unknown';
  if (code === addressRefused) return { type: 'address-refused' };
  const isOtherProtocol = code.startsWith('HPE_') || code === answerTooLarge;
  return isOtherProtocol ? { type: 'not-kubernetes' } : { type: 'transport', code };
}

/** The words of kube-apiserver are short, those of a webhook in it may be some kilobytes. */
const longestStatus = 16 * 1024;

const statusObject = z.object({
  kind: z.literal('Status'),
  reason: z.string().catch(''),
  message: z.string().catch(''),
});

function httpFailure(status: number, text: string): ClusterFailure {
  const said = text.length > longestStatus ? undefined : jsonOf(text);
  const { reason = '', message = '' } = statusObject.safeParse(said).data ?? {};
  return { type: 'http', status, reason, message };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Of no API server, but of whatever stands before it; the parser's message may quote it.
    return undefined;
  }
}

class CallFailure extends Error {
  readonly failure: ClusterFailure;

  constructor(failure: ClusterFailure) {
    super(failure.type);
    this.failure = failure;
  }
}

/** Makes a call's outcome a plain answer. */
export async function answer<Value>(call: () => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    if (error instanceof CallFailure) return { ok: false, failure: error.failure };
    // The schema stumbled over JSON of another shape. Its message may quote it.
    return { ok: false, failure: { type: 'not-kubernetes' } };
  }
}
