import { createHash } from 'node:crypto';
import type { Answer } from './answer.ts';

/** What GitHub makes an ETag of, beside the answer's body. */
export interface Asked {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/**
 * Gives an answer its weak ETag, or shortens it to 304 for somebody who has it already. As on
 * GitHub another token gets another ETag, and the link to the next page is no part of it.
 */
export function conditional(answer: Answer, { method, authorization, ifNoneMatch }: Asked): Answer {
  if (method !== 'GET' || answer.status !== 200) return answer;
  const hash = createHash('sha256').update(authorization ?? '');
  hash.update(answer.bytes ?? JSON.stringify(answer.body));
  const etag = `W/"${hash.digest('hex')}"`;
  const headers = { ...answer.headers, etag };
  return ifNoneMatch === etag ? { status: 304, headers } : { ...answer, headers };
}
