import { parseDocument } from 'yaml';
import { z } from 'zod';

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

const name = z.coerce.string();
const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

/** As loose as can be: a name counts as taken whatever else is odd about what has it. */
const schema = z.object({
  kind: z.string().nullish(),
  clusters: list(
    z.object({
      name,
      cluster: z
        .object({ server: z.string(), 'certificate-authority-data': z.string().nullish() })
        .nullish()
        .catch(null),
    }),
  ),
  contexts: list(z.object({ name })),
  users: list(z.object({ name })),
});

/**
 * Reads what a kubeconfig of the secrets already registers. Reads data only: paths and programs
 * that it names are ignored. Undefined where the text is no kubeconfig.
 */
export function readRegistered(text: string): RegisteredKubeconfig | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0) return undefined;
  const { data } = schema.safeParse(document.toJS());
  if (!data) return undefined;
  const { kind, clusters, contexts, users } = data;
  const names = [...contexts, ...clusters, ...users].map((item) => item.name);
  if (kind !== 'Config' && names.length === 0) return undefined;
  return {
    names,
    clusters: clusters.flatMap((item) => registeredCluster(item.name, item.cluster)),
  };
}

function registeredCluster(
  clusterName: string,
  cluster: z.infer<typeof schema>['clusters'][number]['cluster'],
): RegisteredKubeconfig['clusters'] {
  if (!cluster) return [];
  const { server, 'certificate-authority-data': authority } = cluster;
  const certificateAuthority = authority && Buffer.from(authority, 'base64').toString();
  return [{ name: clusterName, server, ...(certificateAuthority && { certificateAuthority }) }];
}
