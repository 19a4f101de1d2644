import type * as z from 'zod';
import type { Answer } from '../../probe/cluster.ts';
import { answer } from './response.ts';
import type { ClusterRequest, Transport } from './transport.ts';

/** What is sent along: an object to create, or one to apply server-side. */
type Sent = { readonly post: object } | { readonly apply: object };

/** What is asked for where the values of an object are none of the bot's business. */
const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

/** Makes one request to a path of the API, and reads its answer by a schema. */
export type Call = <Value>(
  schema: z.ZodType<Value>,
  path: string,
  sent?: Sent | 'metadata only',
) => Promise<Answer<Value>>;

/**
 * The requests are written by hand, a dozen in all: Kubernetes' client takes 50 MB, and goes letter
 * by letter through a text where a list should be. A test holds them to what it asks.
 */
export function createCall(server: string, transport: Transport): Call {
  const base = server.replace(/(?<!\/)\/+$/, '');
  return (schema, path, sent) =>
    answer(async () => {
      const { pathname, search } = new URL(`${base}${path}`);
      return schema.parse(await transport.send({ path: `${pathname}${search}`, ...written(sent) }));
    });
}

function written(sent: Parameters<Call>[2]): Omit<ClusterRequest, 'path'> {
  if (sent === undefined) return { method: 'GET' };
  if (sent === 'metadata only') return { method: 'GET', accept: metadataOnly };
  return 'post' in sent
    ? { method: 'POST', type: 'application/json', body: JSON.stringify(sent.post) }
    : { method: 'PATCH', type: 'application/apply-patch+yaml', body: JSON.stringify(sent.apply) };
}

/** A path, with whatever is put into it escaped. */
export function at(words: TemplateStringsArray, ...parts: readonly (string | number)[]): string {
  return String.raw({ raw: words }, ...parts.map(encodeURIComponent));
}
