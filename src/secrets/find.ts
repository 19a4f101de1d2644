import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import { vetContext } from '../kubeconfig/vet.ts';
import type { ClusterRequest } from '../request/request.ts';
import { mergedEntry } from './change.ts';
import type { EntriesFile } from './entries.ts';

/** A cluster's kubeconfig in a file of Ansible variables, vetted; undefined where there is none. */
export function findKubeconfig(
  { entries }: EntriesFile,
  { kind, name }: ClusterRequest,
  now: Date,
): Kubeconfig | undefined {
  const wanted = kind === 'build-cluster' ? mergedEntry : name;
  const text = entries.find(({ key }) => key === wanted)?.string?.text;
  return text === undefined ? undefined : vetContext(text, name, now);
}
