import { z } from 'zod';
import { parseTrusted, valuesOf } from './trusted.ts';

export interface RegisteredKubeconfig {
  /** Of contexts, clusters and users. */
  readonly names: readonly string[];
  readonly clusters: readonly {
    readonly name: string;
    readonly server: string;
    /** PEM */
    readonly certificateAuthority?: string;
  }[];
}

/** As loose as can be: a name counts as taken whatever else is odd in the file. */
const list = z.array(z.unknown()).catch([]);
const schema = z.object({
  kind: z.unknown().optional(),
  clusters: list,
  contexts: list,
  users: list,
});

const named = z.object({ name: z.string() });
const registeredCluster = z.object({
  name: z.string(),
  cluster: z.object({
    server: z.string(),
    'certificate-authority-data': z.string().optional().catch(undefined),
  }),
});

/**
 * Reads what a kubeconfig of the secrets already registers. Reads data only: paths and programs
 * that it names are ignored. Undefined where the text is no kubeconfig.
 */
export function readRegistered(text: string): RegisteredKubeconfig | undefined {
  // Everything is a string here, so that a name such as `123` counts as it is written.
  const document = parseTrusted(text, { schema: 'failsafe' });
  const data = document && schema.safeParse(valuesOf(document)).data;
  if (!data) return undefined;
  const { kind, clusters, contexts, users } = data;
  const names = [...contexts, ...clusters, ...users].flatMap((item) => {
    const { data: found } = named.safeParse(item);
    return found ? [found.name] : [];
  });
  if (kind !== 'Config' && names.length === 0) return undefined;
  return { names, clusters: clusters.flatMap(readCluster) };
}

function readCluster(item: unknown): RegisteredKubeconfig['clusters'] {
  const { data } = registeredCluster.safeParse(item);
  if (!data) return [];
  const { server, 'certificate-authority-data': authority } = data.cluster;
  const certificateAuthority = authority && Buffer.from(authority, 'base64').toString();
  return [{ name: data.name, server, ...(certificateAuthority && { certificateAuthority }) }];
}
