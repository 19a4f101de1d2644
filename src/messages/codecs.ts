import * as z from 'zod/mini';
import { isProblem, type Problem } from '../problem.ts';

/** Bytes, as base64 on the way. */
export const bytes = z.codec(z.base64(), z.instanceof(Uint8Array), {
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
  encode: (value) => Buffer.from(value).toString('base64'),
});

/** A time, in ISO 8601 on the way. */
export const time = z.codec(z.string(), z.date(), {
  decode: (text) => new Date(text),
  encode: (value) => value.toISOString(),
});

export const problem = z.custom<Problem>(isProblem);

/** A cluster in the secrets, without a secret of its own. */
export const registeredCluster = z.object({
  name: z.string(),
  server: z.string(),
  certificateAuthority: z.optional(z.string()),
  tlsServerName: z.optional(z.string()),
});
