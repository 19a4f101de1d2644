import { readRegistered } from '../kubeconfig/registered.ts';
import type { EntriesFile } from './entries.ts';
import type { InUse } from './secrets.ts';

export const nothingInUse: InUse = { namesTaken: new Set(), clusters: [] };

export function unite(parts: readonly InUse[]): InUse {
  return {
    namesTaken: new Set(parts.flatMap(({ namesTaken }) => [...namesTaken])),
    clusters: parts.flatMap(({ clusters }) => clusters),
  };
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
