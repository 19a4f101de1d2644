import * as z from 'zod/mini';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';

const credentials = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('token'), token: z.string() }),
  z.strictObject({
    type: z.literal('client-certificate'),
    certificate: z.string(),
    key: z.string(),
  }),
]);

const kubeconfig = z.strictObject({
  server: z.string(),
  certificateAuthority: z.exactOptional(z.string()),
  tlsServerName: z.exactOptional(z.string()),
  credentials,
  namespace: z.exactOptional(z.string()),
});

/** What is sealed: a vetted kubeconfig, and values for the secrets of jobs in its cluster. */
export interface Handover {
  readonly kubeconfig: Kubeconfig;
  /** Entries of the secrets by their names. */
  readonly entries: Readonly<Record<string, string>>;
}

const handover = z.strictObject({
  kubeconfig,
  entries: z.record(z.string(), z.string()),
}) satisfies z.ZodMiniType<Handover>;

/** Reads what was sealed. Throws for anything else, with an error that may quote it. */
export function readHandover(value: unknown): Handover {
  return handover.parse(value);
}
