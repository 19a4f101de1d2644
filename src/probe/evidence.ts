import * as z from 'zod/mini';
import type { ClusterFailure } from './cluster.ts';

const longest = 300;

/** A word of the server, see {@link presentable}. */
export const shortText = z.string().check(z.maxLength(longest + 1));

/**
 * What was seen, for maintainers' eyes only: it may name the cluster's addresses and users, and never
 * goes into a public issue. It is data, not the server's own sentences: people read ours.
 */
export const evidenceSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('answer'), status: z.number(), reason: shortText }),
  z.object({ type: z.literal('connection'), code: shortText }),
  z.object({ type: z.literal('user'), user: shortText }),
  /** The name of the webhook or the policy. */
  z.object({ type: z.literal('refuser'), name: shortText }),
  /** Each a verb and a resource. */
  z.object({ type: z.literal('everywhere'), access: z.array(shortText) }),
  z.object({ type: z.literal('token secrets'), names: z.array(shortText) }),
  z.object({ type: z.literal('registered cluster'), name: shortText }),
  z.object({ type: z.literal('registered servers'), servers: z.array(shortText) }),
]);

export type Evidence = Readonly<z.infer<typeof evidenceSchema>>;

/**
 * A text as it may be shown to maintainers: on one short line, without control characters, and
 * without the token, should a server send it back.
 */
function presentable(text: string, token: string | undefined): string {
  const redacted = token === undefined ? text : text.replaceAll(token, '[token]');
  const line = redacted.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}

/** The same data with each of its texts as it may be shown. */
export function withPresentableTexts<Data>(
  schema: z.ZodMiniType<Data>,
  data: Data,
  token: string | undefined,
): Data {
  const clean = (_key: string, value: unknown) =>
    typeof value === 'string' ? presentable(value, token) : value;
  return schema.parse(JSON.parse(JSON.stringify(data), clean));
}

/** What a failed call looked like, where the problem does not say it all. */
export function evidenceOf(failure: ClusterFailure): Evidence | undefined {
  switch (failure.type) {
    case 'http':
      return { type: 'answer', status: failure.status, reason: failure.reason };
    case 'transport':
      return { type: 'connection', code: failure.code };
    case 'address-refused':
    case 'certificate':
    case 'timeout':
    case 'not-kubernetes':
      return undefined;
  }
}
