import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';
import * as z from 'zod';
import type { ClusterFailure } from '../../probe/cluster.ts';
import { type Allowance, allowanceOfCluster, answerTooLarge, readText } from './bounded-body.ts';
import { createTakeNextTurn } from './keyed-lock.ts';
import {
  addressRefused,
  createPinnedConnector,
  type PinnedConnection,
} from './pinned-connection.ts';
import { CallFailure, type Response, read } from './response.ts';
import { pauseBefore } from './retries.ts';
import { unreadFailure } from './tls/refusal.ts';

/** In milliseconds: for finding a name's addresses, asking once, and all calls to a cluster. */
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
  /** Of the answer, where it is not the whole object. */
  readonly accept?: string;
}

/** Sends requests. It throws failures that `answer` reads. */
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
  const end = performance.now() + limits.totalMs;
  return {
    send: (request) => {
      const once = () =>
        exchange(pool, request, {
          token,
          allowance,
          signal: AbortSignal.any([signal, AbortSignal.timeout(limits.callMs)]),
        });
      return persist(once, { end, signal });
    },
    close: async () => {
      closing.abort();
      await pool.destroy();
    },
  };
}

/** Asks again where the failure may pass in time, and reads the last answer. */
async function persist(
  ask: () => Promise<Response>,
  { end, signal }: { readonly end: number; readonly signal: AbortSignal },
): Promise<unknown> {
  for (let retry = 1; ; retry += 1) {
    const response = await ask();
    const pause = pauseBefore(retry, response);
    if (pause === undefined || performance.now() + pause >= end) return read(response);
    await receive(() => setTimeout(pause, undefined, { signal }), signal);
  }
}

interface SendOptions {
  readonly token: string | undefined;
  readonly allowance: Allowance;
  readonly signal: AbortSignal;
}

/** The pool knows one origin only, follows no redirect and unpacks no compressed answer. */
async function exchange(
  pool: Pool,
  { method, path, type, body, accept = 'application/json' }: ClusterRequest,
  { token, allowance, signal }: SendOptions,
): Promise<Response> {
  const response = await receive(async () => {
    const sent = {
      accept,
      ...(type && { 'content-type': type }),
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const answered = await pool.request({ path, method, headers: sent, body, signal });
    const { statusCode: status, headers } = answered;
    const text = await readText(answered.body, allowance);
    const retryAfter = header.parse(headers['retry-after']);
    return { status, type: header.parse(headers['content-type']), retryAfter, text };
  }, signal);
  await nextTurn();
  return response;
}

const header = z.string().catch('');

async function receive<Received>(
  wait: () => Promise<Received>,
  signal: AbortSignal,
): Promise<Received> {
  try {
    return await wait();
  } catch (error) {
    // The error itself goes no further: its text may quote a header, and so the token.
    throw new CallFailure(signal.aborted ? { type: 'timeout' } : transportFailure(error));
  }
}

const withCode = z.object({ code: z.string() });

function transportFailure(error: unknown): ClusterFailure {
  const unread = unreadFailure(error);
  if (unread) return unread;
  const code = withCode.safeParse(error).data?.code ?? 'unknown';
  if (code === addressRefused) return { type: 'address-refused' };
  const isOtherProtocol = code.startsWith('HPE_') || code === answerTooLarge;
  return isOtherProtocol ? { type: 'not-kubernetes' } : { type: 'transport', code };
}
