import { type RegisteredKubeconfig, readRegistered } from '../kubeconfig/read-registered.ts';
import type { ClusterKind } from '../request/request.ts';
import { type EntriesFile, mergedEntry } from './archive/yaml/entries.ts';
import type { InUse, Registered, Registration } from './secrets.ts';

export const nothingInUse: InUse = { namesTaken: new Set(), clusters: [], registrations: [] };

export function unite(parts: readonly InUse[]): InUse {
  return {
    namesTaken: new Set(parts.flatMap(({ namesTaken }) => [...namesTaken])),
    clusters: parts.flatMap(({ clusters }) => clusters),
    registrations: parts.flatMap(({ registrations }) => registrations),
  };
}

/** Whether something is registered under this name, and as this kind. */
export function holds({ registrations }: InUse, { kind, name }: Registered): boolean {
  return registrations.some((each) => each.kind === kind && each.name === name);
}

/** The names of all entries, and all names and clusters in those that are kubeconfigs. */
export function readInUse({ entries }: EntriesFile): InUse {
  const found = entries.flatMap(({ key, string }) => {
    const kubeconfig = string && readRegistered(string.text);
    return kubeconfig ? [{ key, kubeconfig }] : [];
  });
  const names = [
    ...entries.flatMap((entry) => entry.names),
    ...found.flatMap(({ kubeconfig }) => kubeconfig.names),
  ];
  return {
    namesTaken: new Set(names),
    clusters: found.flatMap(({ key, kubeconfig }) =>
      kubeconfig.clusters.map((cluster) => ({ ...cluster, kind: kindOf(key) })),
    ),
    registrations: found.flatMap(registrationsIn),
  };
}

interface KubeconfigEntry {
  readonly key: string;
  readonly kubeconfig: RegisteredKubeconfig;
}

/** Build clusters are in the merged kubeconfig; any other entry is a provider's. */
function kindOf(key: string): ClusterKind {
  return key === mergedEntry ? 'build-cluster' : 'external-provider';
}

function registrationsIn(entry: KubeconfigEntry): readonly Registration[] {
  const kind = kindOf(entry.key);
  return clustersIn[kind](entry).map(({ name, cluster }) => ({ kind, name, cluster }));
}

type ClustersIn = (entry: KubeconfigEntry) => readonly Omit<Registration, 'kind'>[];

/** Each context of the merged kubeconfig; any other entry as a whole, with its context in use. */
const clustersIn: Readonly<Record<ClusterKind, ClustersIn>> = {
  'build-cluster': ({ kubeconfig }) => kubeconfig.contexts,
  'external-provider': ({ key, kubeconfig }) => [{ name: key, cluster: clusterInUse(kubeconfig) }],
};

/** What a kubeconfig leads to by itself. */
export function clusterInUse({ contexts, currentContext }: RegisteredKubeconfig) {
  return (contexts.find(({ name }) => name === currentContext) ?? contexts[0])?.cluster;
}
