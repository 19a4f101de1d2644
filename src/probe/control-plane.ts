import * as z from 'zod/mini';
import type { Answer } from './cluster.ts';
import type { Observations } from './observe.ts';

/** How many were seen, or the status with which the server answered instead. */
const counted = z.optional(
  z.union([z.object({ found: z.number() }), z.object({ status: z.number() })]),
);

/** What is seen of a control plane: its nodes, those of them that are ready, its addresses. */
export const controlPlaneSchema = z.object({
  nodes: counted,
  ready: z.number(),
  addresses: counted,
});

export type SeenControlPlane = Readonly<z.infer<typeof controlPlaneSchema>>;

/** Undefined where nobody looked. */
export function seenControlPlane({
  controlPlaneNodes: nodes,
  apiServerAddresses: addresses,
}: Observations): SeenControlPlane | undefined {
  if (nodes === undefined || addresses === undefined) return undefined;
  const listed = nodes.ok ? nodes.value : [];
  return {
    nodes: count(nodes),
    ready: listed.filter(({ isReady }) => isReady).length,
    addresses: count(addresses.ok ? { ok: true, value: [...new Set(addresses.value)] } : addresses),
  };
}

function count(answer: Answer<readonly unknown[]>): SeenControlPlane['nodes'] {
  if (answer.ok) return { found: answer.value.length };
  return answer.failure.type === 'http' ? { status: answer.failure.status } : undefined;
}
