import * as z from 'zod';
import type { Answer, ClusterFailure } from '../../probe/cluster.ts';

/** What a server has answered. */
export interface Response {
  readonly status: number;
  /** The header `Retry-After`; empty where there is none. */
  readonly retryAfter: string;
  readonly type: string;
  readonly text: string;
}

/** What its JSON says. Throws the failure where it is none, or a refusal. */
export function read({ status, type, text }: Response): unknown {
  if (status >= 400) throw new CallFailure(httpFailure(status, text));
  if (status >= 300 || !type.startsWith('application/json')) {
    throw new CallFailure({ type: 'not-kubernetes' });
  }
  const said = jsonOf(text);
  if (said === undefined) throw new CallFailure({ type: 'not-kubernetes' });
  return said;
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

export class CallFailure extends Error {
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
