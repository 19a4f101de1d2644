import { z } from 'zod';
import type { RegisteredCluster } from './server-identity.ts';
import { parseTrusted, valuesOf } from './yaml.ts';

export interface RegisteredKubeconfig {
  /** Of contexts, clusters and users. */
  readonly names: readonly string[];
  readonly clusters: readonly RegisteredCluster[];
  readonly contexts: readonly KnownContext[];
  readonly currentContext?: string;
}

interface KnownContext {
  readonly name: string;
  /** Absent where it leads nowhere. */
  readonly cluster?: RegisteredCluster;
  readonly namespace?: string;
}

/** As loose as can be: a name counts as taken whatever else is odd in the file. */
const list = z.array(z.unknown()).catch([]);
const schema = z.object({
  kind: z.unknown().optional(),
  clusters: list,
  contexts: list,
  users: list,
  'current-context': z.string().optional().catch(undefined),
});

const registeredContext = z.object({
  name: z.string(),
  context: z.object({ cluster: z.string(), namespace: z.string() }).partial().catch({}),
});
const named = z.object({ name: z.string() });
const registeredCluster = z.object({
  name: z.string(),
  cluster: z.object({
    server: z.string(),
    'certificate-authority-data': z.string().optional().catch(undefined),
    'tls-server-name': z.string().optional().catch(undefined),
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
  const { kind, clusters, contexts, users, 'current-context': currentContext } = data;
  const names = [...contexts, ...clusters, ...users].flatMap((item) => {
    const { data: found } = named.safeParse(item);
    return found ? [found.name] : [];
  });
  if (kind !== 'Config' && names.length === 0) return undefined;
  const known = clusters.flatMap(readCluster);
  return {
    names,
    clusters: known,
    contexts: contexts.flatMap((item) => readContext(item, known)),
    currentContext,
  };
}

function readContext(
  item: unknown,
  clusters: readonly RegisteredCluster[],
): readonly KnownContext[] {
  const { data } = registeredContext.safeParse(item);
  if (!data) return [];
  const { namespace } = data.context;
  const cluster = clusters.find(({ name }) => name === data.context.cluster);
  return [{ name: data.name, ...(cluster && { cluster }), ...(namespace && { namespace }) }];
}

function readCluster(item: unknown): RegisteredKubeconfig['clusters'] {
  const { data } = registeredCluster.safeParse(item);
  if (!data) return [];
  const { server, 'certificate-authority-data': authority } = data.cluster;
  const certificateAuthority = authority ? Buffer.from(authority, 'base64').toString() : undefined;
  const tlsServerName = data.cluster['tls-server-name'] || undefined;
  return [{ name: data.name, server, certificateAuthority, tlsServerName }];
}
