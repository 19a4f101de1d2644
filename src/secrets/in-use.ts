import { readRegistered } from '../kubeconfig/registered.ts';
import type { EntriesFile } from './entries.ts';
import type { RegisteredCluster } from './secrets.ts';

export interface InUse {
  readonly namesTaken: ReadonlySet<string>;
  readonly clusters: readonly RegisteredCluster[];
}

/** The names of all entries, and all names and clusters in those that are kubeconfigs. */
export function readInUse({ entries }: EntriesFile): InUse {
  const registered = entries.map(({ string }) => string && readRegistered(string.text));
  const found = registered.filter((kubeconfig) => kubeconfig !== undefined);
  const names = [
    ...entries.flatMap((entry) => entry.names),
    ...found.flatMap((kubeconfig) => [...kubeconfig.names]),
  ];
  return { namesTaken: new Set(names), clusters: found.flatMap(({ clusters }) => clusters) };
}
