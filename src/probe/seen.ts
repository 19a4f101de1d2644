import * as z from 'zod/mini';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { certificatesIn, serverOf } from '../kubeconfig/server-identity.ts';
import { controlPlaneSchema, seenControlPlane } from './control-plane.ts';
import { endOf } from './credentials-end.ts';
import { shortText } from './evidence.ts';
import type { Observations } from './observe.ts';
import { userOf } from './user.ts';

/** ISO 8601, or why there is none. */
const end = z.union([z.literal('none'), z.literal('unknown'), z.string()]);

/** What whoever reviews has to know of a cluster, and can't see in a ciphertext. Private. */
export const seenSchema = z.object({
  server: shortText,
  tlsServerName: z.optional(shortText),
  /** None: the public certificate authorities. */
  authorities: z.array(z.object({ fingerprint: shortText, ends: z.string() })),
  credentials: z.object({ type: z.enum(['token', 'client-certificate']), ends: end }),
  user: z.optional(shortText),
  version: z.optional(shortText),
  controlPlane: z.optional(controlPlaneSchema),
});

export type Seen = Readonly<z.infer<typeof seenSchema>>;

/** Nothing of it is a secret: a fingerprint and an end tell no key, and no token. */
export function seenOf(kubeconfig: Kubeconfig, observations: Observations): Seen {
  const { certificateAuthority, credentials } = kubeconfig;
  const { version, whoAmI } = observations;
  return {
    ...serverOf(kubeconfig),
    authorities: certificatesIn(certificateAuthority).map(({ fingerprint256, validToDate }) => ({
      fingerprint: fingerprint256,
      ends: validToDate.toISOString(),
    })),
    credentials: { type: credentials.type, ends: readableEnd(endOf(credentials)) },
    user: userOf(whoAmI, credentials),
    version: version.ok ? version.value : undefined,
    controlPlane: seenControlPlane(observations),
  };
}

/** A token may tell of an end that is no real date. */
function readableEnd(end: number | 'none' | undefined): string {
  if (end === 'none') return end;
  const date = new Date(end ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString();
}
