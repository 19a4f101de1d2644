import * as z from 'zod/mini';
import { checks } from '../probe/check-table.ts';
import { evidenceSchema } from '../probe/evidence.ts';
import { seenSchema } from '../probe/seen.ts';
import type { Probe } from '../prober/prober.ts';
import { clusterKinds } from '../request/request.ts';
import { problem, registeredCluster, time } from './codecs.ts';
import type { Message } from './message.ts';

const text = z.string();
const sealed = z.string();

const context = z.object({
  now: time,
  kind: z.enum(clusterKinds),
  jobsNamespace: text,
  controlPlaneNodes: z.number(),
  registered: z.array(z.extend(registeredCluster, { kind: z.enum(clusterKinds) })),
  replaces: z.array(registeredCluster),
});

const check = z.enum(checks.map(({ id }) => id));
const evidence = z.optional(evidenceSchema);
const result = z.discriminatedUnion('outcome', [
  z.object({ check, outcome: z.literal('passed') }),
  z.object({ check, outcome: z.enum(['failed', 'unverifiable', 'warning']), problem, evidence }),
]);
const report = z.object({
  checks: z.array(result),
  seen: z.optional(seenSchema),
  serviceAccount: z.optional(z.object({ namespace: text, name: text })),
});

const jobSecret = z.object({
  name: text,
  items: z.array(z.object({ key: text, entry: text })),
});

type Messages = {
  readonly [Name in Exclude<keyof Probe, 'publicKey'>]: Message<Probe[Name]>;
};

/** What goes to a prober and comes back. */
export const probeMessages: Messages = {
  look: { input: z.object({ kubeconfig: sealed, context }), output: report },
  applyJobSecrets: {
    input: z.object({ kubeconfig: sealed, namespace: text, secrets: z.array(jobSecret) }),
    output: z.array(z.enum(['applied', 'foreign', 'failed', 'present', 'missing', 'unseen'])),
  },
};
