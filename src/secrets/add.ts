import { applyEdits } from '../kubeconfig/edit.ts';
import type { KubeconfigNames } from '../kubeconfig/kubeconfig.ts';
import { mergeKubeconfig } from '../kubeconfig/merge.ts';
import { withAdded } from '../kubeconfig/proof.ts';
import { renderKubeconfig } from '../kubeconfig/render.ts';
import { serverOf } from '../kubeconfig/server-identity.ts';
import { addEntry } from './add-entry.ts';
import { changeKubeconfig, type EntriesChange, kubeconfigIn } from './change.ts';
import { type EntriesFile, mergedEntry } from './entries.ts';
import { proveOtherEntries } from './proof.ts';
import type { Addition } from './secrets.ts';

/**
 * Adds a cluster to a file of Ansible variables: a build cluster to the kubeconfig in the entry
 * `kubeconfig`, a provider as an entry of its own. Throws what {@link changeKubeconfig} throws.
 */
export function addToEntries(
  entries: EntriesFile,
  { kind, name, kubeconfig }: Addition,
  names: KubeconfigNames,
): EntriesChange {
  const about = { operation: 'add', ...names, ...serverOf(kubeconfig) } as const;
  if (kind === 'build-cluster') {
    const edits = mergeKubeconfig(kubeconfigIn(entries, mergedEntry).text, kubeconfig, names);
    const expect = withAdded(kubeconfig, names);
    return { ...about, ...changeKubeconfig(entries, { key: mergedEntry, edits, expect }) };
  }
  const rendered = renderKubeconfig(kubeconfig, names);
  const text = applyEdits(entries.text, [addEntry(entries, name, rendered)]);
  const unchangedEntries = proveOtherEntries(entries, text, { key: name, text: rendered });
  return { ...about, text, entry: name, isNew: true, unchangedEntries };
}
